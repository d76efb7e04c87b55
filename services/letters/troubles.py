"""What can go wrong with a mail server, told apart: the server's trouble, our account's, one address's, one letter's."""

import datetime as dt
import random
import smtplib

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

#: Minutes to wait after each failed try; then hourly.
BACK_OFF = (1, 5, 15, 30, 60)
#: A letter that is refused for its own sake, but not for good, is given up after this.
LONGEST_REFUSAL = dt.timedelta(days=1)
#: A letter that we ourselves cannot make is put aside for a person to look at after so many tries, the last of them this
#: long after the first. Tries that a server spoilt count for neither.
POISONED_AFTER = 5
SHORTEST_POISON = dt.timedelta(minutes=30)
#: Troubles that lie with a server, the mail server or PostgreSQL, with our account there, or with our own time running out,
#: never with one letter: these lose no letter, ever.
SERVER_TROUBLES = (
    OSError,
    OperationalError,
    InterfaceError,
    SoftTimeLimitExceeded,
    smtplib.SMTPConnectError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)


class NeedsSmtpUtf8(smtplib.SMTPNotSupportedError):
    """An address with letters outside ASCII before the @, which we cannot write to. Other things that a server does not
    support (a sign-in, encryption) are the server's trouble.
    """


OF_ONE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, NeedsSmtpUtf8)


class NotSent(Exception):
    """The letter was not to leave any more: no trouble at all."""


class CannotReach(Exception):
    """The address takes no letters, so this one is held until it does, or until its reader has another."""


def is_for_good(trouble: Exception) -> bool:
    """Whether the server said that it will never take this letter for this person (SMTP codes 500 and above), or cannot."""
    if isinstance(trouble, NeedsSmtpUtf8):
        return True
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in trouble.recipients.values())
    return isinstance(trouble, smtplib.SMTPDataError) and trouble.smtp_code >= 500


def is_of_the_server(trouble: Exception | None) -> bool:
    """Whether the server, or the way to it, is in trouble, so that the next letter would fare no better."""
    return isinstance(trouble, SERVER_TROUBLES) and not isinstance(trouble, OF_ONE_LETTER)


def is_of_our_account(trouble: Exception) -> bool:
    """Whether the server will not have us: a wrong password, or a sender it refuses for good."""
    if isinstance(trouble, smtplib.SMTPSenderRefused):
        return trouble.smtp_code >= 500
    return isinstance(trouble, smtplib.SMTPAuthenticationError)


def gives_up(trouble: Exception, attempts: int, since_the_first: dt.timedelta) -> bool:
    """Whether a letter is not tried again: refused for good, refused for a day, or five times beyond our making."""
    if is_for_good(trouble):
        return True
    if is_of_the_server(trouble):
        return False
    if isinstance(trouble, OF_ONE_LETTER):
        return attempts > len(BACK_OFF) and since_the_first >= LONGEST_REFUSAL
    return attempts >= POISONED_AFTER and since_the_first >= SHORTEST_POISON


def pause_after(attempts: int) -> dt.timedelta:
    """1, 5, 15, 30, 60 minutes and then hourly, a fifth more or less so that retries do not march in step."""
    minutes = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    return dt.timedelta(minutes=minutes * random.uniform(0.8, 1.2))


def in_words(trouble: Exception) -> str:
    """The trouble as the row keeps it."""
    return f"{type(trouble).__name__}: {trouble}"[:500].replace("\x00", "")

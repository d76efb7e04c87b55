"""A mail server in this process: it keeps what it takes, and misbehaves as it is told."""

import datetime as dt
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from services.letters.smtp import Unanswered


@dataclass(frozen=True)
class Taken:
    """A message that was taken: when, from which return path, for whom, its Message-ID, subject and plain text.

    `is_digest`: it carries the header with which its reader ends digests. `returns`: nobody will ever read it.
    """

    at: dt.datetime
    to: str
    message_id: str
    subject: str
    text: str
    sender: str = ""
    is_digest: bool = False
    returns: bool = False


@dataclass
class Sink:
    """What was taken, and what goes wrong now: the server away, addresses it defers, how often it hangs up after DATA.

    Addresses that are `gone` are refused at the door; letters to those that `return` are taken, and lie `on_the_way` back.
    """

    now: dt.datetime = dt.datetime.min
    taken: list[Taken] = field(default_factory=list)
    is_away: bool = False
    refuses_us: bool = False
    deferred: set[str] = field(default_factory=set)
    hang_ups: int = 0
    gone: set[str] = field(default_factory=set)
    returning: set[str] = field(default_factory=set)
    refused: list[Taken] = field(default_factory=list)
    on_the_way: list[Taken] = field(default_factory=list)

    def take(self, message: EmailMessage) -> None:
        """Take a message, or do what goes wrong at this moment."""
        (to,) = message.recipients()
        if self.is_away:
            raise ConnectionRefusedError("nobody listens")
        if self.refuses_us:
            raise smtplib.SMTPAuthenticationError(535, b"wrong password")
        if to in self.deferred:
            raise smtplib.SMTPRecipientsRefused({to: (451, b"later")})
        letter = self.written(to, message)
        if to in self.gone:
            self.refused.append(letter)
            raise smtplib.SMTPRecipientsRefused({to: (550, b"5.1.1 No such person here")})
        self.taken.append(letter)
        if letter.returns:
            self.on_the_way.append(letter)
        if self.hang_ups:
            self.hang_ups -= 1
            raise Unanswered("gone after DATA")

    def written(self, to: str, message: EmailMessage) -> Taken:
        """What a mail server sees of a message."""
        headers = message.extra_headers
        known = (self.now, to, headers["Message-ID"], message.subject, message.body, message.from_email)
        return Taken(*known, is_digest="List-Unsubscribe" in headers, returns=to in self.returning)

    def heal(self) -> None:
        """The server works again. Addresses that are dead stay so."""
        self.is_away = self.refuses_us = False
        self.deferred, self.hang_ups = set(), 0

    def begin_anew(self) -> None:
        """As on the first day of a life."""
        self.heal()
        for each in (self.taken, self.refused, self.on_the_way, self.gone, self.returning):
            each.clear()


SINK = Sink()


class Backend(BaseEmailBackend):
    """Hands every message to SINK."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            SINK.take(message)
        return len(messages)

"""The canary: a letter to a box of our own, half an hour before the others, that must be seen to arrive.

It goes past the outbox, straight over the line to the mail server, so that it tests the way and not the rows. Its secret
word is made from the day, so nobody else can make one and nothing has to be remembered. Without CANARY_ADDRESS there is
none.
"""

import datetime as dt
import logging
from email.message import Message
from enum import StrEnum

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import constant_time_compare, salted_hmac

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import weekday
from services.letters import checks, holds, mailbox
from services.letters.models import Pulse

SENT, SEEN = "canary", "canary seen"
#: London time on a working day.
FLIES_AT = (7, 30)
MISSED_AT = (7, 50)
HEADER = "X-Portal-Canary"

logger = logging.getLogger(__name__)


class State(StrEnum):
    """How the canary of a day does."""

    NONE = "none"
    NOT_YET = "not_yet"
    ON_ITS_WAY = "on_its_way"
    SEEN = "seen"
    MISSED = "missed"


def fly(now: dt.datetime) -> bool:
    """Send the day's canary if it is time and it has not gone; look for it where we can. Returns whether it went now.

    Trouble ends here, so that it keeps no other letter: the canary is not seen, and that is the alarm.
    """
    today = clock.local(now).date()
    if not settings.CANARY_ADDRESS or now < clock.at(today, *FLIES_AT) or was(SENT, today):
        return False
    if not works_on(today):
        return False
    try:
        letter_of(today).send()
    except Exception:
        logger.exception("The canary could not be sent.")
        return False
    holds.beat(SENT, now)
    if mailbox.has(settings.CANARY_ADDRESS, message_id(today)):
        holds.beat(SEEN, now)
    return True


def receive(message: Message, now: dt.datetime) -> bool:
    """Take a message that the mail server gave us. Returns whether it is the canary of the day."""
    today = clock.local(now).date()
    is_ours = constant_time_compare(str(message.get(HEADER, "")).strip(), secret_word(today))
    if is_ours and not was(SEEN, today):
        holds.beat(SEEN, now)
    return is_ours


def state(now: dt.datetime, sent_at: dt.datetime | None, seen_at: dt.datetime | None) -> State:
    """How the canary of a working day does at a UTC instant, by when one last went and was last seen (UTC)."""
    today = clock.local(now).date()
    if not settings.CANARY_ADDRESS:
        return State.NONE
    if seen_at is not None and clock.local(seen_at).date() == today:
        return State.SEEN
    if now >= clock.at(today, *MISSED_AT):
        return State.MISSED
    went = sent_at is not None and clock.local(sent_at).date() == today
    return State.ON_ITS_WAY if went else State.NOT_YET


def was(what: str, day: dt.date) -> bool:
    """Whether the canary was sent, or seen, on a local date."""
    last = Pulse.objects.last(what)
    return last is not None and clock.local(last).date() == day


def works_on(day: dt.date) -> bool:
    """Whether letters leave at all on a local date."""
    return clock.local(checks.next_opening(clock.at(day, *FLIES_AT))).date() == day


def letter_of(day: dt.date) -> EmailMessage:
    """The canary itself."""
    text = (
        f"This letter must arrive before {MISSED_AT[0]}:{MISSED_AT[1]}am, or somebody is told. Nobody need read it.\n"
    )
    headers = {"Message-ID": message_id(day), HEADER: secret_word(day), "Auto-Submitted": "auto-generated"}
    subject = f"The canary of {weekday(day)}"
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [settings.CANARY_ADDRESS], headers=headers)


def secret_word(day: dt.date) -> str:
    """What only we can have written into the canary of a day."""
    return salted_hmac("services.letters.canary", day.isoformat()).hexdigest()


def message_id(day: dt.date) -> str:
    """The same for every try of a day, so that two of them are one."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    return f"<canary{day:%Y%m%d}@{host}>"

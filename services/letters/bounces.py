"""What we do with what comes back: believe only what we signed, count each message once, and tell who must know.

Whatever the order in which a bounce and our own commit arrive, the letter ends as come back; delivery.keep_sent does not
undo it.
"""

import datetime as dt
import hashlib
import logging
import smtplib
from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction

from services.letters import addresses, came_back, return_path
from services.letters.came_back import Finding
from services.letters.models import Letter
from services.letters.returns import DeliveryEvent
from services.letters.signals import complained, not_reached
from services.letters.status import Kind, Meaning, code_in, meaning_of, printable
from services.letters.troubles import NeedsSmtpUtf8

#: Mail systems give up after five days; what comes much later is somebody's replay.
COMES_WITHIN = dt.timedelta(days=30)
#: More than any honest mail system has to say about one letter.
MOST_EVENTS = 20
#: A message is handed in for one address; headers may name a few more.
MOST_CLAIMS = 5
#: A letter in one of these has ended already, and not by leaving.
NEVER_LEFT = (Letter.State.CANCELLED, Letter.State.FAILED)

logger = logging.getLogger(__name__)


class Became(StrEnum):
    """What became of a message that somebody handed to us."""

    KEPT = "is kept"
    REPEATED = "has been counted already"
    NOT_SIGNED = "comes to no address of ours, or was forged"
    NO_SUCH_LETTER = "is about a letter that is not there any more"
    TOO_LATE = "comes too late"
    TOO_MANY = "is one too many about the same letter"
    SAYS_NOTHING = "is an answer by a robot, or says nothing that we understand"


def receive(raw: bytes, recipients: Iterable[str], at: dt.datetime) -> Became:
    """Take in one message that came to one of these addresses, at a UTC instant. Says what became of it, in the log too.

    Raises only what the database raises: everything that strangers can send is an answer, never an error.
    """
    became, about = Became.NOT_SIGNED, "no letter of ours"
    claims = [claim for recipient in recipients if (claim := return_path.read(recipient))]
    finding, raw_hash = came_back.read(raw) if claims else None, hashlib.sha256(raw).hexdigest()
    for claim in claims[:MOST_CLAIMS]:
        became, about = keep(claim, finding, raw_hash, at), f"letter {claim.letter}"
        if became not in (Became.NOT_SIGNED, Became.NO_SUCH_LETTER):
            break
    logger.info("A message about %s was handed in: it %s.", about, became)
    return became


@transaction.atomic
def keep(claim: return_path.Claim, finding: Finding | None, raw_hash: str, at: dt.datetime) -> Became:
    """Check what a message claims, and keep what it tells, with everything that follows, or nothing."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("to").filter(pk=claim.letter).first()
    if letter is None:
        return Became.NO_SUCH_LETTER
    if not return_path.proves(claim, letter):
        return Became.NOT_SIGNED
    left_at = letter.sent_at or letter.first_tried_at
    if left_at is None or at - left_at > COMES_WITHIN:
        return Became.TOO_LATE
    if finding is None:
        return Became.SAYS_NOTHING
    if letter.delivery_events.filter(kind=finding.kind, raw_hash=raw_hash).exists():
        return Became.REPEATED
    if letter.delivery_events.count() >= MOST_EVENTS:
        return Became.TOO_MANY
    event = add_event(letter, finding, meaning_of_finding(finding), raw_hash, at)
    FOLLOWS[event.kind](letter, event)
    return Became.KEPT


def add_event(letter: Letter, finding: Finding, meaning: str, raw_hash: str, at: dt.datetime) -> DeliveryEvent:
    """Keep what was said about a letter."""
    said = {"code": finding.code[:10], "words": printable(finding.words), "meaning": meaning}
    return DeliveryEvent.objects.create(
        letter=letter, kind=finding.kind, address=letter.address, at=at, raw_hash=raw_hash, **said
    )


def meaning_of_finding(finding: Finding) -> Meaning:
    """What a message says of the address. One that is only late is not refused for good, whatever the code."""
    if finding.kind not in (Kind.BOUNCED, Kind.DEFERRED):
        return Meaning.NOTHING
    meaning = meaning_of(finding.code)
    is_only_late = finding.kind == Kind.DEFERRED and meaning in (Meaning.GONE, Meaning.REFUSED)
    return Meaning.NOT_NOW if is_only_late else meaning


def _bounced(letter: Letter, event: DeliveryEvent) -> None:
    """It came back, wherever it stood: being handed over, sent, or waiting to be sent again as a copy."""
    said = f"{event.code} {event.words}".strip()[:500]
    has_come_back = letter.state not in (*NEVER_LEFT, Letter.State.BOUNCED)
    if has_come_back:
        letter.state, letter.last_error, letter.lease_until = Letter.State.BOUNCED, said, None
        letter.save(update_fields=["state", "last_error", "lease_until"])
    if event.meaning != Meaning.NOTHING:
        addresses.weigh(letter, event.at)
    if has_come_back:
        not_reached.send(sender=Letter, letter=letter, at=event.at)


def _deferred(letter: Letter, event: DeliveryEvent) -> None:
    if event.meaning != Meaning.NOTHING:
        addresses.weigh(letter, event.at)


def _delivered(letter: Letter, event: DeliveryEvent) -> None:
    if letter.state not in (*NEVER_LEFT, Letter.State.BOUNCED):
        letter.state, letter.last_error, letter.lease_until = Letter.State.DELIVERED, "", None
        letter.save(update_fields=["state", "last_error", "lease_until"])
    addresses.prove(letter, event.at)


def _complained(letter: Letter, event: DeliveryEvent) -> None:
    addresses.note_complaint(letter, event.at)
    complained.send(sender=Letter, letter=letter, person=letter.to, at=event.at)


FOLLOWS = {Kind.BOUNCED: _bounced, Kind.DEFERRED: _deferred, Kind.DELIVERED: _delivered, Kind.COMPLAINED: _complained}


def was_refused(letter: Letter, trouble: Exception, at: dt.datetime) -> None:
    """The mail server itself would not take a letter, for good or for a whole day: counts as if it had come back.

    Called in the transaction that keeps the letter's new state, at a UTC instant. A refusal of the letter's content,
    or for what the server cannot do, is held against no address.
    """
    finding = finding_of(trouble)
    if finding is not None:
        meaning = meaning_of_refusal(trouble, finding)
        raw_hash = hashlib.sha256(f"{letter.attempts}:{finding}".encode()).hexdigest()
        if not letter.delivery_events.filter(kind=finding.kind, raw_hash=raw_hash).exists():
            add_event(letter, finding, meaning, raw_hash, at)
        if meaning != Meaning.NOTHING:
            addresses.weigh(letter, at)
    not_reached.send(sender=Letter, letter=letter, at=at)


def finding_of(trouble: Exception) -> Finding | None:
    """A mail server's refusal, told as a message would tell it; None if no server said anything."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(trouble.recipients.values()), (0, b""))
    elif isinstance(trouble, smtplib.SMTPDataError):
        code, said = trouble.smtp_code, trouble.smtp_error
    elif isinstance(trouble, NeedsSmtpUtf8):
        return Finding(Kind.BOUNCED, "5.6.7", printable(str(trouble)))
    else:
        return None
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    exact = code_in(words)
    return Finding(Kind.BOUNCED, exact if exact[:1] == str(code)[:1] and "." in exact else str(code), printable(words))


def meaning_of_refusal(trouble: Exception, finding: Finding) -> Meaning:
    """What it says of the address. Once the server has seen the letter itself, only "no such address" does."""
    meaning = meaning_of(finding.code)
    if isinstance(trouble, smtplib.SMTPDataError) and meaning != Meaning.GONE:
        return Meaning.NOTHING
    return meaning

"""When somebody cannot be reached, somebody else is told: once for each address and day, by a letter of its own.

If that letter does not arrive either, the next in the chain is told; as soon as one of them has it, nobody else is.
Nobody is told twice, so it ends.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import and_list
from services.history import actions as history
from services.letters import actions as outbox
from services.letters import addresses, letter_file
from services.letters.models import Letter, Sort
from services.letters.returns import AddressHealth
from services.people import chain
from services.people.actions import stop_digests
from services.people.chain import Group
from services.people.hours import working_days_of
from services.people.models import User
from services.people.preferences import Stopped

FOLDER = "services/people/letters"
CANNOT_REACH = "cannot_reach"
IN_DOUBT = "address_is_in_doubt"
UNWANTED = "letters_are_unwanted"
#: Letters that tell of somebody else; when one of these does not arrive, the next in the chain gets it.
ABOUT_SOMEBODY = {CANNOT_REACH, IN_DOUBT, UNWANTED}
#: What is held for longer is not worth sending any more.
WORTH_SENDING_WORKING_DAYS = 5
HOW_IT_WENT = {
    "bounced": "came back",
    "failed": "could not be delivered",
    "held": "waits here, because this address takes no letters",
}

logger = logging.getLogger(__name__)


def did_not_arrive(letter: Letter, at: dt.datetime) -> None:
    """What follows from a letter that did not arrive, at a UTC instant: for a duty, somebody else is told."""
    if letter.kind in ABOUT_SOMEBODY:
        tell_the_next(letter, at)
    elif letter.sort == Sort.DUTY:
        tell(CANNOT_REACH, letter, at)


def address_turned(health: AddressHealth, letter: Letter, at: dt.datetime) -> None:
    """Somebody's address is dead or doubtful since a UTC instant: those who look after the account are told."""
    tell(CANNOT_REACH if health.is_hard else IN_DOUBT, letter, at)


def called_unwanted(letter: Letter, at: dt.datetime) -> None:
    """Somebody called a letter of ours unwanted: digests stop, and those who look after the account are told."""
    stop_digests(letter.to, at=at, how=Stopped.COMPLAINT)
    tell(UNWANTED, letter, at)


def tell(kind: str, letter: Letter, at: dt.datetime) -> list[User]:
    """Tell the nearest people about the reader of a letter, once for each address and local day. Returns whom."""
    day = clock.local(at).date()
    return _tell(kind, letter, f"{kind}:{digest_of(letter.address or letter.to.email)}:{day.isoformat()}:", at)


def tell_the_next(letter: Letter, at: dt.datetime) -> list[User]:
    """A letter of this room did not arrive either: tell the next in the chain what it said. Returns whom."""
    origin = Letter.objects.select_related("to").filter(pk=int(letter.about.partition(":")[2])).first()
    return _tell(letter.kind, origin, letter.key.rpartition(":")[0] + ":", at) if origin else []


@transaction.atomic
def _tell(kind: str, origin: Letter, key: str, at: dt.datetime) -> list[User]:
    # Locked, so that two that fail at the same moment do not each take the other for delivered.
    told = list(Letter.objects.filter(key__startswith=key).select_for_update(of=("self",)).values_list("to", "state"))
    if any(state not in ("failed", "bounced", "held", "cancelled") for _, state in told):
        return []
    person, day = origin.to, clock.local(at).date()
    groups = chain.look_after(person, day)
    if kind == CANNOT_REACH:
        groups = [chain.deputies(person, day), *groups]
    dead = set(AddressHealth.objects.hard().values_list("address", flat=True))
    group = chain.nearest(groups, not_these={person.pk, *(pk for pk, _ in told)}, unreachable=dead)
    if group is None:
        logger.error("Nobody is left to be told that person %s cannot be reached.", person.pk)
        return []
    post(kind, origin, key, group, at)
    verb = f"told {and_list(each.name for each in group.people)} about letters to this person"
    history.record(verb[:120], person, by=None, at=at)
    return list(group.people)


def post(kind: str, origin: Letter, key: str, group: Group, at: dt.datetime) -> None:
    """One letter to each of a group. It names person, address, time and reference, never a title or a word of what was sent."""
    facts = {
        "person": origin.to,
        "address": origin.address or origin.to.email,
        "at": at,
        "how_it_went": HOW_IT_WENT.get(origin.state, ""),
        "is_duty": origin.sort == Sort.DUTY,
        "references": and_list(references_of(origin)),
    }
    for reader in group.people:
        can_mend = reader.as_of(clock.local(at).date()).standing.is_administrator
        words = letter_file.write(f"{FOLDER}/{kind}.txt", reader=reader, can_mend=can_mend, **facts)
        outbox.post(
            words, to=reader, key=f"{key}{reader.pk}", why=group.because[:300], at=at, about=origin, sort=Sort.DUTY
        )


def references_of(letter: Letter) -> Iterable[str]:
    """What a letter was about, by reference only, from the room above that knows (setting LETTER_REFERENCES)."""
    return import_string(settings.LETTER_REFERENCES)(letter) if settings.LETTER_REFERENCES else []


def digest_of(address: str) -> str:
    """An address as a part of a key."""
    return hashlib.sha256(address.lower().encode()).hexdigest()[:16]


def let_go(at: dt.datetime) -> tuple[int, int]:
    """Let letters leave that were held for an address which works again, or which their reader has no more.

    Those older than 5 of their reader's working days at a UTC instant are cancelled. Returns (let go, cancelled).
    """
    today = clock.local(at).date()
    readers = set(addresses.free_to_go().order_by().values_list("to", flat=True))
    if not readers:
        return 0, 0
    first_days = {
        person: working_days.before(today, WORTH_SENDING_WORKING_DAYS)
        for person, working_days in working_days_of(readers, today).items()
    }
    return addresses.let_go({person: clock.at(day, 0) for person, day in first_days.items()}, at)

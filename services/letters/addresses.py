"""The health of an address: what speaks against it, when it counts as dead, and how it comes back to life.

Health belongs to the address. Whoever gets a new one begins anew, and the old one keeps what was said of it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from collab_portal.toolkit.refusals import Refused
from services.history import actions as history
from services.letters.models import Letter, Sort
from services.letters.queries import Letters
from services.letters.returns import AddressHealth, DeliveryEvent
from services.letters.signals import address_in_trouble, given_up
from services.letters.status import Meaning

State = AddressHealth.State
#: So many letters refused for good within these days make an address dead; one is enough if there is no such address.
REFUSED_LETTERS, REFUSED_WITHIN = 2, dt.timedelta(days=7)
#: So many letters that were not taken for the time being make it doubtful, and somebody is told.
DELAYED_LETTERS, DELAYED_WITHIN = 3, dt.timedelta(days=14)
#: A released letter gives the planner time to take back first what is no longer so, and to make one letter of several.
TIME_TO_PLAN = dt.timedelta(minutes=15)
WAITED_TOO_LONG = "It waited for more than 5 working days, because its reader could not be reached."


class Strike(NamedTuple):
    """One thing that speaks against an address: of which letter, what it means, when we heard it (UTC)."""

    letter: int
    meaning: str
    at: dt.datetime


def judge(strikes: Iterable[Strike], now: dt.datetime) -> tuple[str, int]:
    """What these strikes make of an address at a UTC instant: its state, and how many letters count against it.

    Letters are counted, not messages. The order in which the strikes came does not matter.
    """
    strikes = list(strikes)
    gone = {each.letter for each in strikes if each.meaning == Meaning.GONE}
    refused = gone | {
        each.letter for each in strikes if each.meaning == Meaning.REFUSED and now - each.at <= REFUSED_WITHIN
    }
    recent = {each.letter for each in strikes if each.meaning == Meaning.NOT_NOW and now - each.at <= DELAYED_WITHIN}
    if gone or len(refused) >= REFUSED_LETTERS:
        return State.HARD, len(refused)
    if len(recent - refused) >= DELAYED_LETTERS:
        return State.SOFT, len(recent | refused)
    return State.GOOD, len(recent | refused)


def is_hard(address: str) -> bool:
    """Whether an address takes no letters."""
    return AddressHealth.objects.hard().filter(address=address).exists()


def must_wait(letter: Letter) -> bool:
    """Whether a letter is not sent because its address is dead.

    One about signing in goes all the same: its reader asks for it this very moment, and may have mended the mailbox.
    """
    return letter.sort != Sort.ACCOUNT and is_hard(letter.address)


def waiting_among(letters: Iterable[Letter]) -> set[int]:
    """Of these letters, those (ids) of which `must_wait` is true, asked for all at once."""
    may_wait = [letter for letter in letters if letter.sort != Sort.ACCOUNT]
    dead = AddressHealth.objects.hard().filter(address__in={letter.address for letter in may_wait})
    addresses = set(dead.values_list("address", flat=True))
    return {letter.pk for letter in may_wait if letter.address in addresses}


@transaction.atomic
def weigh(letter: Letter, at: dt.datetime) -> AddressHealth:
    """Judge the address of a letter anew, after something was said against it. Tells the rooms above if it turned bad.

    `at` is a UTC instant. A dead address stays dead until somebody or a letter proves that it works.
    """
    health = locked(letter.address, at)
    heard = list(DeliveryEvent.objects.against(letter.address, health.proved_at))
    state, number = judge([Strike(each.letter_id, each.meaning, each.at) for each in heard], at)
    has_turned = health.state not in (state, State.HARD)
    if has_turned:
        health.state, health.since = state, at
    if heard:
        health.strikes, health.last_at = number, at
        health.evidence = heard[0].words or heard[0].code
    health.save()
    if has_turned and state != State.GOOD:
        tell_of_trouble(health, letter, at)
    return health


def locked(address: str, at: dt.datetime) -> AddressHealth:
    """The health of an address, its row locked until the transaction ends."""
    AddressHealth.objects.get_or_create(address=address, defaults={"since": at, "last_at": at})
    return AddressHealth.objects.select_for_update().get(address=address)


def tell_of_trouble(health: AddressHealth, letter: Letter, at: dt.datetime) -> None:
    """History on the person, and word to the rooms above."""
    verb = {State.HARD: "stopped writing to this person’s address", State.SOFT: "found this person’s address in doubt"}
    history.record(verb[health.state], health, by=None, at=at, why=health.evidence, place=letter.to)
    address_in_trouble.send(sender=AddressHealth, health=health, letter=letter, at=at)


@transaction.atomic
def prove(letter: Letter, at: dt.datetime) -> None:
    """A letter has arrived, so its address works; unless that letter was on its way before the trouble, or came back."""
    health = AddressHealth.objects.select_for_update().filter(address=letter.address).first()
    if health is None or ((letter.sent_at or at) <= health.since and health.state != State.GOOD):
        return
    if letter.delivery_events.filter(kind="bounced").exists():
        return
    was_in_trouble = health.state != State.GOOD
    make_good(health, at)
    if was_in_trouble:
        history.record("writes to this person’s address again", health, by=None, at=at, place=letter.to)


@transaction.atomic
def works_again(health: AddressHealth, *, why: str, by: Any, at: dt.datetime) -> AddressHealth:
    """An administrator says, with a reason, that an address takes letters again. What was held for it goes (let_go).

    `at` is a UTC instant. Raises Refused if somebody said so before.
    """
    health = AddressHealth.objects.select_for_update().get(pk=health.pk)
    if health.state == State.GOOD and health.complained_at is None:
        raise Refused("This address takes letters again already.")
    make_good(health, at)
    for person in readers_at([health.address]):
        history.record("said that this address works again", health, by=by, at=at, why=why, place=person)
    return health


def make_good(health: AddressHealth, at: dt.datetime) -> None:
    """Nothing that was heard before counts any more."""
    health.state, health.since, health.proved_at = State.GOOD, at, at
    health.strikes, health.evidence, health.complained_at = 0, "", None
    health.save()


@transaction.atomic
def note_complaint(letter: Letter, at: dt.datetime) -> None:
    """The reader called a letter unwanted: kept at the address, which still takes letters."""
    health = locked(letter.address, at)
    health.complained_at = at
    health.save(update_fields=["complained_at"])
    history.record("called a letter of ours unwanted", health, by=letter.to, at=at, place=letter.to)


def free_to_go() -> Letters:
    """Letters held for an address whose reader has another one now, or whose address works again."""
    dead = AddressHealth.objects.hard().values("address")
    return Letter.objects.held_for_their_address().exclude(to__email__in=dead)


@transaction.atomic
def let_go(since: dict[int, dt.datetime], at: dt.datetime) -> tuple[int, int]:
    """Let the letters leave that are free to go, of these readers by id, if they were posted since a UTC instant.

    Older ones are cancelled with the reason. The others pass through the usual checks a little after the UTC instant
    `at`. Returns (let go, cancelled). Doing it again does nothing more.
    """
    rows = free_to_go().filter(to__in=since).select_for_update(of=("self",), skip_locked=True)
    known = list(rows.values_list("pk", "to", "posted_at"))
    young = {pk for pk, person, posted_at in known if posted_at >= since[person]}
    mine = Letter.objects.held_for_their_address()
    old = {pk for pk, *_ in known} - young
    cancelled = mine.filter(pk__in=old).update(state=Letter.State.CANCELLED, last_error=WAITED_TOO_LONG)
    if cancelled:
        given_up.send(sender=Letter, letters=old, at=at)
    again = {"state": Letter.State.WAITING, "last_error": "", "first_tried_at": None, "next_try_at": at + TIME_TO_PLAN}
    return mine.filter(pk__in=young).update(**again), cancelled


def readers_at(addresses: Iterable[str]) -> Any:
    """The people who have these addresses now."""
    people = Letter._meta.get_field("to").related_model
    return people.objects.filter(email__in=list(addresses))

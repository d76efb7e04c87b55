"""Leave: while somebody is away, their deputy listens in their place. Pure functions, which ask nobody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from initiatives.reminders.plan import Gap, Listener

ONE_DAY = dt.timedelta(days=1)


class Away(Protocol):
    """Somebody's leave, from and to local dates that both count, and who covers for them; None: nobody does."""

    person_id: int
    deputy_id: int | None
    first_on: dt.date
    last_on: dt.date


class Span(NamedTuple):
    """Days in a row, both ends included."""

    first: dt.date
    last: dt.date


Leaves = Mapping[int, Sequence[Away]]
MayHear = Callable[[Listener], bool]


def by_person(aways: Iterable[Away]) -> Leaves:
    """Each person's leave, the earliest first."""
    leaves = defaultdict(list)
    for away in sorted(aways, key=lambda each: (each.first_on, each.last_on)):
        leaves[away.person_id].append(away)
    return leaves


def covered(
    listeners: Iterable[Listener], aways: Iterable[Away], may_hear: MayHear = lambda listener: True
) -> frozenset[Listener]:
    """Everybody as far as they are there, and on the days of leave the deputy, if they are there and may hear of it.

    Where two leaves of one person overlap, the one that begins first counts. A deputy's own deputy does not stand in.
    """
    leaves = by_person(aways)
    there = {part for listener in listeners for part in here(listener, leaves)}
    standing_in = {part for listener in listeners for part, _ in instead(listener, leaves) if part and may_hear(part)}
    return frozenset(there | standing_in)


def gaps(
    listeners: Iterable[Listener],
    aways: Iterable[Away],
    names: Mapping[int, str],
    may_hear: MayHear = lambda listener: True,
) -> frozenset[Gap]:
    """The days of leave on which nobody stands in. `names` has a name for the id of everybody who is away."""
    leaves = by_person(aways)
    return frozenset(
        Gap(listener.audience, names[listener.person], *span)
        for listener in listeners
        for part, span in instead(listener, leaves)
        if part is None or not may_hear(part)
    )


def here(listener: Listener, leaves: Leaves) -> list[Listener]:
    """A listener on the days on which they are not away."""
    if listener.person not in leaves:
        return [listener]
    left, _ = split(days_of(listener), leaves[listener.person])
    return [_on(listener, span) for span in left]


def instead(listener: Listener, leaves: Leaves) -> list[tuple[Listener | None, Span]]:
    """The days on which a listener is away, with the deputy who listens then; None where there is none, or they are away."""
    parts: list[tuple[Listener | None, Span]] = []
    for away, span in split(days_of(listener), leaves.get(listener.person, ()))[1]:
        if away.deputy_id is None:
            parts.append((None, span))
            continue
        there, gone = split(span, leaves.get(away.deputy_id, ()))
        deputy = replace(listener, person=away.deputy_id, covers=listener.person)
        parts += [(_on(deputy, each), each) for each in there] + [(None, each) for _, each in gone]
    return parts


def days_of(listener: Listener) -> Span:
    """From when to when somebody listens; an open end is the end of all days."""
    return Span(listener.from_on or dt.date.min, listener.until or dt.date.max)


def split(span: Span, aways: Iterable[Away]) -> tuple[list[Span], list[tuple[Away, Span]]]:
    """Days taken apart: those on which somebody is there, and those of each leave."""
    left, gone = [span], []
    for away in aways:
        rest = []
        for days in left:
            first, last = max(days.first, away.first_on), min(days.last, away.last_on)
            if first > last:
                rest.append(days)
                continue
            gone.append((away, Span(first, last)))
            if days.first < first:
                rest.append(Span(days.first, first - ONE_DAY))
            if last < days.last:
                rest.append(Span(last + ONE_DAY, days.last))
        left = rest
    return left, gone


def _on(listener: Listener, span: Span) -> Listener:
    """The same listener on these days only."""
    from_on = None if span.first == dt.date.min else span.first
    return replace(listener, from_on=from_on, until=None if span.last == dt.date.max else span.last)

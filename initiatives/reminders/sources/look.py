"""One look at who is there: what the kinds of one gathering need to know about people is read once, and shared."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from initiatives.register.models import Initiative, NamedPerson
from initiatives.reminders.sources.circle import Circle, OpenTo, speaks_for
from initiatives.reminders.sources.roll import Roll
from services.people.models import User


class Look:
    """The rolls and the circles around initiatives that have been read so far, by the local date they are seen from."""

    def __init__(self) -> None:
        self.rolls: dict[dt.date, Roll] = {}
        self.circles: dict[dt.date, Circle] = {}

    def roll_on(self, day: dt.date) -> Roll:
        """Everybody, as seen from a local date."""
        if day not in self.rolls:
            self.rolls[day] = Roll.on(day)
        return self.rolls[day]

    def circle_on(self, day: dt.date) -> Circle:
        """Everybody around the initiatives that have been asked about."""
        if day not in self.circles:
            self.circles[day] = Circle(self.roll_on(day), open_to_on(day))
        return self.circles[day]


_look: ContextVar[Look | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Whoever asks in this block is told what was read for the first one who asked: for one transaction, never longer."""
    token = _look.set(Look())
    try:
        yield
    finally:
        _look.reset(token)


def around_initiatives(ids: Collection[int], day: dt.date, person: User | None) -> Circle:
    """The circle around these initiatives; a narrow one for a person who has been found to see them."""
    if person is not None:
        named = list(named_on(ids, day))
        people = {one for _, one, _, _ in named} | speaks_for(person)
        circle = Circle(Roll.of(people, day), open_to_on(day), is_narrow=True)
        circle.bring_in(ids, named)
        return circle
    circle = (_look.get() or Look()).circle_on(day)
    new = set(ids) - circle.known
    if new:
        circle.bring_in(new, named_on(new, day))
    return circle


def around_organisations(
    ids: Collection[int], day: dt.date, person: User | None, read_open_to: Callable[[set[int]], OpenTo]
) -> Circle:
    """The circle around records that are seen through organisations alone, whatever the day."""
    if person is not None:
        return Circle(Roll.of(speaks_for(person), day), read_open_to, is_narrow=True)
    circle = Circle((_look.get() or Look()).roll_on(day), read_open_to)
    circle.bring_in(ids)
    return circle


def open_to_on(day: dt.date) -> Callable[[set[int]], OpenTo]:
    """How to read which organisations see initiatives on a local date."""
    return lambda ids: Initiative.objects.filter(pk__in=ids).open_to(day)


def named_on(ids: Collection[int], day: dt.date) -> Any:
    """Who is named on these initiatives on a local date: (initiative, person, duty, until)."""
    current = NamedPerson.objects.current_on(day).filter(initiative__in=ids).order_by()
    return current.values_list("initiative", "person", "duty", "until")

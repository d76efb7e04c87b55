"""The past of Westmere as a list of things that people did, each on its day, done in the order of their days."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

import pghistory

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays, months_before
from initiatives.management.westmere.cast import Cast
from initiatives.register.models import Initiative


class Moment(NamedTuple):
    """When something was done: the local date, and the UTC instant."""

    day: dt.date
    at: dt.datetime


Step = Callable[[Moment], object]


@dataclass
class Story:
    """Who is there, which local date it is now, whose working days count, and the initiatives so far by key.

    What is put on today or later has not happened, and is left out. So one plan serves for what is done and what is not.
    """

    cast: Cast
    today: dt.date
    calendar: WorkingDays
    works: dict[str, Initiative] = field(default_factory=dict)
    _planned: set[str] = field(default_factory=set)
    _steps: list[tuple[dt.datetime, int, Step]] = field(default_factory=list)
    _numbers: count = field(default_factory=count)

    def month(self, number: int, plus: int = 0) -> dt.date:
        """The working day on or after this day of another month, so many months from today, and some days later."""
        return self.calendar.on_or_after(months_before(self.today, -number) + dt.timedelta(days=plus))

    def work_day(self, number: int) -> dt.date:
        """The working day so many working days from today; before it if negative."""
        return self.calendar.before(self.today, -number) if number < 0 else self.calendar.after(self.today, number)

    def is_new(self, key: str) -> bool:
        """Whether this is the first time that somebody asks about this record."""
        if key in self._planned:
            return False
        self._planned.add(key)
        return True

    def on(self, day: dt.date, hour: int, step: Step) -> None:
        """Have something done at an hour of a local date. The same hour twice: one after the other."""
        if day >= self.today:
            return
        number = next(self._numbers)
        heappush(self._steps, (clock.at(day, hour, number * 7 % 60), number, step))

    def play(self) -> int:
        """Do everything, the earliest first; what is done may put more on later days. Returns how many things were done."""
        done = 0
        while self._steps:
            at, _, step = heappop(self._steps)
            with pghistory.context(told_at=at.isoformat()):
                step(Moment(clock.local(at).date(), at))
            done += 1
        return done

"""The oracle: what people should have been told, worked out a second time by other means.

It shares no code with the plan, the ledger or the calendar they use, and is told three things only: the facts of a day,
the rules, and on which days the engine ran and the mail went through. `expected` answers for a stretch of days at once;
`Oracle` lives through them one at a time and remembers.

The rules in words:
* A stage has its day: so many working days before the due date, or after it. A new due date moves the day.
* On a working day everybody hears, about each thing, the latest stage whose day has come and that they have not heard.
  Earlier ones that they missed are passed over. What is older than ten working days is not said at all.
* Only those hear it who belong to the audience on the stage's day and still do, and may see the thing.
* A stage that was said (or passed over) is said again only if the date has moved later and its new day lies after that.
* A stage that was called off, because the thing was settled or the person went, comes back only for a day still to come.
* About something that was late already when it was asked for, nobody hears anything.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ONE_DAY = dt.timedelta(days=1)
LOOK_BACK = 10
LOOK_AHEAD = 35 * ONE_DAY

#: What is said about a report that is owed: working days from its due date, below zero before it, and who hears it.
RULES: tuple[tuple[int, str], ...] = (
    (-20, "authors"),
    (-10, "authors"),
    (-5, "authors"),
    (-1, "authors"),
    (1, "authors"),
    (2, "lead"),
    (3, "sponsor"),
    (5, "office"),
)


def expected(
    things: Iterable[Mapping[str, Any]], closed: Iterable[dt.date], first: dt.date, last: dt.date
) -> set[tuple[dt.date, str, int]]:
    """Day, subject and person of everything said from one day to another, if every day goes well."""
    closed, said = frozenset(closed), set()
    for thing in things:
        for offset, audience in RULES:
            day = step(thing["due_on"], offset, closed)
            for one in thing["listeners"]:
                there = (one["from"] or dt.date.min) <= day <= (one["until"] or dt.date.max)
                if one["audience"] == audience and there and first <= day <= last:
                    said.add((day, thing["subject"], one["person"]))
    return said


@dataclass(frozen=True)
class Thing:
    """Something owed. `heard_by`: for each audience, who belongs to it (and may see the thing) from when to when."""

    name: str
    due_on: dt.date
    asked_on: dt.date
    heard_by: Mapping[str, tuple[tuple[str, dt.date, dt.date], ...]]


@dataclass(frozen=True, order=True)
class Line:
    """One thing said to one person, at one distance from its date."""

    person: str
    thing: str
    offset: int
    audience: str


@dataclass(frozen=True)
class When:
    """The day a line is for, and the due date that makes it so."""

    day: dt.date
    due_on: dt.date


@dataclass
class Oracle:
    """A memory of what was said, passed over and called off: on which day, and for which due date."""

    hoped_for: dict[Line, When] = field(default_factory=dict)
    settled: dict[Line, When] = field(default_factory=dict)
    called_off: set[Line] = field(default_factory=set)
    said: dict[tuple[str, str], list[tuple[Line, When]]] = field(default_factory=dict)

    def look(self, today: dt.date, things: Iterable[Thing], closed: frozenset[dt.date]) -> dict[str, set[Line]]:
        """The engine runs on this day. Returns who should hear what this morning; `closed` are the holidays known today."""
        first = step(today, -LOOK_BACK, closed)
        plan = {line: when for line, when in lines(things, closed) if first <= when.day <= today + LOOK_AHEAD}
        self.called_off |= self.hoped_for.keys() - plan.keys()
        self.called_off -= {line for line, when in plan.items() if when.day >= today}
        self.hoped_for = {line: when for line, when in plan.items() if self._is_open(line, when)}
        return self._latest_of_each(today) if is_open(today, closed) else {}

    def heard(self, today: dt.date, told: Iterable[Line]) -> None:
        """The mail went through: these lines have been said."""
        for line in told:
            when = self.hoped_for.pop(line)
            self.settled[line] = When(today, when.due_on)
            self.said.setdefault((line.person, line.thing), []).append((line, when))

    def taken_back(self, told: Iterable[Line]) -> None:
        """What these lines stood in never reached its reader, and will not: they are still to be said."""
        for line in told:
            about = self.said[line.person, line.thing]
            last = max(number for number, (each, _) in enumerate(about) if each == line)
            self.hoped_for[line] = about.pop(last)[1]
            self.settled.pop(line, None)

    def _is_open(self, line: Line, when: When) -> bool:
        before = self.settled.get(line)
        moved_on = before is None or (when.due_on > before.due_on and when.day > before.day)
        return moved_on and line not in self.called_off

    def _latest_of_each(self, today: dt.date) -> dict[str, set[Line]]:
        ready = {line: when for line, when in self.hoped_for.items() if when.day <= today}
        latest: dict[tuple[str, str], Line] = {}
        for line in sorted(ready, key=lambda each: (ready[each].day, each.offset)):
            latest[line.person, line.thing] = line
        told: dict[str, set[Line]] = {}
        for line, when in ready.items():
            if line is latest[line.person, line.thing] and not self._is_overtaken(line, when):
                told.setdefault(line.person, set()).add(line)
            else:
                self.settled[line] = When(today, when.due_on)
                del self.hoped_for[line]
        return told

    def _is_overtaken(self, line: Line, when: When) -> bool:
        """They have heard a later stage about the same date already."""
        said = self.said.get((line.person, line.thing), [])
        return any(earlier.day > when.day and earlier.due_on == when.due_on for _, earlier in said)


def lines(things: Iterable[Thing], closed: frozenset[dt.date]) -> Iterator[tuple[Line, When]]:
    """Everything the rules say about these things, with its day."""
    for thing in things:
        if thing.asked_on > thing.due_on:
            continue
        for offset, audience in RULES:
            day = step(thing.due_on, offset, closed)
            for person, since, until in thing.heard_by.get(audience, ()):
                if since <= day <= until:
                    yield Line(person, thing.name, offset, audience), When(day, thing.due_on)


def is_open(day: dt.date, closed: frozenset[dt.date]) -> bool:
    """Monday to Friday, and no bank holiday."""
    return day.isoweekday() <= 5 and day not in closed


def step(day: dt.date, count: int, closed: frozenset[dt.date]) -> dt.date:
    """So many working days later, or earlier below zero; the day itself does not count."""
    one = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += one
        while not is_open(day, closed):
            day += one
    return day

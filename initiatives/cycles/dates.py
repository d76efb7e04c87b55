"""When a board looks at shared work, and the working days before it by which its reports are needed. Pure."""

import calendar as months
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, takewhile

from collab_portal.toolkit.dates import WorkingDays
from initiatives.cycles.choices import Every

#: How far ahead dates are known (issue 3).
MONTHS_AHEAD = 15
FOUR_WEEKS = dt.timedelta(days=28)
MONTHS_BETWEEN = {Every.QUARTERLY: 3, Every.YEARLY: 12}


@dataclass(frozen=True)
class Planned:
    """One date: the day the rhythm names (`planned_on`), and the working day it falls on (`on`), the same or earlier."""

    planned_on: dt.date
    on: dt.date


@dataclass(frozen=True)
class LeadTimes:
    """How many working days before the board a draft, its clearance and the papers are due; `clear` None: nobody clears."""

    draft: int
    clear: int | None
    papers: int


@dataclass(frozen=True)
class Deadlines:
    """The working days on which a draft, its clearance (None: nobody clears) and the papers are due, as local dates."""

    draft_due_on: dt.date
    clear_due_on: dt.date | None
    papers_due_on: dt.date


def coming(
    every: str, *, first_on: dt.date | None, meetings: Iterable[dt.date], working_days: WorkingDays, today: dt.date
) -> list[Planned]:
    """The dates after `today` and within 15 months of it, in order. `meetings` are days on which the board is to meet.

    A date of a rhythm that is no working day rolls earlier, never later. The board's own meetings are facts and stay
    where they are; with a `first_on` only those from that day on count. Without one, or with no rhythm yet, there are none.
    """
    last = horizon(today)
    if every == Every.EACH_BOARD:
        days = sorted({day for day in meetings if today < day <= last and (first_on is None or day >= first_on)})
        return [Planned(day, day) for day in days]
    by_rhythm = takewhile(lambda day: day <= last, rhythm(every, first_on)) if every and first_on else ()
    rolled = (Planned(day, working_days.on_or_before(day)) for day in by_rhythm)
    return [each for each in rolled if each.on > today]


def rhythm(every: str, first_on: dt.date) -> Iterator[dt.date]:
    """The days a rhythm names, from the first on and without end; each is counted from the first, so that none drifts."""
    if every == Every.ONCE:
        return iter([first_on])
    if every == Every.FOUR_WEEKS:
        return (first_on + number * FOUR_WEEKS for number in count())
    return (months_after(first_on, number * MONTHS_BETWEEN[Every(every)]) for number in count())


def months_after(day: dt.date, number: int) -> dt.date:
    """The same day of the month so many months later, or the last day of a month that has no such day."""
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, months.monthrange(year, month)[1]))


def horizon(today: dt.date) -> dt.date:
    """The last day for which dates are known, seen from a local date."""
    return months_after(today, MONTHS_AHEAD)


def deadlines(on: dt.date, lead_times: LeadTimes, working_days: WorkingDays) -> Deadlines:
    """The deadlines of a board date. The board's own day is not counted, whether offices are open on it or not."""
    return Deadlines(
        draft_due_on=working_days.before(on, lead_times.draft),
        clear_due_on=None if lead_times.clear is None else working_days.before(on, lead_times.clear),
        papers_due_on=working_days.before(on, lead_times.papers),
    )

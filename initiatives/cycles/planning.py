"""The dates that a cycle could have, worked out from its rhythm, the board's meetings and the calendar."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from collab_portal.toolkit.dates import WorkingDays
from initiatives.cycles.choices import Every
from initiatives.cycles.dates import Deadlines, coming, deadlines
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.meetings.models import Meeting
from services.directory.calendars import working_days_of


@dataclass(frozen=True)
class Offer:
    """A date that can be confirmed. `is_too_late`: its papers were due already, so nobody would be asked about it."""

    planned_on: dt.date
    on: dt.date
    deadlines: Deadlines
    is_too_late: bool

    @property
    def value(self) -> str:
        """How a form names it."""
        return self.on.isoformat()


def offers(
    cycle: ReviewCycle,
    today: dt.date,
    *,
    known: frozenset[dt.date] = frozenset(),
    working_days: WorkingDays | None = None,
    meetings: frozenset[dt.date] | None = None,
) -> list[Offer]:
    """The dates of the coming 15 months that are not `known`, seen from a local date.

    Reads the calendar and the board's meetings unless they are given: two queries at most.
    """
    calendar = working_days or working_days_of(cycle.asked_by_id)
    days = meeting_days(cycle, today) if meetings is None else meetings
    found = coming(cycle.every, first_on=cycle.first_on, meetings=days, working_days=calendar, today=today)
    dated = [
        (each, deadlines(each.on, cycle.lead_times, calendar))
        for each in found
        if known.isdisjoint(vars(each).values())
    ]
    return [Offer(each.planned_on, each.on, due, due.papers_due_on < today) for each, due in dated]


def known_days(dates: Iterable[CycleDate]) -> frozenset[dt.date]:
    """The days a cycle's dates stand for: those its rhythm named, and those they have rolled or moved to."""
    return frozenset(day for each in dates for day in (each.planned_on, each.on))


def meeting_days(cycle: ReviewCycle, today: dt.date) -> frozenset[dt.date]:
    """The days after a local date on which the cycle's board is to meet, where it matters and they are known to the day."""
    if cycle.every != Every.EACH_BOARD:
        return frozenset()
    meetings = Meeting.objects.filter(board=cycle.board_id, held_on__gt=today.isoformat()).known_to_the_day()
    return frozenset(day.first for day in meetings.order_by().values_list("held_on", flat=True))

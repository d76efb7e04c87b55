"""The boards ahead that somebody may see: the dates of review cycles, and meetings of boards known to the day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from initiatives.cycles.models import CycleDate
from initiatives.meetings.models import Meeting

#: Far enough for the first window before a board to open.
HORIZON = dt.timedelta(days=60)


@dataclass(frozen=True)
class BoardAhead:
    """A board meets: the history key of the occasion, the local date, the board's name, and where it is read."""

    key: str
    on: dt.date
    name: str
    href: str


def boards_ahead(person: Any, today: dt.date, last_day: dt.date | None = None) -> list[BoardAhead]:
    """Those that a person may see, from the day after a local date until `last_day`, the nearest first. Two queries.

    A board that meets on the same day about a review cycle and as a meeting of the register is one board.
    """
    last_day = last_day or today + HORIZON
    dates = CycleDate.objects.visible_to(person).to_come(today).filter(on__gt=today, on__lte=last_day)
    running = dates.filter(cycle__state="running").select_related("cycle__board")
    meetings = Meeting.objects.visible_to(person).known_to_the_day().exclude(board=None).select_related("board")
    near = meetings.filter(held_on__gt=today.isoformat(), held_on__lte=last_day.isoformat())
    found = [(each.cycle.board, each, each.on, each.cycle) for each in running]
    found += [(each.board, each, each.held_on.first, each) for each in near]
    boards: dict[tuple[int, dt.date], BoardAhead] = {}
    for board, occasion, on, page in sorted(found, key=lambda each: (each[2], each[1].history_key)):
        ahead = BoardAhead(occasion.history_key, on, board.name, page.get_absolute_url())
        boards.setdefault((board.pk, on), ahead)
    return list(boards.values())


def any_ahead(today: dt.date) -> bool:
    """Whether any board is ahead for anybody: if not, nobody need be asked. At most two queries."""
    last_day = today + HORIZON
    if CycleDate.objects.to_come(today).filter(on__lte=last_day).exists():
        return True
    meetings = Meeting.objects.known_to_the_day().exclude(board=None)
    return meetings.filter(held_on__gt=today.isoformat(), held_on__lte=last_day.isoformat()).exists()

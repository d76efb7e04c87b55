"""When somebody's next digest goes: a pure function of what they chose, their working days, their leave and the boards.

A window is the week, the month or the days before a board that one digest is for. It opens on the day its reader chose;
if nobody works then, or its reader is away, the digest goes on the first day after it on which they are there, as long
as the window has not closed. Where it has, the next digest covers the gap.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from services.people.preferences import Frequency, Preferences

#: Working days before a board meets: in time to ask for what is missing, and on the eve (look README, section 5).
BEFORE_A_BOARD = (9, 2)
ONE_DAY, ONE_WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
#: Nobody's leave is longer than two years.
FAR = dt.timedelta(days=3 * 366)


class Board(Protocol):
    """A board that meets on a local date; `key` names the occasion, whatever its date."""

    key: str
    on: dt.date


class Leave(Protocol):
    """Days away, both ends included."""

    first_on: dt.date
    last_on: dt.date


@dataclass(frozen=True)
class Window:
    """Its key, the local date on which it opens, and the one on which it has closed."""

    key: str
    opens_on: dt.date
    closes_on: dt.date


@dataclass(frozen=True)
class Next:
    """The digest that goes next: of which window, and at which UTC instant."""

    window: str
    at: dt.datetime


def next_digest(
    chosen: Preferences,
    working_days: WorkingDays,
    leaves: Iterable[Leave],
    boards: Iterable[Board],
    now: dt.datetime,
    *,
    had: Collection[str] = (),
    last_on: dt.date | None = None,
) -> Next | None:
    """The first digest at a UTC instant or later, of a window not `had` yet and on a later day than `last_on`."""
    away = list(leaves)
    for window in windows(chosen, working_days, boards, clock.local(now).date()):
        day = None if window.key in had else first_day_there(window, working_days, away)
        if day is not None and (last_on is None or day > last_on) and clock.at(day, chosen.hour) >= now:
            return Next(window.key, clock.at(day, chosen.hour))
    return None


def windows(
    chosen: Preferences, working_days: WorkingDays, boards: Iterable[Board], today: dt.date
) -> Iterator[Window]:
    """What they chose, as windows in the order in which they open, from the last that may still be open on a local date."""
    if chosen.frequency == Frequency.WEEKLY:
        yield from weeks(chosen.weekday, today)
    if chosen.frequency == Frequency.MONTHLY:
        yield from months(today)
    if chosen.frequency == Frequency.BEFORE_BOARD:
        yield from sorted(before(boards, working_days), key=lambda each: (each.opens_on, each.closes_on, each.key))


def weeks(weekday: int, today: dt.date) -> Iterator[Window]:
    """Calendar weeks, which open on a day of the week (Monday is 0) and close when the next one opens."""
    opens_on = today - (today.weekday() - weekday) * ONE_DAY - ONE_WEEK
    while opens_on <= today + FAR:
        year, week, _ = opens_on.isocalendar()
        yield Window(f"weekly:{year}-W{week:02d}", opens_on, opens_on + ONE_WEEK)
        opens_on += ONE_WEEK


def months(today: dt.date) -> Iterator[Window]:
    """Calendar months, which open on their first day and close with their last."""
    opens_on = today.replace(day=1)
    while opens_on <= today + FAR:
        closes_on = (opens_on + 31 * ONE_DAY).replace(day=1)
        yield Window(f"monthly:{opens_on:%Y-%m}", opens_on, closes_on)
        opens_on = closes_on


def before(boards: Iterable[Board], working_days: WorkingDays) -> Iterator[Window]:
    """The days before each board: from nine working days before until two before, and from then until it meets."""
    for board in boards:
        opening = [working_days.before(board.on, days) for days in BEFORE_A_BOARD]
        for days, opens_on, closes_on in zip(BEFORE_A_BOARD, opening, [*opening[1:], board.on], strict=True):
            yield Window(key_before(board.key, days), opens_on, closes_on)


def key_before(board: str, days: int) -> str:
    """The key of the window that opens so many working days before a board."""
    return f"{Frequency.BEFORE_BOARD}:{board}:{days}"


def board_of(window: str) -> str:
    """The key of the board that a window lies before; "" for a week or a month."""
    return window.partition(":")[2].rpartition(":")[0] if window.startswith(f"{Frequency.BEFORE_BOARD}:") else ""


def first_day_there(window: Window, working_days: WorkingDays, leaves: Iterable[Leave]) -> dt.date | None:
    """The first day of a window on which people work and its reader is not away, if there is one before it closes."""
    day = working_days.on_or_after(window.opens_on)
    while day < window.closes_on:
        if not is_away(leaves, day):
            return day
        day = working_days.after(day, 1)
    return None


def is_away(leaves: Iterable[Leave], day: dt.date) -> bool:
    """Whether a local date lies in one of somebody's leaves."""
    return any(leave.first_on <= day <= leave.last_on for leave in leaves)

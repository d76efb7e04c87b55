"""The one place that reads the time. Doors (views, tasks, commands) ask here; everything inside is told.

A demonstration clock (PORTAL_CLOCK) starts at the moment it names and ticks on from there, the same in every
process, because all of them count from PORTAL_CLOCK_SET_AT; PORTAL_CLOCK_PACE times as fast as a real one.
A movable clock (PORTAL_CLOCK_FILE) is ahead by the leaps that a demonstration has made (leaps.py).

The engine asks the database's clock instead of its machine's, so that ten workers have one time between them and a
machine whose clock is wrong sends nothing at a wrong hour.
"""

import datetime as dt
import time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from collab_portal.toolkit import leaps

LONDON = ZoneInfo("Europe/London")
_STARTED_AT = time.time()


def now() -> dt.datetime:
    """The current instant, in UTC."""
    return demonstration_start() + ahead() if _stands_still() else _shown(_of_this_machine())


class Reading(NamedTuple):
    """An instant by the database's clock (UTC), and how far this machine's own clock is ahead of it."""

    at: dt.datetime
    ahead: dt.timedelta = dt.timedelta()


def of_the_database() -> dt.datetime:
    """The current instant by PostgreSQL's clock, in UTC: the same for every worker, whatever its machine says."""
    return compared().at


def compared() -> Reading:
    """Both clocks, read at the same moment. A demonstration clock moves them together."""
    if _stands_still():
        return Reading(demonstration_start() + ahead())
    connection.ensure_connection()
    before = _of_this_machine()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0].astimezone(dt.UTC)
    ours = before + (_of_this_machine() - before) / 2
    return Reading(_shown(theirs), ours - theirs)


def _of_this_machine() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _stands_still() -> bool:
    return bool(settings.PORTAL_CLOCK and settings.PORTAL_CLOCK_STANDS_STILL)


def _shown(moment: dt.datetime) -> dt.datetime:
    """A real instant as the portal tells it: the same, or as much later than PORTAL_CLOCK as it is since that was set,
    times the pace; and as far ahead as the clock was moved.
    """
    if not settings.PORTAL_CLOCK:
        return moment + ahead()
    began = dt.datetime.fromtimestamp(settings.PORTAL_CLOCK_SET_AT or _STARTED_AT, dt.UTC)
    return demonstration_start() + (moment - began) * settings.PORTAL_CLOCK_PACE + ahead()


def ahead() -> dt.timedelta:
    """How far a demonstration has moved it."""
    return sum((each.length for each in leaps.known()), dt.timedelta())


def is_movable() -> bool:
    """Whether a demonstration may move the clock ahead."""
    return bool(settings.DEVELOPMENT and settings.PORTAL_CLOCK_FILE)


def move_ahead(to: dt.datetime) -> None:
    """Go on from a UTC instant at once, in every process. Only within `leaps.one_at_a_time`. Raises ValueError for one
    that has passed: the clock never goes back.
    """
    leap = leaps.Leap(now(), to)
    if leap.length <= dt.timedelta():
        raise ValueError(f"The clock stands at {leap.left} already, and never goes back to {to}.")
    leaps.add(leap)


def today() -> dt.date:
    """The current date in London, summer time included."""
    return local(now()).date()


def local(moment: dt.datetime) -> dt.datetime:
    """The same instant on a London wall clock."""
    return moment.astimezone(LONDON)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """The UTC instant of a London wall-clock time on that day. Hours 1 to 2 are never asked for: they may not exist."""
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON).astimezone(dt.UTC)


def demonstration_start() -> dt.datetime:
    """The UTC instant that PORTAL_CLOCK names, read as London time. Raises ValueError with a sentence if it cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(settings.PORTAL_CLOCK)
    except ValueError:
        raise ValueError(f'PORTAL_CLOCK must look like "2014-10-06 08:00", not "{settings.PORTAL_CLOCK}"') from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(dt.UTC)


def is_demonstration() -> bool:
    """Whether the portal runs at a moment of somebody's choosing."""
    return bool(settings.PORTAL_CLOCK or leaps.known())

"""How far a demonstration has moved its clock ahead: a small file that every process of the server reads.

Each leap is two instants by the portal's clock: when somebody moved it, and where it went on from there. Without a file
there is none; production has no such file (env.portal_clock_file).
"""

import datetime as dt
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from collab_portal.engines.places import write_private

#: Beyond so much together a file is damaged: nobody presses that often.
MOST = dt.timedelta(days=3660)

logger = logging.getLogger(__name__)


class Leap(NamedTuple):
    """From one UTC instant to a later one, in no time."""

    left: dt.datetime
    reached: dt.datetime

    @property
    def length(self) -> dt.timedelta:
        return self.reached - self.left


def known() -> tuple[Leap, ...]:
    """Every leap so far, oldest first. The file is read again only once it has changed."""
    if not settings.PORTAL_CLOCK_FILE:
        return ()
    try:
        seen = os.stat(settings.PORTAL_CLOCK_FILE)
    except OSError:
        return ()
    return _read(settings.PORTAL_CLOCK_FILE, (seen.st_ino, seen.st_mtime_ns, seen.st_size))


@lru_cache(maxsize=2)
def _read(file: str, _as_it_was: tuple[int, ...]) -> tuple[Leap, ...]:
    """What a file says. One that cannot be read counts as none, and the log says so: no page may break for it."""
    try:
        leaps = tuple(_leap(*each) for each in json.loads(Path(file).read_text(encoding="utf-8")))
        if sum((each.length for each in leaps), dt.timedelta()) > MOST:
            raise ValueError("it goes too far")
    except (OSError, ValueError, TypeError) as trouble:
        logger.error(
            "%s cannot be read (%s), so the clock counts as not moved. Remove it to start afresh.", file, trouble
        )
        return ()
    return leaps


def _leap(left: str, reached: str) -> Leap:
    leap = Leap(dt.datetime.fromisoformat(left), dt.datetime.fromisoformat(reached))
    if None in (leap.left.tzinfo, leap.reached.tzinfo) or leap.length <= dt.timedelta():
        raise ValueError("a leap goes from one instant to a later one")
    return leap


def add(leap: Leap) -> None:
    """Keep one more, whole or not at all. Only within `one_at_a_time`."""
    every = [*known(), leap]
    said = json.dumps([[left.isoformat(), reached.isoformat()] for left, reached in every])
    write_private(Path(settings.PORTAL_CLOCK_FILE), said + "\n")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Whoever moves the clock waits here for whoever moves it now, in whichever process."""
    with open(f"{settings.PORTAL_CLOCK_FILE}.lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def between(since: dt.datetime, until: dt.datetime) -> dt.timedelta:
    """How much of the time between two UTC instants was leapt over, so that nobody lived through it."""
    parts = (min(each.reached, until) - max(each.left, since) for each in known())
    return sum((part for part in parts if part > dt.timedelta()), dt.timedelta())


def within(span: dt.timedelta, now: dt.datetime) -> list[Leap]:
    """The leaps since which less than a span has been lived through at a UTC instant."""
    return [each for each in known() if now - each.reached - between(each.reached, now) < span]

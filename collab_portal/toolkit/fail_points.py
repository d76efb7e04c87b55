"""Places where the tests make things break: a line of code that does nothing unless FAIL_POINTS names it.

FAIL_POINTS is empty by default and refused where real people work. "after_250:kill, in_plan:sleep 3" ends the process
with SIGKILL after a mail server's yes, and makes every plan wait three seconds. "after_250:kill 3" waits for the third
time the process passes there. A file after_250 with the word "kill" in the folder FAIL_POINTS_IN does it once, to
whichever process comes by first.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

passed: Counter[str] = Counter()


class Ended(BaseException):
    """As if the process had ended here. No Exception: a dead process handles nothing, so nobody may handle this."""


def fail_point(place: str) -> None:
    """Do what FAIL_POINTS says about this place; nothing, as a rule."""
    if settings.FAIL_POINTS or settings.FAIL_POINTS_IN:
        said = settings.FAIL_POINTS.get(place) or left_for(place)
        what, _, number = said.partition(" ")
        passed[place] += 1
        WHAT[what](place, float(number or 0))


def left_for(place: str) -> str:
    """What lies in the folder for this place. Whoever moves the file away has it, so of many processes one breaks."""
    if not settings.FAIL_POINTS_IN:
        return "nothing"
    left = Path(settings.FAIL_POINTS_IN, place)
    mine = left.with_name(f"{place}.{os.getpid()}")
    try:
        left.rename(mine)
    except FileNotFoundError:
        return "nothing"
    return mine.read_text().strip()


def end_the_process(place: str, which_time: float) -> None:
    """kill -9 of oneself: no handler, no goodbye, open connections just drop."""
    if which_time in (0, passed[place]):
        os.kill(os.getpid(), signal.SIGKILL)


def end_the_run(place: str, which_time: float) -> None:
    """The same inside a test that has to live on."""
    if which_time in (0, passed[place]):
        raise Ended(place)


def wait(place: str, seconds: float) -> None:
    """Stand still, as a machine that swaps does."""
    time.sleep(seconds)


def go_on(place: str, _: float) -> None:
    """As everywhere else."""


WHAT: dict[str, Callable[[str, float], None]] = {
    "kill": end_the_process,
    "raise": end_the_run,
    "sleep": wait,
    "nothing": go_on,
}

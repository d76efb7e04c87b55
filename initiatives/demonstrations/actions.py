"""Going on to another day. The clock moves first, then that morning's work is done, so that its letters can be shown."""

import datetime as dt
import time
from dataclasses import dataclass

from collab_portal.toolkit import clock
from initiatives.demonstrations import mornings
from services.letters.models import Letter

#: One press looks for letters no further ahead than this, and no longer.
MOST_DAYS, MOST_SECONDS = 31, 8.0


@dataclass(frozen=True)
class Gone:
    """To which local date the clock went on, over how many days, and how many letters were written on that last one."""

    to: dt.date
    days: int
    letters: int


def go_on(now: dt.datetime, *, until_letters: bool = False) -> Gone:
    """Move the clock from a UTC instant to the next morning and do its work; with `until_letters` to the next one that has
    letters, within reason. Only for one at a time (`leaps.one_at_a_time`).
    """
    began, morning, days = time.monotonic(), now, 0
    while True:
        morning, days = mornings.next_after(morning), days + 1
        clock.move_ahead(morning)
        mornings.work(morning)
        day = clock.local(morning).date()
        letters = Letter.objects.to_made_up_people().written_on(day).count()
        is_enough = days >= MOST_DAYS or time.monotonic() - began > MOST_SECONDS
        if letters or not until_letters or is_enough:
            return Gone(day, days, letters)

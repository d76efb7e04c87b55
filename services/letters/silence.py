"""After a long silence the engine pauses: it may be a restored backup or a wrong clock, and a person must be able to look.

Each door asks this for itself, because beat calls both at the same moment and either may be the first.
"""

import datetime as dt

from django.db import transaction

from collab_portal.toolkit import leaps
from collab_portal.toolkit.words import moment
from collab_portal.toolkit.words import time as time_in_words
from services.letters import holds
from services.letters.models import Hold, Pulse

SILENT_FOR = dt.timedelta(hours=4)
PAUSE = dt.timedelta(minutes=10)


@transaction.atomic
def hold_after_silence(door: str, now: dt.datetime) -> Hold | None:
    """Hold the letters for ten minutes if a door worked before and was then silent for over four hours.

    Returns that hold until the door has got to its end; each silence is held for once, however often the door fails
    after it. Time that a demonstration leapt over is no silence.
    """
    last = Pulse.objects.last(door)
    if last is None or now - last - leaps.between(last, now) <= SILENT_FOR:
        return None
    until = now + PAUSE
    words = (
        f"The engine was silent from {moment(last)} to {moment(now)}. Letters leave again at {time_in_words(until)}."
    )
    of_this_silence = Hold.objects.filter(reason=Hold.Reason.SILENCE, since__gt=last)
    if not of_this_silence.exists():
        holds.hold(Hold.Reason.SILENCE, words, at=now, until=until)
    return of_this_silence.first()

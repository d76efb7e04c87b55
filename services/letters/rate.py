"""How fast letters leave: a bucket in the database that all workers share, so that 5,000 at once are no flood."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from services.letters.models import Allowance

NAME = "letters"


def take_one(now: dt.datetime) -> bool:
    """Whether one more letter may leave at a UTC instant; if so it is counted. A rate of 0 means no limit.

    LETTERS_A_SECOND letters a second, LETTERS_AT_ONCE at most after a pause. A clock that goes back adds nothing.
    """
    return not settings.LETTERS_A_SECOND or _take_one(now)


@transaction.atomic
def _take_one(now: dt.datetime) -> bool:
    Allowance.objects.get_or_create(name=NAME, defaults={"letters": settings.LETTERS_AT_ONCE, "at": now})
    bucket = Allowance.objects.select_for_update().get(name=NAME)
    since = max((now - bucket.at).total_seconds(), 0)
    letters = min(bucket.letters + since * settings.LETTERS_A_SECOND, settings.LETTERS_AT_ONCE)
    if letters < 1:
        return False
    bucket.letters, bucket.at = letters - 1, max(now, bucket.at)
    bucket.save(update_fields=["letters", "at"])
    return True

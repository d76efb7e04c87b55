"""Holding letters back and letting them go: one reason at a time, each with its words."""

import datetime as dt
from typing import Any

from django.db import transaction

from services.history import actions as history
from services.letters.models import Hold, Pulse

#: A hold for the mail account is tried with one letter as often as this.
TRY_EVERY = dt.timedelta(minutes=15)


@transaction.atomic
def hold(reason: str, words: str, *, at: dt.datetime, until: dt.datetime | None = None, by: Any = None) -> bool:
    """Let no letter leave from a UTC instant on. Returns whether it is new: twice for one reason is once.

    A hold of the same reason that ended by itself makes room for a new one.
    """
    Hold.objects.filter(reason=reason, released_at=None, until__lte=at).update(released_at=at)
    kept, is_new = Hold.objects.get_or_create(
        reason=reason, released_at=None, defaults={"words": words[:500], "since": at, "until": until, "tried_at": at}
    )
    if is_new:
        history.record("held the letters back", kept, by=by, at=at, why=words)
    return is_new


@transaction.atomic
def release(held: Hold, *, by: Any, at: dt.datetime, why: str = "") -> bool:
    """Let the letters go again. Returns whether they were held for this; twice is once."""
    is_over = bool(Hold.objects.filter(pk=held.pk, released_at=None).update(released_at=at, released_by=by))
    if is_over:
        history.record("let the letters go again", held, by=by, at=at, why=why)
    return is_over


def may_try(held: Hold, now: dt.datetime) -> bool:
    """Whether it is time for one letter to try if the mail server has our account again; if so, it is this one's turn."""
    if held.reason != Hold.Reason.MAIL_ACCOUNT:
        return False
    due = Hold.objects.filter(pk=held.pk, released_at=None, tried_at__lte=now - TRY_EVERY)
    return bool(due.update(tried_at=now))


def beat(name: str, at: dt.datetime, **did: Any) -> None:
    """Keep that a part of the engine was alive at a UTC instant, and what it did."""
    # One statement, whoever else keeps the same sign at this moment: every tick and every round comes by here.
    fresh = Pulse(name=name, at=at, did=did)
    Pulse.objects.bulk_create([fresh], update_conflicts=True, unique_fields=["name"], update_fields=["at", "did"])

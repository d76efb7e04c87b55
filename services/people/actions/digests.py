"""The digests somebody wants: choosing how often and when, and stopping them."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from services.history import actions as history
from services.people.models import LetterPreferences, User
from services.people.preferences import (
    Frequency,
    Preferences,
    Stopped,
    default_frequency,
    hour_in_words,
    weekday_in_words,
)

LABELS = {"frequency": "how often a digest comes", "weekday": "on which day", "hour": "at what time"}


@transaction.atomic
def choose_digests(
    person: User, *, frequency: str, hour: int, weekday: int | None = None, by: Any, at: dt.datetime
) -> LetterPreferences:
    """Say how often a digest comes, at which hour (8 to 17, London) and, if weekly, on which weekday (Monday is 0).

    Anything but “never” starts digests again that were stopped. Reminders of what somebody owes are not concerned.
    """
    row, before = _held(person, at)
    row.digest_frequency, row.digest_hour = Frequency(frequency), hour
    row.digest_weekday = row.digest_weekday if weekday is None else weekday
    if row.digest_frequency != Frequency.NEVER:
        row.digests_stopped_at, row.digests_stopped_how = None, ""
    elif row.digests_stopped_at is None:
        row.digests_stopped_at, row.digests_stopped_how = at, Stopped.PERSON
    changes = history.changes_between(before, _in_words(row), LABELS)
    if changes or row.pk is None:
        row.save()
        history.record("chose when digests come", row, by=by, at=at, changes=changes)
    return row


@transaction.atomic
def stop_digests(person: User, *, at: dt.datetime, how: str) -> LetterPreferences:
    """Send this person no more digests from a UTC instant on; `how` is a value of `Stopped`. Twice is once.

    What they had chosen is kept. Who presses a link in a letter was not signed in, so the history names nobody then.
    """
    row, before = _held(person, at)
    if row.digests_stopped_at is not None:
        return row
    row.digests_stopped_at, row.digests_stopped_how = at, Stopped(how)
    row.save()
    by = person if how == Stopped.PERSON else None
    changes = history.changes_between(before, _in_words(row), LABELS)
    history.record(f"stopped the digests {Stopped(how).label}", row, by=by, at=at, changes=changes)
    return row


def _held(person: User, at: dt.datetime) -> tuple[LetterPreferences, dict[str, str]]:
    """The row as it is now, or a new one with what counts for the person, and its words. Locks the person."""
    person = User.objects.select_for_update().get(pk=person.pk)
    row = LetterPreferences.objects.filter(person=person).first()
    if row is None:
        standing = person.as_of(clock.local(at).date()).standing
        row = LetterPreferences(person=person, digest_frequency=default_frequency(is_oversight=standing.is_oversight))
    return row, _in_words(row)


def _in_words(row: LetterPreferences) -> dict[str, str]:
    """What counts by this row, as the timeline says it."""
    counts = Preferences.of(row.person_id, row, is_oversight=False)
    return {
        "frequency": counts.frequency.label,
        "weekday": weekday_in_words(counts.weekday),
        "hour": hour_in_words(counts.hour),
    }

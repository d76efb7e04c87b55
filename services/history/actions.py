"""Writing the timeline: called by every action, inside its transaction."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from collab_portal.toolkit.refusals import ChangedMeanwhile
from collab_portal.toolkit.words import NOT_KNOWN, and_list, day, sentence
from services.history.models import Entry

PORTAL = "The portal"


def record(
    verb: str,
    thing: Any,
    *,
    by: Any,
    at: dt.datetime,
    why: str = "",
    changes: Iterable[Mapping[str, str]] = (),
    place: Any = None,
) -> Entry:
    """Keep that `by` (None: the portal itself) did `verb` to `thing` at a UTC instant.

    `place` is the record on whose page it is told: the thing itself unless it says otherwise by `history_place`.
    """
    kept = entry(verb, thing, by=by, at=at, why=why, changes=changes, place=place)
    kept.save(force_insert=True)
    return kept


def entry(
    verb: str,
    thing: Any,
    *,
    by: Any,
    at: dt.datetime,
    why: str = "",
    changes: Iterable[Mapping[str, str]] = (),
    place: Any = None,
) -> Entry:
    """The same, not kept yet: for `record_all`."""
    place = place or getattr(thing, "history_place", thing)
    return Entry(
        at=at, by=by, verb=verb, thing=thing.history_key, place=place.history_key, changes=list(changes), why=why
    )


def record_all(entries: Iterable[Entry]) -> None:
    """Keep many entries at once."""
    Entry.objects.bulk_create(entries, batch_size=500)


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str]
) -> list[dict[str, str]]:
    """The fields that differ, in words, in the order of `labels` (field → label)."""
    return [
        {"field": sentence(label), "before": in_words(before.get(field)), "after": in_words(after[field])}
        for field, label in labels.items()
        if field in after and in_words(before.get(field)) != in_words(after[field])
    ]


def refuse_stale(row: models.Model, expected_version: int | None) -> None:
    """Raise ChangedMeanwhile if somebody has changed the row since the version a person opened (None: nobody opened it).

    Every change of a version has an entry about this very row, which says who it was, and when.
    """
    if expected_version in (None, row.version):
        return
    last = Entry.objects.told_about([row]).first()
    raise ChangedMeanwhile(row, by=str(last.by or PORTAL), at=last.at)


def in_words(value: Any) -> str:
    """A value as a reader of the timeline would write it."""
    if value is None or value == "" or value == []:
        return NOT_KNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return and_list(sorted(map(in_words, value)))
    if hasattr(value, "label"):
        return str(value.label)
    return day(value) if hasattr(value, "isoformat") and not isinstance(value, str) else str(value)

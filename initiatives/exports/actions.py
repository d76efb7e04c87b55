"""Asking for something to take away, making it, and clearing up after a day.

It is made by a worker, so that no page waits for ten thousand rows. The database remembers what was asked for: if a
worker dies, or the broker was away, the next minute's look finds it.
"""

import datetime as dt
import io
import logging
from typing import Any

from celery import current_app
from django.db import transaction

from collab_portal.toolkit.cache import quick
from collab_portal.toolkit.dates import year_of
from collab_portal.toolkit.readonly import read_only
from collab_portal.toolkit.spreadsheets import workbook
from initiatives.exports import tables
from initiatives.exports.choices import State, What
from initiatives.exports.models import Export, ExportSheet
from services.letters.actions import AT_ONCE_OR_NOT
from services.people.models import User

logger = logging.getLogger(__name__)

KEPT_FOR = dt.timedelta(days=1)
PROGRESS = "export:{}"
MAKE = "initiatives.exports.tasks.make"


@transaction.atomic
def ask_for(what: str, *, by: User, at: dt.datetime, day: dt.date) -> Export:
    """Ask for one of the three tables as at a local date. If it is being made for them already, that one is returned."""
    year = year_of(day)
    since = tables.last_review_before(by, day) if what == What.UPDATE else None
    through = sorted(by.standing.reach_ids)
    asked = {"day": day, "year": year, "since": since, "asked_at": at, "seen_through": through}
    export, is_new = Export.objects.unfinished().get_or_create(person=by, what=what, defaults=asked)
    if is_new:
        transaction.on_commit(ask_a_worker, robust=True)
    return export


def ask_a_worker() -> None:
    """Nudge the slow queue. If the broker is away, the next minute's look finds what was asked for."""
    with current_app.connection_for_write(transport_options=AT_ONCE_OR_NOT) as connection:
        current_app.send_task(MAKE, connection=connection, retry=False, ignore_result=True)


def make_waiting(now: dt.datetime) -> int:
    """Make what waits at a UTC instant, one after another, and forget what is older than a day. Returns how many were made."""
    Export.objects.asked_before(now - KEPT_FOR).delete()
    made = 0
    while export := begin_next(now):
        made += make(export, now)
    return made


@transaction.atomic
def begin_next(now: dt.datetime) -> Export | None:
    """The oldest that nobody is making, if there is one; from now on it is being made."""
    export = Export.objects.waiting_at(now).select_for_update(skip_locked=True, of=("self",)).first()
    if export is not None:
        export.state, export.begun_at, export.rows_done = State.MAKING, now, 0
        export.save(update_fields=["state", "begun_at", "rows_done"])
    return export


def make(export: Export, now: dt.datetime) -> bool:
    """Make one that was begun, of one moment's data. Returns whether it is ready: a person may have gone meanwhile."""
    try:
        file = io.BytesIO()
        person = User.objects.active().filter(pk=export.person_id).first()
        if person is None:
            raise LookupError("Its person can no longer sign in.")
        named = zip(*written(export, person.as_of(export.day), file), strict=True)
        sheets = [
            ExportSheet(export=export, number=number, name=name, text=text)
            for number, (name, text) in enumerate(named, start=1)
        ]
        return keep(export, file.getvalue(), sheets, now)
    except Exception:
        logger.exception("Export %s could not be made.", export.pk)
        mine(export).update(state=State.FAILED)
        return False


def written(export: Export, person: Any, file: io.BytesIO) -> tuple[list[str], list[str]]:
    """The workbook into a file; the names of its tables, and each as CSV."""
    with read_only():
        sheets = tables.sheets_of(export, person)
        expected = sum(sheet.expected for sheet in sheets)

        def tell(done: int) -> None:
            """Whoever waits reads how far it is."""
            export.rows_done = done
            quick.set(PROGRESS.format(export.pk), (done, expected), KEPT_FOR.total_seconds())

        tell(0)
        texts = workbook(sheets, tables.about(export, person), file, tell)
    return [each.name for each in sheets], texts


@transaction.atomic
def keep(export: Export, file: bytes, sheets: list[ExportSheet], now: dt.datetime) -> bool:
    """Nothing is kept if somebody else took over meanwhile."""
    kept = mine(export).update(state=State.READY, workbook=file, ready_at=now, rows_done=export.rows_done)
    if kept:
        ExportSheet.objects.bulk_create(sheets)
    return bool(kept)


def mine(export: Export) -> Any:
    """The row, if it is this worker's still."""
    return Export.objects.filter(pk=export.pk, state=State.MAKING, begun_at=export.begun_at)


def how_far(export: Export) -> tuple[int, int]:
    """How many rows are done, and of how many; (0, 0) where that is not known."""
    return quick.get(PROGRESS.format(export.pk), (0, 0))

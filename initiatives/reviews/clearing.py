"""Clearing: authors say that a report is ready, a sponsor who did not write it clears it or puts it back with words."""

import datetime as dt

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.reviews import letters
from initiatives.reviews.choices import EventKind
from initiatives.reviews.events import (
    draft_of,
    last_event,
    locked,
    record,
    refuse_stale,
    tell,
    was_done_by,
    what_happened,
)
from initiatives.reviews.models import ReportRequest
from initiatives.reviews.sheet import Sheet
from initiatives.reviews.who import acting_for, authors_of, clearers_of, deputies_of
from services.people.models import User

NOT_FINISHED = "This report is not finished. Answer every question, then say that it is ready."
NOBODY = "Nobody can clear this report: its initiative needs a sponsor who does not write it. Name one first."
NOT_NEEDED = "Nobody has to clear this report: its authors send it themselves."
NOT_READY = "The authors have not said that this report is ready to be cleared."
NOT_ONESELF = "You changed this report last, so somebody else has to clear it."


@transaction.atomic
def say_ready(
    request: ReportRequest, *, by: User, at: dt.datetime, expected_version: int | None = None
) -> ReportRequest:
    """Tell the sponsors that the draft can be cleared. Pressed twice, they are told once.

    Raises Refused if it is not finished, need not be cleared or nobody could clear it, ChangedMeanwhile if another
    author saved after this one read it.
    """
    asked = locked(request)
    if asked.waits_for_clearing or asked.is_cleared:
        return asked
    if not asked.is_owed:
        raise Refused(what_happened(asked, at))
    if not asked.needs_clearing:
        raise Refused(NOT_NEEDED)
    report = draft_of(asked)
    if report is None or Sheet.of(asked).gaps(report):
        raise Refused(NOT_FINISHED)
    refuse_stale(report, expected_version)
    clearers = clearers_of(asked, clock.local(at).date())
    if not clearers:
        raise Refused(NOBODY)
    event = tell(asked, EventKind.READY, by, at, for_whom=acting_for(by, asked.writer_ids))
    record("said that the report can be cleared", asked, event)
    letters.is_ready_to_clear(asked, event, clearers)
    for sponsor in clearers:
        letters.is_ready_to_clear(asked, event, deputies_of(asked, sponsor, clock.local(at).date()), instead_of=sponsor)
    return asked


@transaction.atomic
def clear(request: ReportRequest, *, by: User, at: dt.datetime, expected_version: int | None = None) -> ReportRequest:
    """Clear a draft that is ready, so that its authors can send it; they are told. Pressed twice by one person: once.

    Raises Refused with who did what when if it does not wait for clearing, ChangedMeanwhile if an author saved after
    this person read it.
    """
    asked = locked(request)
    if asked.is_cleared and was_done_by(asked, by, EventKind.CLEARED):
        return asked
    for_whom = _before_clearing(asked, by, at)
    report = draft_of(asked)
    refuse_stale(report, expected_version)
    if Sheet.of(asked).gaps(report):
        raise Refused("This report has questions without an answer. Put it back to its authors.")
    event = tell(asked, EventKind.CLEARED, by, at, for_whom=for_whom)
    record("cleared the report", asked, event)
    letters.was_cleared(asked, event, authors_of(asked, clock.local(at).date()))
    return asked


@transaction.atomic
def put_back(request: ReportRequest, *, by: User, at: dt.datetime, why: str) -> ReportRequest:
    """Give a draft that is ready back to its authors, with what they should change. Pressed twice by one person: once."""
    asked = locked(request)
    last = last_event(asked)
    if last is not None and (last.kind, last.by_id, last.why) == (EventKind.PUT_BACK, by.pk, why):
        return asked
    event = tell(asked, EventKind.PUT_BACK, by, at, why=why, for_whom=_before_clearing(asked, by, at))
    record("put the report back to its authors", asked, event)
    letters.was_put_back(asked, event, authors_of(asked, clock.local(at).date()))
    return asked


def _before_clearing(asked: ReportRequest, by: User, at: dt.datetime) -> User | None:
    """For whom a deputy clears, if one does. Raises Refused where there is nothing for this person to clear."""
    if not asked.waits_for_clearing:
        raise Refused(NOT_READY if asked.is_owed and not asked.is_cleared else what_happened(asked, at))
    if asked.report.saved_by_id == by.pk:
        raise Refused(NOT_ONESELF)
    return acting_for(by, asked.clearer_ids_on(clock.local(at).date()))

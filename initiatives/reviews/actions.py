"""What people do with reports: write, send, accept and return them; and how due dates follow the calendar.

Clearing, more time and passing on have files of their own. All of them go through `events`.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.register.models import Initiative, Status
from initiatives.reviews import letters
from initiatives.reviews.answers import frozen
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
from initiatives.reviews.milestones import tell_the_register
from initiatives.reviews.models import ANSWERS, LeadershipReview, Report, ReportEvent, ReportRequest
from initiatives.reviews.queries import ReportRequests
from initiatives.reviews.sheet import Sheet
from initiatives.reviews.who import acting_for, authors_of, clearers_of, people_of_the_office
from services.directory.calendars import Calendars, working_days_of
from services.history import actions as history
from services.people.models import User

HOLIDAYS_CHANGED = "The bank holidays have changed"
NOT_FINISHED = "This report is not finished. Answer every question, then send it."
NOT_CLEARED = "A sponsor has to clear this report before it can be sent."


@transaction.atomic
def save_draft(
    request: ReportRequest, *, by: User, at: dt.datetime, expected_version: int = 0, **answers: Any
) -> Report:
    """Keep what an author has typed so far, whatever is still missing. `at` is a UTC instant.

    `answers` are fields of Report; `unfinished` among them holds what is not an answer yet. The first save starts the
    report. The same answers again change nothing. A change to a cleared report makes it a draft again, which has to be
    cleared anew. Raises ChangedMeanwhile if somebody else saved in between.
    """
    asked = locked(request)
    if not asked.is_owed:
        raise Refused(what_happened(asked, at))
    report = draft_of(asked)
    if report is None:
        return _start(asked, by, at, answers)
    if all(getattr(report, name) == value for name, value in answers.items()):
        return report
    if report.version != expected_version:
        raise ChangedMeanwhile(report, by=report.saved_by.name, at=report.saved_at)
    for name, value in {**answers, "saved_by": by, "saved_at": at, "version": report.version + 1}.items():
        setattr(report, name, value)
    report.save()
    _has_to_be_cleared_anew(asked, by, at)
    return report


def _has_to_be_cleared_anew(asked: ReportRequest, by: User, at: dt.datetime) -> None:
    """What was cleared has changed; or who saved it now is the only one who could have cleared it, so nobody can."""
    if asked.is_cleared:
        verb = "changed the report after it was cleared"
    elif asked.waits_for_clearing and not clearers_of(asked, clock.local(at).date()):
        verb = "changed the report, so that nobody is left to clear it"
    else:
        return
    record(verb, asked, tell(asked, EventKind.CHANGED, by, at, for_whom=acting_for(by, asked.writer_ids)))


def _start(asked: ReportRequest, by: User, at: dt.datetime, answers: dict[str, Any]) -> Report:
    report = Report.objects.create(request=asked, saved_by=by, saved_at=at, **answers)
    event = tell(asked, EventKind.STARTED, by, at, for_whom=acting_for(by, asked.writer_ids))
    record("started the report", asked, event)
    return report


@transaction.atomic
def send(request: ReportRequest, *, by: User, at: dt.datetime, expected_version: int | None = None) -> ReportRequest:
    """Send the report to the office that asked, and write to its policy officers. Pressed twice, it is sent once.

    Answers that its other answers no longer lead to are dropped, and what it says of milestones goes into the register.
    Raises Refused if somebody else sent it, an answer is missing or nobody has cleared it, ChangedMeanwhile if another
    author saved after this one read it.
    """
    asked = locked(request)
    if asked.is_sent and was_done_by(asked, by, EventKind.SENT):
        return asked
    if not asked.is_owed:
        raise Refused(what_happened(asked, at))
    report, sheet = draft_of(asked), Sheet.of(asked)
    if report is None or sheet.gaps(report):
        raise Refused(NOT_FINISHED)
    refuse_stale(report, expected_version)
    if not asked.can_be_sent:
        raise Refused(NOT_CLEARED)
    _keep_what_was_asked(report, sheet)
    event = tell(
        asked,
        EventKind.SENT,
        by,
        at,
        for_whom=acting_for(by, asked.writer_ids),
        days_late=_days_late(asked, clock.local(at).date()),
        answers=frozen(report),
    )
    record("sent the report", asked, event)
    tell_the_register(report, sheet, by=by, at=at)
    letters.was_sent(asked, event, people_of_the_office(asked, clock.local(at).date()))
    return asked


def _days_late(asked: ReportRequest, sent_on: dt.date) -> int:
    """Working days; one that was in time when it was first sent is not late for having been returned."""
    if asked.days_late is not None:
        return asked.days_late
    return days_late(asked.due_on, sent_on, working_days_of(asked.review.asked_by_id))


def days_late(due_on: dt.date, sent_on: dt.date, calendar: WorkingDays) -> int:
    """How many working days after one local date another is. What comes at a weekend is there the next working day."""
    return calendar.between(due_on, calendar.on_or_after(sent_on)) if sent_on > due_on else 0


@transaction.atomic
def accept(request: ReportRequest, *, by: User, at: dt.datetime) -> ReportRequest:
    """Accept a sent report: its status becomes the initiative's, and the authors are told.

    Where the leaders have met already it counts as presented to them. Raises Refused with who did what when, if it is
    not waiting for an answer. Pressed twice by one person: once.
    """
    asked = locked(request)
    if asked.is_accepted and was_done_by(asked, by, EventKind.ACCEPTED):
        return asked
    if not asked.is_sent:
        raise Refused(what_happened(asked, at))
    if was_done_by(asked, by, EventKind.SENT):
        raise Refused("You sent this report yourself, so somebody else has to accept it.")
    changes = _give_its_status(asked, asked.report)
    event = tell(asked, EventKind.ACCEPTED, by, at)
    record("accepted the report", asked, event, changes=changes)
    letters.was_accepted(asked, event, authors_of(asked, clock.local(at).date()))
    if asked.review.held_on:
        _present(asked, by, at)
    return asked


@transaction.atomic
def send_back(request: ReportRequest, *, by: User, at: dt.datetime, why: str) -> ReportRequest:
    """Return a sent report to its authors with a reason, which they read in a letter and beside their answers.

    Raises Refused with who did what when, if it is not waiting for an answer. Pressed twice by one person: once.
    """
    asked = locked(request)
    last = last_event(asked)
    if last is not None and (last.kind, last.by_id, last.why) == (EventKind.RETURNED, by.pk, why):
        return asked
    if not asked.is_sent:
        raise Refused(what_happened(asked, at))
    event = tell(asked, EventKind.RETURNED, by, at, why=why)
    record("returned the report", asked, event)
    letters.was_returned(asked, event, authors_of(asked, clock.local(at).date()))
    return asked


@transaction.atomic
def withdraw(request: ReportRequest, *, by: User, at: dt.datetime, why: str) -> ReportRequest:
    """Ask for an owed report no longer, with a reason: the work has stopped, or the question was answered elsewhere.

    The authors are told, and nobody is reminded of it again. Raises Refused if it has been sent or was accepted.
    """
    asked = locked(request)
    last = last_event(asked)
    if last is not None and (last.kind, last.by_id) == (EventKind.WITHDRAWN, by.pk):
        return asked
    if not asked.is_owed:
        raise Refused(what_happened(asked, at))
    event = tell(asked, EventKind.WITHDRAWN, by, at, why=why)
    record("no longer asked for the report", asked, event)
    letters.was_withdrawn(asked, event, authors_of(asked, clock.local(at).date()))
    return asked


@transaction.atomic
def hold(review: LeadershipReview, *, by: User, at: dt.datetime, held_on: dt.date) -> LeadershipReview:
    """Keep that the leaders met about a review on a local date: its accepted reports were presented to them.

    Raises Refused if another date is kept already.
    """
    review = LeadershipReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if review.held_on == held_on:
        return review
    if review.held_on:
        raise Refused(f"This review took place on {words.day(review.held_on)}. That is kept already.")
    review.held_on = held_on
    review.save(update_fields=["held_on"])
    changes = history.changes_between({}, {"held_on": held_on}, {"held_on": "took place on"})
    history.record("recorded that the review took place", review, by=by, at=at, changes=changes)
    accepted = review.requests.waiting_for_the_leaders().select_related("initiative").order_by("pk")
    for asked in accepted.select_for_update(of=("self",)):
        _present(asked, by, at)
    return review


def _present(asked: ReportRequest, by: User, at: dt.datetime) -> None:
    event = tell(asked, EventKind.PRESENTED, by, at)
    record("presented the report to the leaders", asked, event)


def hold_what_is_owed() -> int:
    """Lock every report still owed until the transaction ends, in one fixed order. Returns how many.

    All of them: which will move with a calendar is known only once nobody else can move them.
    """
    return len(ReportRequest.objects.owed().order_by("pk").select_for_update(of=("self",)).values_list("pk"))


@transaction.atomic
def recompute_due_dates(
    *,
    days: Collection[dt.date],
    divisions: Collection[str] = (),
    organisations: Collection[int] = (),
    by: User | None,
    at: dt.datetime,
    why: str = "",
) -> int:
    """These local dates became holidays or closures, or stopped being one: reports owed move with them.

    `divisions` and `organisations` (ids) say whose. Returns how many moved.
    """
    calendars = Calendars.known()
    near = ReportRequest.objects.select_for_update(of=("self",))
    moves = that_would_move(near, calendars, days=days, divisions=divisions, organisations=organisations)
    for asked, due_on in moves:
        changes = history.changes_between({"due_on": asked.due_on}, {"due_on": due_on}, {"due_on": "due on"})
        asked.due_on = due_on
        asked.save(update_fields=["due_on"])
        history.record(
            "moved the day the report is due", asked, by=by, at=at, why=why or HOLIDAYS_CHANGED, changes=changes
        )
    return len(moves)


def that_would_move(
    requests: ReportRequests,
    calendars: Calendars,
    *,
    days: Collection[dt.date],
    divisions: Collection[str] = (),
    organisations: Collection[int] = (),
) -> list[tuple[ReportRequest, dt.date]]:
    """Those still owed whose due date goes with these days, and where to, under the calendars as they are then.

    A report is due on the last working day, of the organisation that asked, of what its review's date can mean (issue
    2): earlier than a new holiday, and back on the day itself when a holiday is withdrawn. Where more time was given it
    is due on the day that was given, or the last working day before it.
    """
    if not days:
        return []
    # No date moves over the end of what its review's date can mean, so older reviews need not be read.
    near = requests.owed().filter(due_on__lte=max(days), review__due__gte=str(min(days).year))
    moves = []
    given = ReportEvent.objects.filter(request=OuterRef("pk"), kind=EventKind.MORE_TIME_GIVEN).order_by("-id")
    near = near.annotate(given_until=Subquery(given.values("due_on")[:1]))
    for asked in near.select_related("review", "initiative").order_by("pk"):
        office = asked.review.asked_by_id
        if office in organisations or calendars.division_of(office) in divisions:
            due_on = day_due(asked, calendars.of(office))
            if due_on != asked.due_on and not {due_on, asked.due_on}.isdisjoint(days):
                moves.append((asked, due_on))
    return moves


def day_due(asked: ReportRequest, calendar: WorkingDays) -> dt.date:
    """The local date on which an owed report with its `given_until` is due under a calendar."""
    if asked.given_until is None:
        return calendar.due(asked.review.due)
    return calendar.on_or_before(max(asked.given_until, asked.due_on))


def _keep_what_was_asked(report: Report, sheet: Sheet) -> None:
    """An answer nobody is asked for any more is not part of the report: a way back to green when it is on track.

    What the sheet asked about is kept with the answers, so that they can be read when milestones have moved on.
    """
    asked = sheet.asked_of(report)
    for name in set(ANSWERS).difference(asked):
        setattr(report, name, Report._meta.get_field(name).get_default())
    report.parts = {name: said for name, said in report.parts.items() if name in asked}
    report.sheet, report.unfinished = sheet.as_json, {}
    report.save()


def _give_its_status(asked: ReportRequest, report: Report) -> list[dict[str, str]]:
    """The initiative stands where the latest accepted report says. Returns what changed, in words."""
    sent_on = clock.local(asked.events.filter(kind="sent").last().at).date()
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=asked.initiative_id)
    if initiative.status_on and initiative.status_on > sent_on:
        return []
    before, after = Status(initiative.status), Status(report.status)
    initiative.status, initiative.status_on = after, sent_on
    initiative.save(update_fields=["status", "status_on"])
    return history.changes_between({"status": before.label}, {"status": after.label}, {"status": "status"})

"""Asking for reports: opening a review, asking an initiative, moving the days by which it is asked, and taking it back.

Whoever arranges reviews (a cycle, a board's secretary) asks through these, so that one place writes the events.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.references import next_reference
from collab_portal.toolkit.refusals import Refused
from initiatives.register.models import Initiative
from initiatives.reviews.choices import EventKind, RequestState
from initiatives.reviews.events import locked, tell
from initiatives.reviews.models import LeadershipReview, ReportRequest, ReviewReader
from services.directory.models import Organisation
from services.history import actions as history
from services.people.models import User

Readers = Iterable[tuple[Organisation, str]]
LABELS = {
    "title": "title",
    "what": "what must be reported",
    "due": "reports due on",
    "sections": "parts of the report",
    "questions": "questions of its own",
    "readers": "who reads",
    "due_on": "due on",
    "draft_due_on": "draft due on",
    "clear_due_on": "cleared by",
}
#: What an empty answer means, where it means something.
EMPTY = {"sections": "all of them", "questions": "none", "readers": "nobody"}


@transaction.atomic
def open_review(
    *, asked_by: Organisation, title: str, what: str, due_on: dt.date, by: User | None, at: dt.datetime,
    board: Any = None, readers: Readers = (), sections: Iterable[str] = (), questions: Iterable[str] = (),
) -> LeadershipReview:  # fmt: skip
    """Open a leadership review whose reports are due on a local date. Nobody is asked yet.

    `readers` are pairs of an organisation and the words its leadership is known by; no `sections` means all of them.
    """
    review = LeadershipReview.objects.create(
        ref=next_reference(LeadershipReview.objects.all(), f"{asked_by.reference_prefix}-R"),
        title=title,
        what=what,
        due=VagueDate.on(due_on),
        board=board,
        asked_by=asked_by,
        sections=list(sections),
        questions=list(questions),
    )
    _seat(review, readers)
    changes = history.changes_between({}, {"due": due_on}, LABELS)
    history.record("opened this review", review, by=by, at=at, changes=changes)
    return review


@transaction.atomic
def rewrite(
    review: LeadershipReview,
    *,
    by: User | None,
    at: dt.datetime,
    why: str = "",
    readers: Readers | None = None,
    **values: Any,
) -> LeadershipReview:
    """Change what a review asks (title, what, sections, questions, `due_on`) or who reads it. The same again does nothing."""
    row = LeadershipReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if "due_on" in values:
        values["due"] = VagueDate.on(values.pop("due_on"))
    before = {name: getattr(row, name) for name in values}
    after = {name: value for name, value in values.items() if value != before[name]}
    if readers is not None:
        wanted, there = (
            list(readers),
            [(each.organisation, each.known_as) for each in row.readers.select_related("organisation")],
        )
        if wanted != there:
            before["readers"], after["readers"] = [words for _, words in there], [words for _, words in wanted]
            row.readers.all().delete()
            _seat(row, wanted)
    if not after:
        return row
    for name in values:
        setattr(row, name, values[name])
    row.save()
    changes = history.changes_between(_worded(before), _worded(after), LABELS)
    history.record("changed what this review asks", row, by=by, at=at, why=why, changes=changes)
    return row


def hold_reviews(reviews: Iterable[int | None]) -> None:
    """Lock these reviews (ids) until the transaction ends, in one fixed order."""
    wanted = {each for each in reviews if each is not None}
    list(
        LeadershipReview.objects.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",)).values_list("pk")
    )


def hold_owed(reviews: Collection[int | None]) -> None:
    """Lock these reviews (ids) and then the reports still owed for them.

    Whoever changes several of them does so first: an author holds one report and then waits for the timeline, so nobody
    may write to the timeline and then wait for a report.
    """
    hold_reviews(reviews)
    owed = ReportRequest.objects.owed().filter(review__in=[each for each in reviews if each is not None])
    list(owed.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def hold_asked(reviews: Collection[int | None], initiatives: Collection[int]) -> None:
    """Lock these reviews (ids), every report asked for them, and then these initiatives (ids) and those of the reports.

    For whoever will ask for reports or take some back; the timeline comes after, as for `hold_owed`.
    """
    hold_reviews(reviews)
    asked = ReportRequest.objects.filter(review__in=[each for each in reviews if each is not None])
    theirs = list(asked.order_by("pk").select_for_update(of=("self",)).values_list("initiative", flat=True))
    works = Initiative.objects.filter(pk__in={*initiatives, *theirs}).order_by("pk")
    list(works.select_for_update(of=("self",), no_key=True).values_list("pk"))


def hold(gone: Collection[ReportRequest], wanted: Collection[tuple[int, int]]) -> None:
    """Lock what several are about to be taken back from and asked of: reports, then the work, each in one fixed order.

    `wanted` are ids of a review and an initiative. Whoever writes about a piece of work holds it and then waits for the
    timeline, so nobody may write to the timeline and then wait for work. Nothing to do locks nothing.
    """
    if not gone and not wanted:
        return
    again = ReportRequest.objects.filter(review__in={review for review, _ in wanted}, state=RequestState.WITHDRAWN)
    reports = ReportRequest.objects.filter(Q(pk__in=[each.pk for each in gone]) | Q(pk__in=again.values("pk")))
    list(reports.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    works = Initiative.objects.filter(pk__in={work for _, work in wanted}).order_by("pk")
    list(works.select_for_update(of=("self",), no_key=True).values_list("pk"))


@transaction.atomic
def ask(
    review: LeadershipReview, initiative: Initiative, *, due_on: dt.date, draft_due_on: dt.date | None,
    clear_due_on: dt.date | None, needs_clearing: bool, by: User | None, at: dt.datetime,
) -> ReportRequest:  # fmt: skip
    """Ask an initiative for its report by a local date. Asked twice, it is asked once; what somebody withdrew stays so.

    A request that the portal itself took back is asked again. Raises Refused for work that is a draft or has closed.
    """
    work = Initiative.objects.select_for_update(of=("self",), no_key=True).get(pk=initiative.pk)
    if work.is_draft:
        raise Refused(f"{work.ref} is still a draft, so nothing can be asked of it yet.")
    if work.is_over_on(clock.local(at).date()):
        raise Refused(f"{work.ref} has closed, so nothing can be asked of it any more.")
    wanted = {
        "due_on": due_on,
        "draft_due_on": draft_due_on,
        "clear_due_on": clear_due_on,
        "needs_clearing": needs_clearing,
    }
    asked, is_new = ReportRequest.objects.get_or_create(review=review, initiative=work, defaults=wanted)
    if not is_new:
        asked = locked(asked)
        if not was_taken_back(asked):
            return asked
        for name, value in wanted.items():
            setattr(asked, name, value)
        asked.save(update_fields=list(wanted))
    tell(asked, EventKind.ASKED, by, at)
    changes = history.changes_between({}, {"due_on": due_on}, LABELS)
    history.record("asked for the report", asked, by=by, at=at, changes=changes)
    return asked


@transaction.atomic
def move(
    request: ReportRequest, *, due_on: dt.date, draft_due_on: dt.date | None, clear_due_on: dt.date | None,
    by: User | None, at: dt.datetime, why: str,
) -> ReportRequest:  # fmt: skip
    """Put an owed report, its draft and its clearance on other local dates, with the reason. The same again does nothing.

    Raises Refused if it is not owed any more.
    """
    asked = locked(request)
    wanted = {"due_on": due_on, "draft_due_on": draft_due_on, "clear_due_on": clear_due_on}
    before = {name: getattr(asked, name) for name in wanted}
    if before == wanted:
        return asked
    if not asked.is_owed:
        raise Refused(f"This report is {asked.get_state_display().lower()}, so the day it is due can no longer move.")
    for name, value in wanted.items():
        setattr(asked, name, value)
    asked.save(update_fields=list(wanted))
    changes = history.changes_between(before, wanted, LABELS)
    history.record("moved the day the report is due", asked, by=by, at=at, why=why, changes=changes)
    return asked


@transaction.atomic
def take_back(request: ReportRequest, *, at: dt.datetime, why: str) -> bool:
    """The portal asks no longer for a report that nobody has begun. Returns whether it did; nobody is written to.

    People withdraw through `actions.withdraw`, whatever has been written, and its authors are told.
    """
    asked = locked(request)
    if asked.state != RequestState.ASKED:
        return False
    tell(asked, EventKind.WITHDRAWN, None, at, why=why)
    history.record("no longer asked for the report", asked, by=None, at=at, why=why)
    return True


def was_taken_back(asked: ReportRequest) -> bool:
    """Whether the portal itself withdrew it, so that it may ask again; what a person withdrew stays withdrawn."""
    if asked.state != RequestState.WITHDRAWN:
        return False
    return not asked.events.filter(kind=EventKind.WITHDRAWN, by__isnull=False).exists()


def _worded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value or EMPTY.get(name) for name, value in values.items()}


def _seat(review: LeadershipReview, readers: Readers) -> None:
    for organisation, known_as in readers:
        ReviewReader.objects.create(review=review, organisation=organisation, known_as=known_as)

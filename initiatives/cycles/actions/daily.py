"""What is done every day without anybody asking: reports are asked for ahead of each date, once."""

import datetime as dt
import logging

from django.db import transaction

from collab_portal.toolkit import clock
from initiatives.cycles.belonging import initiatives_of
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.register.models import Initiative, Standing
from initiatives.reviews import asking
from initiatives.reviews.models import ReportRequest, RequestState
from services.people.models import User

#: How long before its draft is due a report is asked for, in days: long enough for the first reminder.
ASKED_AHEAD = dt.timedelta(days=45)
WHY_GONE = {Standing.CLOSED: "This work has closed.", Standing.PARKED: "This work is parked."}

logger = logging.getLogger(__name__)


def ask_for_reports(today: dt.date, at: dt.datetime) -> int:
    """Ask for every report whose time has come, and take back what nobody has begun for work that has left.

    `today` is a local date, `at` a UTC instant. Returns how many reports were asked for. Doing it again, or twice at
    once, asks for nothing more. A cycle that fails does not hold up the others: it is logged, and tried again.
    """
    asked = 0
    for cycle in ReviewCycle.objects.running().order_by("pk"):
        try:
            asked += ask_for(cycle, today, at)
        except Exception:
            logger.exception("The reports of review cycle %s could not be asked for.", cycle.ref)
    return asked


@transaction.atomic
def ask_for(cycle: ReviewCycle, today: dt.date, at: dt.datetime, *, by: User | None = None) -> int:
    """The same for one cycle, in the name of whoever has just confirmed its dates, or else of the portal."""
    row = ReviewCycle.objects.running().select_for_update(of=("self",)).filter(pk=cycle.pk).first()
    if row is None:
        return 0
    ahead = list(row.dates.open_on(today).select_related("review").order_by("on"))
    belonging = {each.pk: each for each in initiatives_of(row, today)}
    requests = ReportRequest.objects.filter(review__in=[each.review_id for each in ahead])
    there = {(each.review_id, each.initiative_id): each for each in requests.select_related("initiative")}
    wanted = [
        (date, work)
        for date in due_to_be_asked(ahead, today)
        for work in belonging.values()
        if is_to_be_asked(there.get((date.review_id, work.pk)))
    ]
    gone = [each for each in there.values() if each.state == RequestState.ASKED and each.initiative_id not in belonging]
    asking.hold(gone, [(date.review_id, work.pk) for date, work in wanted])
    for request in gone:
        asking.take_back(request, at=at, why=why_gone(request.initiative, row))
    for date, work in wanted:
        ask_one(date, work, at, by)
    return len(wanted)


def hold_for_asking(cycle: ReviewCycle, today: dt.date) -> None:
    """Lock all that asking for the reports of a locked cycle may change on a local date: dates, reviews, reports, work.

    For whoever writes to the timeline first and then has reports asked for. The hourly round, which mostly finds nothing
    to do, locks only what it changes.
    """
    dates = cycle.dates.open_on(today).order_by("on").select_for_update(of=("self",))
    work = initiatives_of(cycle, today).values_list("pk", flat=True)
    asking.hold_asked([each.review_id for each in dates], list(work))


def due_to_be_asked(ahead: list[CycleDate], today: dt.date) -> list[CycleDate]:
    """The dates whose drafts are due within 45 days of a local date; where there is none, the next date."""
    return [each for each in ahead if each.draft_due_on <= today + ASKED_AHEAD] or ahead[:1]


def is_to_be_asked(there: ReportRequest | None) -> bool:
    """Whether a report is asked for that was never asked for, or that the portal itself took back."""
    return there is None or asking.was_taken_back(there)


def ask_one(date: CycleDate, work: Initiative, at: dt.datetime, by: User | None) -> None:
    """Ask one initiative for one date."""
    days = days_of(date, clock.local(at).date())
    asking.ask(date.review, work, **days, needs_clearing=date.clear_due_on is not None, by=by, at=at)


def days_of(date: CycleDate, today: dt.date) -> dict[str, dt.date | None]:
    """The days a report for a date is asked by. A draft or clearance that would have been due already is not asked for."""
    return {
        "due_on": date.papers_due_on,
        "draft_due_on": date.draft_due_on if date.draft_due_on >= today else None,
        "clear_due_on": date.clear_due_on if date.clear_due_on and date.clear_due_on >= today else None,
    }


def why_gone(initiative: Initiative, cycle: ReviewCycle) -> str:
    """Why work does not belong to a cycle any more, as its history says it."""
    return WHY_GONE.get(
        initiative.standing, f"This work no longer belongs to the review cycle {cycle.ref}, {cycle.title}."
    )

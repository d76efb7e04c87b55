"""What the pages about review cycles show: the rows each of them needs, read in a fixed number of queries."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q

from initiatives import rules
from initiatives.cycles.belonging import initiatives_of, with_people
from initiatives.cycles.checklist import missing_from
from initiatives.cycles.findings import Work, about_dates, about_people
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.cycles.planning import known_days, meeting_days, offers
from initiatives.reviews.models import OWED, ReportRequest, RequestState
from services.directory.calendars import working_days_of
from services.history.models import Entry

Context = dict[str, Any]
#: More than any county shares; a page with more says so.
MOST = 200
LATEST = 10


def of_cycle(cycle: ReviewCycle, user: Any, today: dt.date) -> Context:
    """The page of one cycle for somebody who may see it, on a local date. What can be done is offered to who may do it."""
    works = works_of(cycle, user, today)
    dates = list(with_reports(cycle.dates.for_page(), user).order_by("on"))
    coming = [each for each in dates if not each.has_passed_by(today)]
    context = {
        **in_words(cycle),
        "works": works[:MOST],
        "is_cut": len(works) > MOST,
        "coming": coming,
        "next": next((each for each in coming if not each.is_dropped), None),
        "earlier": [each for each in reversed(dates) if each.has_passed_by(today)],
        "findings": list(about_people(cycle, works[:MOST])),
        "entries": Entry.objects.told_on(cycle)[:LATEST],
    }
    if cycle.is_running and rules.CHANGE_CYCLE.allows(user, cycle):
        calendar, meetings = working_days_of(cycle.asked_by_id), meeting_days(cycle, today)
        known = known_days(dates)
        context["later"] = offers(cycle, today, known=known, working_days=calendar, meetings=meetings)
        kept = [each for each in coming if not each.is_dropped]
        context["findings"] += about_dates(cycle, kept, calendar, meetings)
    return context


def of_check(cycle: ReviewCycle, user: Any, today: dt.date) -> Context:
    """The page before a cycle starts: every answer, what is missing, the dates it would have, and what is not right yet."""
    offered = offers(cycle, today)
    missing = missing_from(cycle, offered, today)
    works = [] if missing else works_of(cycle, user, today)
    return {
        **in_words(cycle),
        "offered": offered,
        "too_late": [each for each in offered if each.is_too_late],
        "missing": missing,
        "works": works[:MOST],
        "is_cut": len(works) > MOST,
        "findings": list(about_people(cycle, works[:MOST])) if works else [],
    }


def of_later(cycle: ReviewCycle, today: dt.date) -> Context:
    """The page on which dates are confirmed that have come within 15 months since the last time."""
    offered = offers(cycle, today, known=known_days(cycle.dates.all()))
    return {"cycle": cycle, "offered": offered, "too_late": [each for each in offered if each.is_too_late]}


def of_dropping(date: CycleDate, user: Any) -> Context:
    """The page before a date is dropped: how many reports would be asked for no longer."""
    owed = date.review.requests.visible_to(user).owed().count() if date.review else 0
    return {"cycle": date.cycle, "date": date, "owed": owed}


def of_ending(cycle: ReviewCycle, user: Any, today: dt.date) -> Context:
    """The page before a cycle ends: the dates that would be dropped, and the reports asked for no longer."""
    coming = cycle.dates.to_come(today)
    owed = ReportRequest.objects.visible_to(user).owed().filter(review__in=coming.values("review")).count()
    return {"cycle": cycle, "dates": coming.count(), "owed": owed}


def in_words(cycle: ReviewCycle) -> Context:
    """A cycle's answers as its pages say them. Two queries."""
    return {
        "cycle": cycle,
        "organisations": list(cycle.organisations.order_by("name")),
        "readers": list(cycle.readers.all()),
    }


def works_of(cycle: ReviewCycle, user: Any, today: dt.date) -> list[Work]:
    """The initiatives that belong to a cycle today and that this person may see, with who writes and who clears."""
    seen = with_people(initiatives_of(cycle, today).visible_to(user), today)
    return [Work.of(each) for each in seen[: MOST + 1]]


def with_reports(dates: Any, user: Any) -> Any:
    """Adds how many reports this person may see are asked for each date (`asked`), and are still owed (`owed`)."""
    seen = Q(review__requests__in=ReportRequest.objects.visible_to(user).values("pk"))
    wanted = ~Q(review__requests__state=RequestState.WITHDRAWN)
    return dates.annotate(
        asked=Count("review__requests", filter=seen & wanted),
        owed=Count("review__requests", filter=seen & Q(review__requests__state__in=OWED)),
    )

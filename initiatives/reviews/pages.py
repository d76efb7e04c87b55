"""What the pages about a report show: the rows each of them needs, read in a fixed number of queries."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch

from initiatives.register import not_arrived
from initiatives.register.models import Marking
from initiatives.reviews.answers import differences, doubts_about, lines_of, points_of, sides_of, thawed
from initiatives.reviews.choices import EventKind
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest
from initiatives.reviews.sheet import Sheet
from initiatives.reviews.who import colleagues_for, people_of_the_office
from services.directory.calendars import working_days_of
from services.history.models import Entry
from services.people.models import Membership

Context = dict[str, Any]


def of_report(asked: ReportRequest, user: Any) -> Context:
    """The page of one report, for somebody who may see that it is asked for."""
    asked = whole(asked, not_arrived=not_arrived.column(user.standing.day, "report_request"))
    shown = answers_for(asked, user)
    earlier = list(Report.objects.last_accepted_before(asked, user)[:5])
    return {
        **people_and_marking(asked, shown),
        **(said_in(asked, shown, earlier[0] if earlier else None) if shown else {}),
        "shown": shown,
        "is_draft": shown is not None and asked.is_owed and shown.pk is not None,
        "earlier": earlier,
        "not_arrived": not_arrived.read(asked.not_arrived),
    }


def said_in(asked: ReportRequest, shown: Report, last: Report | None) -> Context:
    """The answers as they are read: aspects and milestones in shapes of their own, the others line by line."""
    is_live = asked.is_owed and shown.pk is not None
    sheet = Sheet.of(asked) if is_live else Sheet.kept(shown)
    apart = {name for name in sheet.names if name.endswith(("_status", "_why")) or name.startswith("milestone_")}
    return {
        "lines": [line for line in lines_of(shown, sheet, last) if line.name not in apart],
        "sides": sides_of(shown, sheet, last),
        "points": points_of(shown, sheet),
    }


def of_writing(asked: ReportRequest, user: Any) -> Context:
    """The page on which it is written: the draft, or a blank that is not kept yet, and last time's answers."""
    asked = whole(asked)
    last = Report.objects.last_accepted_before(asked, user).first()
    row = asked.draft or Report(request_id=asked.pk, version=0, marking=asked.initiative.marking)
    return {**people_and_marking(asked, asked.draft), "row": row, "last": last, "sheet": Sheet.of(asked)}


def of_checking(asked: ReportRequest, user: Any) -> Context:
    """The page before it is sent: each answer, and in words what is different from last time."""
    asked = whole(asked)
    last = Report.objects.last_accepted_before(asked, user).first()
    row = asked.draft
    context = {**people_and_marking(asked, row), "row": row, "last": last}
    if row is None:
        return context
    sheet = Sheet.of(asked)
    return {
        **context,
        "lines": lines_of(row, sheet, last),
        "differences": differences(row, sheet, last),
        "doubts": doubts_about(row, sheet, last),
        "gaps": sheet.gaps(row),
    }


def of_sending(asked: ReportRequest, today: dt.date) -> Context:
    """The page after it was sent: who reads it first."""
    asked = whole(asked)
    return {**people_and_marking(asked, asked.draft), "officers": people_of_the_office(asked, today)}


def of_answering_more_time(asked: ReportRequest) -> Context:
    """The wish for more time that the office answers, or the last one there was."""
    asked = whole(asked)
    return {"asked": asked, "wish": last_of(asked, EventKind.MORE_TIME_ASKED)}


def colleagues(asked: ReportRequest, day: dt.date) -> Any:
    """Those to whom it can be passed on a local date, with their organisations."""
    there = Prefetch("memberships", Membership.objects.on(day).select_related("organisation"))
    return colleagues_for(asked, day).prefetch_related(there)


def of_review(review: LeadershipReview, user: Any) -> Context:
    """A leadership review with those of its reports that the person may see, and what was done about it."""
    requests = review.requests.visible_to(user).for_list()
    falls_due = working_days_of(review.asked_by_id).due(review.due)
    return {
        "review": LeadershipReview.objects.for_page().get(pk=review.pk),
        "reports": list(requests),
        "falls_due": falls_due,
        "entries": Entry.objects.told_on(review),
    }


def whole(asked: ReportRequest, **columns: Any) -> ReportRequest:
    """The same request with everything its page shows, and these columns."""
    return ReportRequest.objects.for_page().annotate(**columns).get(pk=asked.pk)


def answers_for(asked: ReportRequest, user: Any) -> Report | None:
    """The answers this person may read: the draft or the sent ones, or one that came back as it was sent; or none."""
    live = Report.objects.visible_to(user).filter(request=asked.pk).first()
    if live is not None or not asked.is_owed or last_of(asked, EventKind.SENT) is None:
        return live
    sent = ReportEvent.objects.with_answers_for(user).filter(request=asked.pk).first()
    return thawed(sent.answers, asked.pk) if sent else None


def people_and_marking(asked: ReportRequest, shown: Report | None) -> Context:
    """What every page of a report has in its margin and at its head."""
    named = [each.person for each in asked.initiative.named_people.all() if each.person_id in asked.writer_ids]
    writers = dict.fromkeys([*([asked.passed_to] if asked.passed_to else []), *named])
    is_sensitive = asked.initiative.is_sensitive or bool(shown and shown.is_sensitive)
    return {
        "asked": asked,
        "authors": list(writers),
        "events": list(asked.events.all()),
        "last_return": last_return(asked, is_draft=shown.pk is not None) if shown else None,
        "wish": last_of(asked, EventKind.MORE_TIME_ASKED) if asked.wished_due_on else None,
        "marking": (Marking.SENSITIVE if is_sensitive else Marking.OFFICIAL).label,
    }


def last_return(asked: ReportRequest, *, is_draft: bool) -> ReportEvent | None:
    """Who returned it last, and why, if that is still to be answered; for those who read the draft, who put it back too.

    Whoever may not read the answers may not read what was said about them.
    """
    back = last_of(asked, EventKind.RETURNED, *([EventKind.PUT_BACK] if is_draft else []))
    answered = last_of(asked, EventKind.SENT, EventKind.CLEARED)
    return back if back and (answered is None or answered.pk < back.pk) else None


def last_of(asked: ReportRequest, *kinds: str) -> ReportEvent | None:
    """The last event of some kinds, of a request that has been read whole."""
    return next((event for event in reversed(asked.events.all()) if event.kind in kinds), None)


def version_in(posted: Any) -> int:
    """The version of the answers that the page showed; 0, which fits none, if the page did not say."""
    said = posted.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0

"""How every verb takes hold of a report, and how what happened is kept and said.

The state of a request is set by the database from its events, so a verb adds an event and reads the state back.
"""

import datetime as dt
from typing import Any

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.reviews.choices import MOVES, NEXT, EventKind
from initiatives.reviews.models import Report, ReportEvent, ReportRequest
from services.history import actions as history
from services.people.models import User

NOT_SENT = "This report has not been sent yet."
#: What somebody did, after their name.
DID = {
    EventKind.CLEARED: "cleared this",
    EventKind.PUT_BACK: "put this back",
    EventKind.CHANGED: "changed this",
    EventKind.SENT: "sent this",
    EventKind.RETURNED: "returned this",
    EventKind.ACCEPTED: "accepted this",
    EventKind.PRESENTED: "recorded that the leaders met about this",
    EventKind.WITHDRAWN: "stopped asking for this",
}
#: What is said with these is about a draft, and for those who read it and the office that asked.
ABOUT_A_DRAFT = (EventKind.PUT_BACK, EventKind.MORE_TIME_ASKED, EventKind.MORE_TIME_DECLINED)
#: The columns of a request that the database sets from its events.
SET_BY_EVENTS = ["state", "is_ready", "wished_due_on", "days_late"]


def locked(request: ReportRequest) -> ReportRequest:
    """The row as it is now, held until the transaction ends: two people who press at once come one after the other."""
    rows = ReportRequest.objects.select_for_update(of=("self",)).select_related("review", "initiative")
    return rows.get(pk=request.pk)


def tell(asked: ReportRequest, kind: str, by: User | None, at: dt.datetime, **more: Any) -> ReportEvent:
    """Keep that something happened. Raises Refused if the table of allowed steps has no such step from here."""
    state = MOVES.get(kind, asked.state)
    if state not in {asked.state, *NEXT[asked.state]}:
        raise Refused(what_happened(asked, at))
    event = ReportEvent.objects.create(request=asked, kind=kind, by=by, at=at, **more)
    asked.refresh_from_db(fields=SET_BY_EVENTS)
    return event


def last_event(asked: ReportRequest, *kinds: str) -> ReportEvent | None:
    """The last thing that happened, or the last of some kinds."""
    events = asked.events.filter(kind__in=kinds) if kinds else asked.events
    return events.select_related("by").last()


def was_done_by(asked: ReportRequest, by: User, kind: str) -> bool:
    """Whether the last event of a kind is this person's: they have pressed twice."""
    last = last_event(asked, kind)
    return last is not None and last.by_id == by.pk


def what_happened(asked: ReportRequest, at: dt.datetime) -> str:
    """Why a verb does not fit the state: “Dana Whitlock accepted this at 10:26am.”"""
    last = last_event(asked, *MOVES)
    if last is None or last.by is None or last.kind not in DID:
        return NOT_SENT
    when = words.time(last.at)
    if clock.local(last.at).date() != clock.local(at).date():
        when += f" on {words.day(last.at)}"
    return f"{last.by.name} {DID[last.kind]} at {when}."


def record(verb: str, asked: ReportRequest, event: ReportEvent, **more: Any) -> None:
    """The same in the history: for whom, if a deputy did it, and why, unless that must not be told everywhere.

    The history is read by everybody who sees the initiative. What is said about a draft is for those who read the draft.
    """
    verb += f" for {event.for_whom.name}" if event.for_whom else ""
    is_private = asked.is_sensitive or event.kind in ABOUT_A_DRAFT
    history.record(verb, asked, by=event.by, at=event.at, why="" if is_private else event.why, **more)


def draft_of(asked: ReportRequest) -> Report | None:
    """The answers as they are now, or None before anybody wrote any."""
    report = Report.objects.select_related("saved_by").filter(request=asked).first()
    if report is not None:
        report.request = asked
    return report


def refuse_stale(report: Report, expected_version: int | None) -> None:
    """Raises ChangedMeanwhile if somebody saved the answers after this person read them; None: they did not read."""
    if expected_version is not None and report.version != expected_version:
        raise ChangedMeanwhile(report, by=report.saved_by.name, at=report.saved_at)

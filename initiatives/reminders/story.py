"""What people can read of the reminders: per report, what was said to whom, what became of it, and what goes next."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import and_list
from initiatives.register.models import Initiative
from initiatives.reminders import policy, table
from initiatives.reminders.facts import REPORTS_OWED, REPORTS_RETURNED
from initiatives.reminders.models import Reminder
from initiatives.reminders.plan import Fact, nobody_to_tell, plan
from initiatives.reviews.models import ReportRequest
from services.directory.calendars import Calendars
from services.people.models import User

#: Longer than any ladder reaches from its due date, in either direction.
FAR = dt.timedelta(days=370)
OUTCOMES = {
    "waiting": "Waiting to leave",
    "claimed": "Waiting to leave",
    "handing_over": "Waiting to leave",
    "sent": "Sent",
    "delivered": "Delivered",
    "bounced": "Came back: it was not delivered",
    "ambiguous": "May have been delivered",
    "held": "Held back",
    "failed": "Could not be delivered",
}


@dataclass(frozen=True)
class Line:
    """One row of the table: the local date, the stage, who, and how it went. `mark` is sent, failed, ahead or unsaid."""

    day: dt.date
    stage: str
    who: str
    outcome: str
    mark: str = "ahead"
    why: str = ""


@dataclass(frozen=True)
class Story:
    """Everything there is to say about the reminders of one report."""

    request: ReportRequest
    lines: list[Line] = field(default_factory=list)
    next_line: Line | None = None


@policy.read_once()
def of_initiative(initiative: Initiative, today: dt.date) -> list[Story]:
    """A story for each report asked of an initiative, the latest due first."""
    requests = initiative.report_requests.select_related("review").order_by("-due_on", "-id")
    rows = list(Reminder.objects.told_on(initiative))
    about_reports = [
        fact
        for source in (REPORTS_OWED, REPORTS_RETURNED)
        for fact in source.facts_about(source.open_on(today).filter(initiative=initiative), today)
    ]
    ahead = lines_ahead(about_reports, today)
    return [
        _story(request, [row for row in rows if row.subject == request.history_key], ahead, today)
        for request in requests
    ]


def _story(request: ReportRequest, rows: list[Reminder], ahead: dict[str, list[Line]], today: dt.date) -> Story:
    coming = ahead.get(request.history_key, [])
    lines = lines_behind(rows, today) + coming
    following = [line for line in lines if line.mark == "ahead"]
    return Story(request, lines, following[0] if following else None)


def lines_behind(rows: Iterable[Reminder], today: dt.date) -> list[Line]:
    """What was said, or left unsaid and why, and what is ready to go; people told the same on one day share a line."""
    people: dict[tuple[Any, ...], set[str]] = {}
    for row in rows:
        if row.state != "planned" or row.planned_on <= today:
            people.setdefault(_what_became_of(row), set()).add(row.recipient.name)
    keys = sorted(people, key=lambda key: (key[0], key[1].offset if key[1] else 0, key[2]))
    return [
        Line(day, step.in_words if step else "", and_list(sorted(people[key])), outcome, mark, why)
        for key in keys
        for day, step, outcome, mark, why in [key]
    ]


def _what_became_of(row: Reminder) -> tuple[Any, ...]:
    step = table.step_as_it_was(row.kind, row.stage)
    if row.state == "sent":
        mark = "failed" if row.letter.state in ("failed", "bounced", "held") else "sent"
        return clock.local(row.decided_at).date(), step, OUTCOMES.get(row.letter.state, "Not sent"), mark, ""
    if row.state == "planned":
        return row.planned_on, step, "Goes in the next morning’s letter", "ahead", ""
    return row.planned_on, step, "Not sent", "unsaid", row.reason or "A later reminder went instead."


def lines_ahead(facts: list[Fact], today: dt.date) -> dict[str, list[Line]]:
    """By record: what the plan has for the days after today, and where it has nobody to tell."""
    span = (
        policy.in_force(),
        Calendars.known(),
        today + dt.timedelta(days=1),
        max([today, *(fact.due_on for fact in facts)]) + FAR,
    )
    names = dict(
        User.objects.filter(pk__in={one.person for fact in facts for one in fact.listeners}).values_list("pk", "name")
    )
    told: dict[tuple[Any, ...], list[str]] = {}
    for each in plan(facts, *span):
        told.setdefault((each.fact.subject, each.day, each.step), []).append(names[each.person])
    lines: dict[str, list[Line]] = {}
    for (subject, day, step), who in told.items():
        lines.setdefault(subject, []).append(
            Line(day, step.in_words, and_list(sorted(who)), "If it has not been sent by then")
        )
    for each in nobody_to_tell(facts, *span):
        nobody = Line(each.day, each.step.in_words, "Nobody", f"Nobody to tell: {each.why}", "failed")
        lines.setdefault(each.fact.subject, []).append(nobody)
    return {subject: sorted(those, key=lambda line: line.day) for subject, those in lines.items()}


def ladder(kind: str = policy.REPORT_DUE) -> list[tuple[str, str]]:
    """The policy in words: ("20, 10, 5 and 1 working days before it is due", "the people who write its reports")."""
    return [(table.days_in_words(stage), stage.to.who) for stage in policy.in_force() if stage.about == kind]

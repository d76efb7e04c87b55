"""The numbers of the overview. Each is a function one could say aloud, counted in the database in one query.

A number is found by the very method that finds the list it links to (`reviews.filters.Asked`, `Initiatives.live_on`),
so the list has exactly the rows that were counted.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from collab_portal.toolkit.words import count, day, how_far, short_day
from initiatives.dashboards.first import firsts
from initiatives.dashboards.told import Told, with_told
from initiatives.register.models import Initiative, Marking, NamedPerson
from initiatives.reviews.filters import DUE_WITHIN, Asked
from initiatives.reviews.models import LeadershipReview, ReportRequest

LISTED = 10
UNNAMED = Q(is_named=False)
SENSITIVE = "Marked OFFICIAL-SENSITIVE. Read it in the report."


@dataclass(frozen=True)
class Line:
    """A report on the overview: the request, the names of who writes it, what was and will be said about it."""

    request: ReportRequest
    authors: tuple[str, ...]
    told: Told

    @property
    def writer(self) -> str:
        """Who saved the answers last."""
        return self.request.report.saved_by.name

    @property
    def decision(self) -> str:
        """The decision asked for; sensitive words are read on the report's own page, behind its gate."""
        report = self.request.report
        return (report.decision or "Not written yet") if report.marking == Marking.OFFICIAL else SENSITIVE


@dataclass(frozen=True)
class Figure:
    """A number, its words, the address of the rows it counts; `rows` are the first of them, `unnamed` a finding.

    An amount is what the rows of its list add up to, in whole pounds; `said` is how it is written.
    """

    name: str
    value: int
    label: str
    href: str
    note: str = ""
    rows: tuple[Line, ...] = ()
    unnamed: int = 0
    said: str = ""

    @property
    def shown(self) -> str:
        return self.said or f"{self.value:,}"

    @property
    def has_more(self) -> bool:
        return self.value > len(self.rows)


STATES = ("late", "due", "sent", "decisions")
NEXT = "next-decisions"


@dataclass(frozen=True)
class Reports:
    """What is late, due next, waits for an answer, the decisions asked for, and those of them for the next reviews."""

    late: Figure
    due: Figure
    sent: Figure
    decisions: Figure
    wanted: Figure


def reports(user: Any, today: dt.date, reviews: Sequence[LeadershipReview] = ()) -> Reports:
    """The lists of reports on a local date, counted in one query; their first rows are read in another.

    `reviews` are the next ones, with their numbers (`pictures.decide.next_reviews`).
    """
    authors = NamedPerson.objects.current_on(today).filter(initiative=OuterRef("initiative"), duty="author")
    lists = {state: Asked(state, "").find(user, today).annotate(is_named=Exists(authors)) for state in STATES}
    found = firsts(lists, LISTED, unnamed=UNNAMED)
    wanted = [pk for review in reviews for pk in review.numbers["ids"] or []][:LISTED]
    lines = lines_of({pk for ids, _ in found.values() for pk in ids} | set(wanted), user, authors, today)
    late, due, sent, decisions = (
        (numbers["in_all"], numbers["unnamed"], tuple(lines[pk] for pk in ids))
        for ids, numbers in (found[state] for state in STATES)
    )
    return Reports(
        late_reports(*late, today),
        reports_due(*due),
        reports_to_answer(*sent),
        decisions_waiting(*decisions),
        decisions_wanted(tuple(lines[pk] for pk in wanted), reviews),
    )


def lines_of(ids: set[int], user: Any, authors: QuerySet, today: dt.date) -> dict[int, Line]:
    """Reports by their id, with who is named to write them and what was said about them."""
    asked = ReportRequest.objects.visible_to(user).filter(pk__in=ids).for_list().select_related("report__saved_by")
    return {row.pk: Line(row, tuple(row.author_names), Told.of(row, today)) for row in with_told(asked, authors, today)}


def late_reports(value: int, unnamed: int, rows: tuple[Line, ...], today: dt.date) -> Figure:
    """Reports owed that were due before a local date, the longest late first, among those the person may see."""
    note = f"Longest: {how_far(rows[0].request.due_on, today)}" if rows else "All reports due so far are in"
    label = "report is late" if value == 1 else "reports are late"
    return Figure("late", value, label, list_of("late"), note, rows, unnamed)


def reports_due(value: int, unnamed: int, rows: tuple[Line, ...]) -> Figure:
    """Reports owed that fall due from a local date until 20 working days later, nearest first."""
    note = f"Nearest: {day(rows[0].request.due_on)}" if rows else "Nothing is due"
    label = f"{'report' if value == 1 else 'reports'} due in the next {DUE_WITHIN} working days"
    return Figure("due", value, label, list_of("due"), note, rows, unnamed)


def reports_to_answer(value: int, unnamed: int, rows: tuple[Line, ...]) -> Figure:
    """Reports that were sent and are neither accepted nor returned yet."""
    label = "report to accept or return" if value == 1 else "reports to accept or return"
    return Figure("sent", value, label, list_of("sent"), "", rows, unnamed)


def decisions_waiting(value: int, unnamed: int, rows: tuple[Line, ...]) -> Figure:
    """Decisions that a sent report asks for and that leaders have not met about yet."""
    note = f"Asked for in {count(value, 'report')}" if value else "No report asks for one"
    label = "decision is waiting" if value == 1 else "decisions are waiting"
    return Figure("decisions", value, label, list_of("decisions"), note, rows, unnamed)


def decisions_wanted(rows: tuple[Line, ...], reviews: Sequence[LeadershipReview]) -> Figure:
    """Decisions asked for at the next review of each board, and how many of its reports have not come."""
    value, owed = (sum(review.numbers[name] for review in reviews) for name in ("asking", "owed"))
    when = short_day(reviews[0].when) if len(reviews) == 1 else "the next reviews" if reviews else "the next review"
    note = f"{count(owed, 'report')} not come yet" if owed else "Every report has come"
    label = f"{'decision' if value == 1 else 'decisions'} for {when}"
    return Figure("wanted", value, label, list_of(NEXT), note if reviews else "No review is ahead", rows)


def list_of(state: str) -> str:
    """The address of the reports in one state of the list."""
    return f"{reverse('reports:reports')}?{urlencode({'state': state})}"


@dataclass(frozen=True)
class Group:
    """Live initiatives with the same stage, status and lead, and with a late report or none. No `slug`: no one lead."""

    stage: str
    status: str
    slug: str
    lead: str
    kind: str
    is_joint: bool
    is_late: bool
    number: int


def live_initiatives(user: Any, today: dt.date) -> tuple[Group, ...]:
    """Live work the person may see on a local date, grouped by stage, status, lead and lateness, in one query."""
    columns = ("stage", "status", "lead__slug", "lead__short_name", "lead__kind", "is_jointly_led", "is_late")
    found = Initiative.objects.visible_to(user).live_on(today).with_lateness(today).order_by()
    groups = found.values_list(*columns).annotate(number=Count("pk"))
    return tuple(Group(*("" if part is None else part for part in row)) for row in groups)


def live_work(groups: Iterable[Group]) -> Figure:
    """The number of live initiatives, with what their last reports said, from `live_initiatives`."""
    groups = tuple(groups)
    value = sum(group.number for group in groups)
    label = "live initiative" if value == 1 else "live initiatives"
    return Figure("live", value, label, live_where(), said_of(groups))


def said_of(groups: Iterable[Group]) -> str:
    """ "3 on track, 1 off track", in the order of worry, leaving out what there is none of."""
    words = {"off_track": "off track", "at_risk": "at risk", "on_track": "on track", "not_reported": "not reported yet"}
    numbers = dict.fromkeys(words, 0)
    for group in groups:
        numbers[group.status] += group.number
    return ", ".join(f"{number:,} {words[status]}" for status, number in numbers.items() if number)


def live_where(**asked: str) -> str:
    """The address of the live initiatives, narrowed by what the list can be asked for: stage, lead."""
    return f"{reverse('register:initiatives')}?{urlencode({'standing': 'live', **asked})}"

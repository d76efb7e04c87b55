"""Who answers on time: the reports due in the last 12 months, by the organisation that leads the work."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from collab_portal.toolkit.charts.stacks import Kind, Piece, Row, stack_chart
from collab_portal.toolkit.dates import VagueDate, months_before, whole_months_before
from collab_portal.toolkit.words import NOT_KNOWN, count, day, sentence
from initiatives.dashboards.answers import number
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Part, Picture, line
from initiatives.reviews.filters import JOINTLY, Asked
from initiatives.reviews.filters import NOT_KNOWN as NO_LEAD

ON_TIME, LATE = Kind("Sent on time", "solid"), Kind("Sent late", "hatched")
MISSING = Kind("Not sent", "open")
STATES = {ON_TIME: "year-on-time", LATE: "year-late", MISSING: "year-missing"}
#: The same in the list of a month, which is no part of the last 12 months to the day.
IN_A_MONTH = {ON_TIME: "on-time", LATE: "sent-late", MISSING: "not-sent"}
TITLE = "Reports due in the last 12 months, by lead"


@dataclass(frozen=True)
class Punctuality:
    """An organisation, by slug and name, and how its reports came."""

    slug: str
    name: str
    numbers: dict[Kind, int]

    @property
    def in_all(self) -> int:
        return sum(self.numbers.values())

    @property
    def share(self) -> float:
        """Of its reports, how many came on time: 0 to 1."""
        return self.numbers[ON_TIME] / self.in_all

    def piece(self, kind: Kind) -> Piece:
        return Piece(kind, self.numbers[kind], where(STATES[kind], self.slug))


def who_answers_on_time(user: Any, today: dt.date) -> Picture:
    """Punctuality by lead, for the 12 months that end the day before a local date; and by whole month. In six queries."""
    leads = punctuality(user, today)
    totals = {kind: sum(each.numbers[kind] for each in leads) for kind in STATES}
    in_all = sum(totals.values())
    answer = how_many_on_time(leads, totals[ON_TIME], in_all)
    rows = [Row(each.name, tuple(map(each.piece, STATES)), f"{percent(each)}% on time") for each in leads]
    since, until = day(months_before(today, 12)), day(today - dt.timedelta(days=1))
    return Picture(
        answer=answer,
        chart=stack_chart("punctual", TITLE, answer, tuple(STATES), rows) if leads else None,
        heads=("Lead", "Reports due", *(kind.label for kind in STATES), "% on time"),
        rows=tuple(map(lead_line, leads)),
        scope=f"{count(in_all, 'report')} due from {since} to {until}, of initiatives you can see.",
        notes=(
            "On time: first sent by the day it was due, or by the later day where more time was given. One that was returned after that still counts.",
            "Late reports are this figure: one that is not sent yet counts against its lead.",
        ),
        facts=tuple(Fact(totals[kind], kind.label.lower(), where(STATES[kind])) for kind in STATES),
        parts=by_month(user, today),
    )


def punctuality(user: Any, today: dt.date) -> list[Punctuality]:
    """The leads, who answers on time least often first; work led jointly and work without a known lead come last."""
    numbers, names = {kind: Counter() for kind in STATES}, {}
    for kind, state in STATES.items():
        found = Asked(state, "").find(user, today).order_by().select_related(None)
        columns = ("initiative__lead__slug", "initiative__lead__short_name", "initiative__is_jointly_led")
        for slug, name, is_joint, value in found.values_list(*columns).annotate(number=Count("pk")):
            key = slug or (JOINTLY if is_joint else NO_LEAD)
            names[key] = name or ("Led jointly" if is_joint else sentence(f"lead {NOT_KNOWN}"))
            numbers[kind][key] += value
    leads = [Punctuality(key, names[key], {kind: numbers[kind][key] for kind in STATES}) for key in names]
    return sorted(leads, key=lambda each: (each.slug in (JOINTLY, NO_LEAD), each.share, -each.in_all, each.name))


def by_month(user: Any, today: dt.date) -> tuple[Part, ...]:
    """The 12 whole months before that of a local date, each with what fell due in it; no part where nothing did."""
    months = whole_months_before(today, 12)
    last = today.replace(day=1) - dt.timedelta(days=1)
    numbers = {}
    for kind, state in IN_A_MONTH.items():
        found = Asked(state, "").find(user, today).select_related(None)
        numbers[kind] = Counter(dict(found.that_fell_due(months[0], last).by_month()))
    if not any(counted.total() for counted in numbers.values()):
        return ()
    each = [Month(first, {kind: numbers[kind][first] for kind in IN_A_MONTH}) for first in months]
    heading = "Reports due by month"
    description = which_month_was_worst(each)
    rows = [Row(month.name, tuple(map(month.piece, IN_A_MONTH))) for month in each]
    return (
        Part(
            name="months",
            heading=heading,
            heads=("Month", "Reports due", *(kind.label for kind in IN_A_MONTH)),
            rows=tuple(month.line for month in each),
            chart=stack_chart("months", "Reports due in each of 12 whole months", description, tuple(IN_A_MONTH), rows),
            note=f"{description} Months are whole: the last that is over is {each[-1].name}.",
        ),
    )


@dataclass(frozen=True)
class Month:
    """A calendar month, by its first day, and how the reports that fell due in it came."""

    first: dt.date
    numbers: dict[Kind, int]

    @property
    def name(self) -> str:
        return str(VagueDate(f"{self.first:%Y-%m}"))

    @property
    def in_all(self) -> int:
        return sum(self.numbers.values())

    @property
    def not_on_time(self) -> int:
        return self.in_all - self.numbers[ON_TIME]

    def href(self, state: str = "") -> str:
        return where(state, month=f"{self.first:%Y-%m}")

    def piece(self, kind: Kind) -> Piece:
        return Piece(kind, self.numbers[kind], self.href(IN_A_MONTH[kind]))

    @property
    def line(self) -> Line:
        cells = [Cell(self.numbers[kind], self.href(state)) for kind, state in IN_A_MONTH.items()]
        return line(self.name, Cell(self.in_all, self.href()), *cells)


def which_month_was_worst(months: Sequence[Month]) -> str:
    """“Most came late or not at all in May 2014: 4 of 6.” Of months alike, the latest is named."""
    worst = max(reversed(months), key=lambda month: month.not_on_time)
    if not worst.not_on_time:
        return "All that fell due in these months came on time."
    return f"Most came late or not at all in {worst.name}: {number(worst.not_on_time)} of {number(worst.in_all)}."


def lead_line(each: Punctuality) -> Line:
    cells = [Cell(each.numbers[kind], where(state, each.slug)) for kind, state in STATES.items()]
    return line(each.name, Cell(each.in_all, where("year", each.slug)), *cells, f"{percent(each)}%")


def percent(each: Punctuality) -> int:
    """In whole per cent; never 100 or 0 unless it is all or none."""
    whole = round(100 * each.share)
    return whole if each.share in (0, 1) else min(max(whole, 1), 99)


def how_many_on_time(leads: Sequence[Punctuality], on_time: int, in_all: int) -> str:
    """“31 of 40 reports came on time. Least often those that Cheshire Fire leads: 2 of 6.”"""
    if not in_all:
        return "No report was due in the last 12 months that you can see."
    if in_all == 1:
        return f"The one report that was due {'came' if on_time else 'did not come'} on time."
    said = f"{sentence(number(on_time))} of {count(in_all, 'report')} came on time."
    if on_time == in_all:
        return said
    named = [each for each in leads if each.slug not in (JOINTLY, NO_LEAD)]
    least = [each for each in named if each.share == named[0].share]
    if len(named) < 2 or len(least) != 1:
        return said
    return f"{said} Least often from {least[0].name}: {number(least[0].numbers[ON_TIME])} of {least[0].in_all:,}."


def where(state: str, lead: str = "", month: str = "") -> str:
    """The list of those reports."""
    asked = {name: value for name, value in {"state": state, "lead": lead, "month": month}.items() if value}
    return f"{reverse('reports:reports')}?{urlencode(asked)}"

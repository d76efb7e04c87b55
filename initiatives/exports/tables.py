"""The tables themselves: their columns, and their rows from what a person may see on the day of their standing.

Rows come through the same querysets as the pages, a chunk at a time, so that ten thousand need no more memory than ten.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate, year_in_words
from collab_portal.toolkit.spreadsheets import Column, Sheet, Sort
from collab_portal.toolkit.words import and_list
from initiatives.benefits.amounts import rhythm
from initiatives.benefits.choices import BenefitKind, BenefitStatus, Confidence, ReadingState, Unit
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.quarters import Quarter
from initiatives.costs.choices import CostKind, CostStage
from initiatives.costs.models import Cost
from initiatives.exports.choices import What
from initiatives.exports.models import Export
from initiatives.register.choices import Theme
from initiatives.register.models import Initiative
from initiatives.reviews.models import LeadershipReview

AT_ONCE = 500
KINDS, UNITS, STATUSES = dict(BenefitKind.choices), dict(Unit.choices), dict(BenefitStatus.choices)
COST_KINDS, COST_STAGES = dict(CostKind.choices), dict(CostStage.choices)
CONFIDENCES, READING_STATES = dict(Confidence.choices), dict(ReadingState.choices)
DAY, NUMBER = Sort.DAY, Sort.NUMBER
WHOSE = [Column("Organisation", width=34), Column("Initiative reference"), Column("Initiative", width=40)]


def sheets_of(export: Export, user: Any) -> list[Sheet]:
    """The tables of an export, for its person on its day."""
    make: dict[str, Callable[[Export, Any], list[Sheet]]] = {
        What.EXTENT: extent,
        What.COSTS_AND_BENEFITS: costs_and_benefits,
        What.UPDATE: update,
    }
    return make[export.what](export, user)


def about(export: Export, user: Any) -> list[str]:
    """What the first page of a workbook says."""
    day = VagueDate.on(export.day)
    said = {
        What.EXTENT: "Work that is live, parked or closed. Drafts are left out.",
        What.COSTS_AND_BENEFITS: (
            f"Claimed and confirmed values are those of {year_in_words(export.year)}; costs are of every year. Amounts of different types, units or "
            "rhythms, plan and actual costs, and plan, claimed and confirmed values, must not be added up."
        ),
        What.UPDATE: f"What is new since {VagueDate.on(export.since)}." if export.since else "",
    }
    return [
        export.get_what_display(),
        f"What {user.name} may see, as at {day}. Somebody else may see more or less.",
        said[export.what],
        "Made by the Collaboration Portal. An empty cell is not known.",
    ]


def last_review_before(user: Any, day: dt.date) -> dt.date:
    """The day of the last leadership review this person can see that was held before a local date; else three months back."""
    return LeadershipReview.objects.visible_to(user).last_held_before(day)[1]


# ---------------------------------------------------------------- the extent
EXTENT = [
    Column("Reference", width=12), Column("Initiative", width=40), Column("Purpose", width=60), Column("Themes", width=24),
    Column("Stage"), Column("Standing", width=12), Column("Status"), Column("Reported on", DAY, 14),
    Column("Lead", width=34), Column("Takes part", width=60), Column("Organisations", NUMBER, 14), Column("Began", width=16),
    Column("Ended", width=16), Column("Next report due", DAY, 16), Column("Marking", width=20),
]  # fmt: skip


def extent(export: Export, user: Any) -> list[Sheet]:
    """One row for each initiative."""
    found = Initiative.objects.registered().visible_to(user).for_list(export.day).order_by("ref", "pk")
    rows = (of_initiative(each) for each in found.iterator(chunk_size=AT_ONCE))
    return [Sheet("Extent of collaboration", EXTENT, rows, found.count())]


def of_initiative(work: Initiative) -> Sequence[Any]:
    partners = [part.organisation.name for part in work.partners_now]
    themes = and_list(Theme(each).label for each in work.themes)
    lead = "Led jointly" if work.is_jointly_led else work.lead.name if work.lead else None
    return (
        work.ref, work.name, work.purpose, themes, work.get_stage_display(), work.get_standing_display(),
        work.get_status_display(), work.status_on, lead, "; ".join(sorted(partners)), len(partners),
        in_words(work.started_on), in_words(work.ended_on), work.next_due_on, work.get_marking_display(),
    )  # fmt: skip


def in_words(vague: VagueDate | None) -> str | None:
    """A date no more precise than it is; so it is words, not a date."""
    return str(vague) if vague else None


# ---------------------------------------------------------------- costs and benefits
LINE = [
    Column("Benefit", width=40), Column("Type", width=24), Column("Owner", width=24), Column("Measure", width=30),
    Column("Counted in"), Column("How often", width=12), Column("Prices of", width=12), Column("Baseline", NUMBER, 16),
    Column("Target", NUMBER, 16), Column("Target by", DAY, 14),
]  # fmt: skip


def costs_and_benefits(export: Export, user: Any) -> list[Sheet]:
    """What each organisation bears, in every financial year; and each of its benefits, with what the one year brought."""
    return [costs(user), standing(export, user, "Benefits by organisation")]


COSTS = [
    Column("Financial year", width=14), Column("Kind of cost", width=14), Column("Plan or actual", width=14),
    Column("Amount", Sort.POUNDS, 18), Column("Where it can be looked up", width=40), Column("Note", width=40),
]  # fmt: skip
OF_COST = (
    "organisation__name",
    "initiative__ref",
    "initiative__name",
    "year",
    "kind",
    "stage",
    "amount",
    "source",
    "note",
)


def costs(user: Any) -> Sheet:
    """One row for each amount that was planned or paid."""
    found = Cost.objects.visible_to(user)
    ordered = found.order_by("organisation__name", "initiative__ref", "-year", "kind", "stage", "pk")
    return Sheet("Costs by organisation", [*WHOSE, *COSTS], map(of_cost, narrow(ordered, *OF_COST)), found.count())


def of_cost(row: tuple[Any, ...]) -> Sequence[Any]:
    """As OF_COST names them, in words."""
    *whose, year, kind, stage, amount, source, note = row
    return *whose, year_in_words(year), COST_KINDS[kind], COST_STAGES[stage], amount, source or None, note or None


def standing(export: Export, user: Any, name: str) -> Sheet:
    """Each benefit with its plan, and with what was confirmed and what waits in the financial year."""
    year = year_in_words(export.year)
    amounts = [Column(f"Confirmed {year}", NUMBER, 16), Column(f"Claimed {year}", NUMBER, 16)]
    columns = [*WHOSE, *LINE, Column("Status", width=16), Column("Confidence", width=12), *amounts]
    found = Benefit.objects.visible_to(user).with_amounts(export.year)
    ordered = found.order_by("organisation__name", "initiative__ref", "title", "pk")
    return Sheet(name, columns, map(of_benefit, narrow(ordered, *OF_BENEFIT)), found.count())


#: Narrow rows: tens of thousands of whole records take longer to make than to write.
WHOSE_COLUMNS = ("organisation__name", "initiative__ref", "initiative__name", "title", "kind")
OF_BENEFIT = (
    *WHOSE_COLUMNS, "owner__name", "measure", "unit", "is_recurring", "price_year", "baseline_value", "target_value",
    "target_on", "status", "confidence", "confirmed", "claimed",
)  # fmt: skip


def narrow(found: QuerySet, *columns: str) -> Iterator[tuple[Any, ...]]:
    """These columns of each row, a chunk at a time."""
    return found.values_list(*columns).iterator(chunk_size=AT_ONCE)


def of_benefit(row: tuple[Any, ...]) -> Sequence[Any]:
    """As OF_BENEFIT names them, in words."""
    *whose, kind, owner, measure, unit, often, prices, baseline, target, by, status, confidence, confirmed, claimed = (
        row
    )
    return (
        *whose, KINDS[kind], owner, measure, UNITS[unit], rhythm(often), prices or None, baseline, target, by,
        STATUSES[status], CONFIDENCES.get(confidence), confirmed, claimed,
    )  # fmt: skip


# ---------------------------------------------------------------- the update
NEWS = [
    Column("Benefit", width=40), Column("Type", width=24), Column("Quarter", width=26), Column("Value", NUMBER, 16),
    Column("Counted in"), Column("How often", width=12), Column("What became of it", width=18),
    Column("Claimed by", width=24), Column("Claimed on", DAY, 14), Column("Answered by", width=24),
    Column("Answered on", DAY, 14), Column("Reason", width=40),
]  # fmt: skip


def update(export: Export, user: Any) -> list[Sheet]:
    """What is new since a day, and where each benefit stands now."""
    return [news(export, user), standing(export, user, "Where each benefit stands")]


def news(export: Export, user: Any) -> Sheet:
    """Each value that was claimed or answered after a local date, up to the end of the export's day."""
    after, until = (clock.at(day + dt.timedelta(days=1), 0) for day in (export.since or export.day, export.day))
    new = Q(claimed_at__gte=after, claimed_at__lt=until) | Q(answered_at__gte=after, answered_at__lt=until)
    found = BenefitReading.objects.visible_to(user).filter(new)
    line = ("benefit__organisation__name", "benefit__initiative__ref", "benefit__title")
    ordered = found.order_by(*line, "year", "quarter", "pk")
    rows = map(of_reading, narrow(ordered, *(f"benefit__{name}" for name in OF_NEWS), *OF_READING))
    return Sheet("What is new", [*WHOSE, *NEWS], rows, found.count())


OF_NEWS = (*WHOSE_COLUMNS, "unit", "is_recurring")
OF_READING = (
    "year", "quarter", "value", "state", "claimed_by__name", "claimed_at", "answered_by__name", "answered_at",
    "answer_reason", "correction",
)  # fmt: skip


def of_reading(row: tuple[Any, ...]) -> Sequence[Any]:
    """As OF_NEWS and OF_READING name them, in words."""
    *whose, kind, unit, often, year, quarter, value, state, who, at, answerer, answered_at, reason, correction = row
    return (
        *whose, KINDS[kind], in_full(year, quarter), value, UNITS[unit], rhythm(often), READING_STATES[state], who,
        clock.local(at).date(), answerer, clock.local(answered_at).date() if answered_at else None,
        reason or correction or None,
    )  # fmt: skip


@lru_cache(maxsize=400)
def in_full(year: int, quarter: int) -> str:
    """April to June 2014."""
    return str(Quarter(year, quarter))

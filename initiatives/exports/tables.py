"""The tables themselves: their columns, and their rows from what a person may see on the day of their standing.

Rows come through the same querysets as the pages, a chunk at a time, so that ten thousand need no more memory than ten.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Q

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.sheets import Column, Sheet, Sort
from collab_portal.toolkit.words import and_list
from initiatives.benefits.amounts import rhythm
from initiatives.benefits.choices import Unit
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.quarters import year_in_words
from initiatives.exports.choices import What
from initiatives.exports.models import Export
from initiatives.register.choices import Theme
from initiatives.register.models import Initiative
from initiatives.reviews.models import LeadershipReview

AT_ONCE = 500
DAY, NUMBER = Sort.DAY, Sort.NUMBER
#: Where no leadership review has been held yet, an update tells of so many days.
WITHOUT_A_REVIEW = dt.timedelta(days=91)
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
            f"Claimed and confirmed values are those of {year_in_words(export.year)}. Amounts of different types, units or "
            "rhythms, and plan, claimed and confirmed values, must not be added up."
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
    """The day of the last leadership review this person can see that was held by a local date; else three months back."""
    held = LeadershipReview.objects.visible_to(user).filter(held_on__lte=day).order_by("-held_on")
    return held.values_list("held_on", flat=True).first() or day - WITHOUT_A_REVIEW


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
    """One row for each benefit of each organisation, with what the financial year brought."""
    return [standing(export, user, "Benefits by organisation")]


def standing(export: Export, user: Any, name: str) -> Sheet:
    """Each benefit with its plan, and with what was confirmed and what waits in the financial year."""
    year = year_in_words(export.year)
    amounts = [Column(f"Confirmed {year}", NUMBER, 16), Column(f"Claimed {year}", NUMBER, 16)]
    columns = [*WHOSE, *LINE, Column("Status", width=16), Column("Confidence", width=12), *amounts]
    found = Benefit.objects.visible_to(user).for_list(export.year)
    ordered = found.order_by("organisation__name", "initiative__ref", "title", "pk")
    return Sheet(name, columns, (of_benefit(each) for each in ordered.iterator(chunk_size=AT_ONCE)), ordered.count())


def of_benefit(line: Benefit) -> Sequence[Any]:
    return (
        *whose(line), line.title, line.get_kind_display(), line.owner.name, line.measure, *counted(line),
        line.price_year or None, line.baseline_value, line.target_value, line.target_on, line.get_status_display(),
        line.get_confidence_display() or None, line.confirmed, line.claimed,
    )  # fmt: skip


def whose(line: Benefit) -> Sequence[str]:
    return line.organisation.name, line.initiative.ref, line.initiative.name


def counted(line: Benefit) -> Sequence[str]:
    return Unit(line.unit).label, rhythm(line.is_recurring)


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
    people = ("benefit__organisation", "benefit__initiative", "claimed_by", "answered_by")
    found = BenefitReading.objects.visible_to(user).filter(new).select_related(*people)
    line = ("benefit__organisation__name", "benefit__initiative__ref", "benefit__title")
    ordered = found.order_by(*line, "year", "quarter", "pk")
    rows = rows_of_news(ordered.iterator(chunk_size=AT_ONCE))
    return Sheet("What is new", [*WHOSE, *NEWS], rows, ordered.count())


def rows_of_news(readings: Iterator[BenefitReading]) -> Iterator[Sequence[Any]]:
    for each in readings:
        line, answered = each.benefit, each.answered_by
        yield (
            *whose(line), line.title, line.get_kind_display(), str(each.when), each.value, *counted(line),
            each.get_state_display(), each.claimed_by.name, clock.local(each.claimed_at).date(),
            answered.name if answered else None, clock.local(each.answered_at).date() if each.answered_at else None,
            each.answer_reason or each.correction or None,
        )  # fmt: skip

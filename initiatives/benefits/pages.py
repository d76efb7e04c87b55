"""What the pages about benefits show, gathered through the querysets."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects

from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.words import and_list
from initiatives.benefits.amounts import rhythm
from initiatives.benefits.choices import BenefitKind, ReadingState, Unit
from initiatives.benefits.doubles import Double, doubles_of
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.quarters import Quarter
from initiatives.benefits.sums import ALWAYS, Key, Stage, Sum
from initiatives.register.models import Initiative
from services.access.roles import Role
from services.directory.models import Organisation
from services.history.models import Entry
from services.people.models import User

CLAIMED, CONFIRMED = ReadingState.CLAIMED, ReadingState.CONFIRMED


@dataclass(frozen=True)
class Amounts:
    """Lines that may be added up, and what they come to: what it is in words, their number and how many have a plan, and a sum of each stage.

    `expected` is there only for a list of what is planned for some quarters.
    """

    kind: str
    what: str
    lines: int
    planned: int
    plan: Sum
    confirmed: Sum
    claimed: Sum
    expected: Sum | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Amounts":
        """From a row of `Benefits.sums`."""
        kind, often, unit, measure = row["kind"], row["is_recurring"], row["unit"], row["counts"]
        sums = {
            stage: Sum(Key.of(kind, often, unit, measure, stage), Decimal(row[f"in_{stage.value}"]))
            for stage in Stage
            if stage in ALWAYS or "in_expected" in row
        }
        counted = measure or Unit(unit).label
        return cls(
            BenefitKind(kind).label,
            f"{counted} {rhythm(often)}{in_prices_of(row['prices'])}",
            row["lines"],
            row["planned"],
            sums[Stage.PLAN],
            sums[Stage.CONFIRMED],
            sums[Stage.CLAIMED],
            sums.get(Stage.EXPECTED),
        )


def in_prices_of(years: Iterable[str]) -> str:
    """ ", in the prices of 2013/14 and 2014/15", which are not converted; empty for what is not in pounds."""
    return f", in the prices of {and_list(years)}" if years else ""


@dataclass(frozen=True)
class Line:
    """A benefit with what finance confirmed last and what waits, for the page of an initiative."""

    benefit: Benefit
    latest: BenefitReading | None
    waiting: tuple[BenefitReading, ...]


def lines_of(initiative: Initiative, user: Any) -> list[tuple[Organisation, list[Line]]]:
    """The benefits of an initiative that a person may see, by organisation. Two queries."""
    found = initiative.benefits.visible_to(user).select_related("organisation", "owner", "initiative")
    benefits = list(found.order_by("organisation__name", "title", "pk"))
    readings = BenefitReading.objects.of_any(benefits).that_count().for_page()
    by_benefit: dict[int, list[BenefitReading]] = {each.pk: [] for each in benefits}
    for reading in readings:
        by_benefit[reading.benefit_id].append(reading)
    lines = [line_of(each, by_benefit[each.pk]) for each in benefits]
    return [
        (organisation, list(own)) for organisation, own in groupby(lines, key=lambda line: line.benefit.organisation)
    ]


def line_of(benefit: Benefit, readings: Iterable[BenefitReading]) -> Line:
    """One line, from its readings that count, the latest quarter first."""
    readings = list(readings)
    for each in readings:
        each.benefit = benefit
    confirmed = [each for each in readings if not each.is_claimed]
    return Line(benefit, confirmed[0] if confirmed else None, tuple(each for each in readings if each.is_claimed))


def of_benefit(benefit: Benefit, user: Any, today: dt.date) -> dict[str, Any]:
    """One benefit: its readings, its plan by quarter, what this financial year brought so far, its timeline."""
    readings = list(benefit.readings.for_page())
    for each in readings:
        each.benefit = benefit
    prefetch_related_objects([benefit], "profile")
    year = year_of(today)
    amounts = Benefit.objects.with_amounts(year).get(pk=benefit.pk)
    return {
        "benefit": benefit,
        "readings": readings,
        "profile": profile_of(benefit, readings),
        "plan_years": years_to_plan(benefit, today),
        "doubles": doubles_of(benefit, user),
        "nobody_confirms": any(each.is_claimed for each in readings) and not finance_of(benefit, today).exists(),
        "year": year_in_words(year),
        "confirmed": benefit.said(amounts.confirmed) if amounts.confirmed else "none",
        "claimed": benefit.said(amounts.claimed) if amounts.claimed else "none",
        "entries": Entry.objects.told_about([benefit, *readings]),
    }


@dataclass(frozen=True)
class QuarterOfPlan:
    """One quarter: what was planned, what finance confirmed and what waits, each in words."""

    when: Quarter
    planned: str
    confirmed: str
    claimed: str


@dataclass(frozen=True)
class YearOfPlan:
    """The quarters of one financial year with a plan or a value, and what was planned for the year in all."""

    year: str
    quarters: tuple[QuarterOfPlan, ...]
    planned: str


def profile_of(benefit: Benefit, readings: Iterable[BenefitReading]) -> list[YearOfPlan]:
    """The plan of a benefit beside what came of it, the earliest year first; nothing where nothing is planned by quarter."""
    planned = {each.when: each.value for each in benefit.profile.all()}
    counted = {(each.when, each.state): each for each in readings if each.state in (CLAIMED, CONFIRMED)}
    quarters = sorted({*planned, *(when for when, _ in counted)}) if planned else []
    years = []
    for year, those in groupby(quarters, key=lambda each: each.year):
        rows = tuple(
            QuarterOfPlan(
                each,
                benefit.said(planned[each]) if each in planned else "none",
                shown(counted.get((each, CONFIRMED))),
                shown(counted.get((each, CLAIMED))),
            )
            for each in those
        )
        whole = sum((value for each, value in planned.items() if each.year == year), Decimal(0))
        years.append(YearOfPlan(year_in_words(year), rows, benefit.said(whole)))
    return years


def shown(reading: BenefitReading | None) -> str:
    """A value in words, or none."""
    return reading.shown if reading else "none"


def years_to_plan(benefit: Benefit, today: dt.date) -> list[tuple[int, str]]:
    """The financial years that can be planned on a local date: from the one before to the one after the target's."""
    this = year_of(today)
    last = max(this + 1, min(year_of(benefit.target_on) + 1, this + 10)) if benefit.target_on else this + 1
    return [(year, year_in_words(year)) for year in range(this - 1, last + 1)]


def finance_of(benefit: Benefit, today: dt.date) -> Any:
    """Active finance officers of the organisation that gains, on a local date."""
    return User.objects.holding(frozenset({Role.FINANCE}), {benefit.organisation_id}, today)


def of_reading(reading: BenefitReading, user: Any) -> dict[str, Any]:
    """What finance has to know to answer a claim: the plan, what was confirmed before, and what may count the same."""
    same = {"year": reading.year, "quarter": reading.quarter}
    planned = reading.benefit.profile.filter(**same).first()
    earlier = reading.benefit.readings.filter(state=CONFIRMED, **same).first()
    return {
        "reading": reading,
        "planned": reading.benefit.said(planned.value) if planned else "",
        "earlier": reading.benefit.said(earlier.value) if earlier and reading.is_claimed else "",
        "doubles": doubles_of(reading.benefit, user, reading.when),
    }


def what_comes_of_a_claim(benefit: Benefit, today: dt.date) -> str:
    """The sentence after a claim: who confirms it, or that there is nobody."""
    name = benefit.organisation.name
    if finance_of(benefit, today).exists():
        return f"The value is claimed. A finance officer of {name} finds it on their page and confirms or rejects it."
    return f"The value is claimed, but {name} has no finance officer here yet. A portal administrator can name one."


def looks_like(initiative: Initiative, user: Any, row: Benefit | None = None) -> Callable[..., list[Double]]:
    """How a form asks which lines of other work may count what is being typed for this one."""

    def looks(organisation: str, typed: dict[str, str]) -> list[Double]:
        if not organisation.isdecimal() or not all(typed[name] for name in ("kind", "unit", "measure")):
            return []
        kept = {"pk": row.pk, "is_recurring": row.is_recurring} if row else {}
        line = Benefit(initiative=initiative, organisation_id=int(organisation[:9]), **typed, **kept)
        return doubles_of(line, user)

    return looks


def who_may_gain(initiative: Initiative, user: Any, today: dt.date) -> dict[str, Any]:
    """For the form of a new line: the organisations this person writes for that take part, and their people."""
    organisations = user.standing.editor_ids & initiative.organisation_ids_on(today)
    return {
        "organisations": Organisation.objects.filter(pk__in=organisations).order_by("name"),
        "people": people_of(organisations, today),
    }


def people_of(organisations: Iterable[int], today: dt.date) -> Any:
    """Active people of these organisations on a local date, by name."""
    return User.objects.active().belonging_to(set(organisations), today).order_by("name")

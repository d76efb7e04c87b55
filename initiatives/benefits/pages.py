"""What the pages about benefits show, gathered through the querysets."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from collab_portal.toolkit.dates import year_in_words, year_of
from initiatives.benefits.amounts import rhythm
from initiatives.benefits.choices import BenefitKind, Unit
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.sums import Key, Stage, Sum
from initiatives.register.models import Initiative
from services.directory.models import Organisation
from services.history.models import Entry
from services.people.models import User


@dataclass(frozen=True)
class Amounts:
    """Lines that may be added up, and what they come to: what it is in words, their number and how many have a plan, and a sum of each stage."""

    kind: str
    what: str
    lines: int
    planned: int
    plan: Sum
    confirmed: Sum
    claimed: Sum

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Amounts":
        """From a row of `Benefits.sums`."""
        kind, often, unit, measure = row["kind"], row["is_recurring"], row["unit"], row["counts"]
        sums = {
            stage: Sum(Key.of(kind, often, unit, measure, stage), Decimal(row[f"in_{stage.value}"])) for stage in Stage
        }
        counted = measure or Unit(unit).label
        return cls(
            BenefitKind(kind).label,
            f"{counted} {rhythm(often)}",
            row["lines"],
            row["planned"],
            sums[Stage.PLAN],
            sums[Stage.CONFIRMED],
            sums[Stage.CLAIMED],
        )


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


def of_benefit(benefit: Benefit, today: dt.date) -> dict[str, Any]:
    """One benefit: its readings, what this financial year brought so far, its timeline."""
    readings = list(benefit.readings.for_page())
    for each in readings:
        each.benefit = benefit
    year = year_of(today)
    amounts = Benefit.objects.with_amounts(year).get(pk=benefit.pk)
    return {
        "benefit": benefit,
        "readings": readings,
        "year": year_in_words(year),
        "confirmed": benefit.said(amounts.confirmed),
        "claimed": benefit.said(amounts.claimed),
        "entries": Entry.objects.told_about([benefit, *readings]),
    }


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

"""Whether two pieces of work count the same saving: one organisation's lines of one type, about much the same thing, at one time.

What is much the same is what the register says of two names (initiatives.register.likeness), asked of the words of
PostgreSQL's own text search; or the same budget line. It is a question for people, and never refuses anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.quarters import Quarter
from initiatives.benefits.queries import plain_line
from initiatives.register.likeness import is_like

#: More than these nobody reads.
MOST = 3


@dataclass(frozen=True)
class Double:
    """Another line that may count the same, and what was claimed or confirmed of it for the quarter that is asked about."""

    benefit: Benefit
    reading: BenefitReading | None = None


def doubles_of(benefit: Benefit, user: Any, quarter: Quarter | None = None) -> list[Double]:
    """Other work's lines that a person may see and that may count what this line counts, three at the most.

    The line need not be saved yet. With a quarter, those whose time includes it, and their values of that quarter.
    """
    alike = Benefit.objects.visible_to(user).that_may_count(benefit)
    alike = [each for each in alike if much_the_same(benefit, each)]
    if not alike:
        return []
    readings = list(BenefitReading.objects.of_any(alike).that_count().order_by("pk"))
    own = times_of(benefit, benefit.readings.that_count() if benefit.pk else (), quarter)
    found = []
    for each in alike:
        theirs = [reading for reading in readings if reading.benefit_id == each.pk]
        if at_one_time(own, times_of(each, theirs)):
            found.append(Double(each, in_quarter(each, theirs, quarter)))
    return found[:MOST]


def much_the_same(one: Benefit, other: Benefit) -> bool:
    """The same budget line; or, where one of them names none, much the same measure or name."""
    lines = [plain_line(each.budget_line) for each in (one, other)]
    if all(lines):
        return lines[0] == lines[1]
    return is_like(one.measure, other.measure) or is_like(one.title, other.title)


def times_of(
    benefit: Benefit, readings: Iterable[BenefitReading], also: Quarter | None = None
) -> tuple[bool, set[Quarter]]:
    """Whether it goes on after its last quarter, and the quarters for which something is planned, claimed or confirmed."""
    quarters = {each.when for each in readings} | ({also} if also else set())
    if benefit.pk:
        quarters |= {each.when for each in benefit.profile.all() if each.value}
    return benefit.is_recurring, quarters


def at_one_time(one: tuple[bool, set[Quarter]], other: tuple[bool, set[Quarter]]) -> bool:
    """Whether two spans of quarters share one. Where nobody has said when, they may."""
    (goes_on, quarters), (goes_on_too, theirs) = one, other
    if not quarters or not theirs:
        return True
    if goes_on and goes_on_too:
        return True
    if goes_on:
        return min(quarters) <= max(theirs)
    if goes_on_too:
        return min(theirs) <= max(quarters)
    return not quarters.isdisjoint(theirs)


def in_quarter(benefit: Benefit, readings: Iterable[BenefitReading], quarter: Quarter | None) -> BenefitReading | None:
    """What is confirmed of a line for a quarter, else what is claimed."""
    those = [each for each in readings if each.when == quarter]
    for each in those:
        each.benefit = benefit
    return next((each for each in those if not each.is_claimed), those[0] if those else None)

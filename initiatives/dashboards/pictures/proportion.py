"""What part of all business is done together: planned running costs of shared work, of all that an organisation spends.

HMIC counted proportion in 2012 and the brief gives no scale for it (domain brief 3.3), so it is what can be entered and looked
up: of one financial year, what an organisation plans to pay to run shared work, divided by its net revenue budget (decision
21). Costs count where the person may see the work; what nobody entered is not known, and is not nought.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse

from collab_portal.toolkit.dates import year_in_words
from collab_portal.toolkit.words import NOT_KNOWN, count, sentence
from initiatives.costs.choices import OFTEN, CostStage
from initiatives.costs.filters import Asked
from initiatives.costs.models import Cost
from initiatives.dashboards.answers import number
from initiatives.dashboards.pictures.page import Cell, Line, Part, line

HEAD = "Part of all business"
HEADS = ("Organisation", "Planned running costs", "Net revenue budget", HEAD)
RUNNING = "recurring"
MILLION = 10**6


@dataclass(frozen=True)
class Proportion:
    """Pounds by organisation (its slug) in the financial year that begins in `year`: planned running costs, and budgets."""

    planned: Mapping[str, Decimal]
    budgets: Mapping[str, Decimal]
    year: int

    @property
    def known(self) -> list[str]:
        """Those of whom both figures are known."""
        return [slug for slug in self.planned if slug in self.budgets]

    def of(self, slug: str) -> str:
        """The part of one organisation, or of all whose part is known (no slug), in words."""
        among = self.known if not slug else [each for each in self.known if each == slug]
        return sentence(part_of(*self._sums(among)) if among else NOT_KNOWN)

    @property
    def words(self) -> str:
        """The end of a sentence: “2 organisations plan to spend 1.9% of their budgets of £412 million on running it”."""
        if not self.known:
            return "what part of all business this is, is not known"
        planned, whole = self._sums(self.known)
        one = len(self.known) == 1
        who, whose = ("organisation plans", "its budget") if one else ("organisations plan", "their budgets")
        part, spent = part_of(planned, whole), roughly(whole)
        return f"{number(len(self.known))} {who} to spend {part} of {whose} of {spent} on running shared work"

    def note(self, organisations: Collection[str]) -> str:
        """What it means here, and of how many of these organisations (slugs) nobody can say."""
        unknown, all_of_them = len(set(organisations) - set(self.known)), count(len(organisations), "organisation")
        how_many = (
            f"It is not known of {number(unknown)} of {all_of_them}." if unknown else "It is known of each of them."
        )
        means = (
            f"Proportion is what an organisation plans to pay for running shared work in {year_in_words(self.year)}, as part of "
            "its net revenue budget. Only costs that you can see count."
        )
        return f"{means} {how_many}" if organisations else means

    def part(self, named: Iterable[tuple[str, str]]) -> Part:
        """Both figures and the part, for each of these organisations (slug and name) whose budget is known."""
        return Part(
            name="proportion",
            heading=f"Proportion: part of all business in {year_in_words(self.year)}",
            heads=HEADS,
            rows=tuple(self._line(slug, name) for slug, name in named if slug in self.budgets),
            note="Planned running costs of the shared work that you can see, and the budget that each organisation has published.",
        )

    def _line(self, slug: str, name: str) -> Line:
        costs = Cell(sentence(NOT_KNOWN))
        if slug in self.planned:
            paid, asked = self.planned[slug], Asked(slug, RUNNING, CostStage.PLAN, self.year)
            costs = Cell(paid, asked.href, said=in_pounds(paid))
        budget, page = self.budgets[slug], reverse("organisations:organisation", kwargs={"slug": slug})
        return line(name, costs, Cell(budget, f"{page}#budgets", said=in_pounds(budget)), self.of(slug))

    def _sums(self, slugs: Iterable[str]) -> tuple[Decimal, Decimal]:
        planned, budgets = zip(*((self.planned[slug], self.budgets[slug]) for slug in slugs), strict=True)
        return sum(planned, Decimal(0)), sum(budgets, Decimal(0))


def planned_running_costs(user: Any, year: int) -> dict[str, Decimal]:
    """What each organisation (slug) plans to pay in the financial year that begins in `year`, in pounds, in one query.

    Of the work that the person may see. Whoever has entered no plan is left out.
    """
    costs = Cost.objects.visible_to(user).of_year(year).at_stage(CostStage.PLAN)
    running = costs.filter(kind__in=OFTEN[RUNNING][1]).sums("organisation__slug")
    return {row["organisation__slug"]: row["amount"] for row in running}


def part_of(planned: Decimal, whole: Decimal) -> str:
    """Pounds as a percentage of pounds, which are more than none: 2.4%, or under 0.1% for less than that, or 0% for none."""
    if not planned:
        return "0%"
    if planned * 1000 < whole:
        return "under 0.1%"
    return f"{(planned * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP):,}%"


def in_pounds(amount: Decimal) -> str:
    """Whole pounds: £45,200,000. What a budget or a year's plan says of pence is nothing."""
    return f"£{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"


def roughly(amount: Decimal) -> str:
    """£412 million, or in full below a million: how a sentence says what the table has in full."""
    if amount < MILLION:
        return in_pounds(amount)
    millions = amount / MILLION
    places = Decimal("0.1") if millions < 10 else Decimal(1)
    said = f"{millions.quantize(places, ROUND_HALF_UP):,}".removesuffix(".0")
    return f"£{said} million"

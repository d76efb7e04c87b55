"""Who owes whom for one financial year: the sums of `settling` over the costs and shares that a person may see."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from collab_portal.toolkit.dates import year_closes_on, year_in_words, year_of
from collab_portal.toolkit.words import and_list, count, day
from initiatives.costs.choices import CostStage, pounds, written_year
from initiatives.costs.models import Apportionment, Cost
from initiatives.costs.settling import Spell, differences, payments, should_bear, spells_in, true_up
from initiatives.register.models import Initiative
from services.directory.models import Organisation

ByOrganisation = Mapping[int, Decimal]


@dataclass(frozen=True)
class Line:
    """One organisation: what it bore, what it should have borne, and what it is owed or owes, in words."""

    organisation: Organisation
    bore: str
    should_bear: str
    difference: str

    @classmethod
    def of(cls, organisation: Organisation, borne: ByOrganisation, due: ByOrganisation) -> "Line":
        """From amounts in pounds."""
        bore, should = borne.get(organisation.pk, Decimal(0)), due.get(organisation.pk, Decimal(0))
        return cls(organisation, pounds(bore), pounds(should), owed_in_words(bore - should))


@dataclass(frozen=True)
class TrueUp:
    """One organisation: its difference by the plan, by actual costs, and what is left once the first is settled."""

    organisation: Organisation
    by_plan: str
    by_actual: str
    rest: str


@dataclass(frozen=True)
class Reckoning:
    """Costs of one stage in one year against the shares in force. Amounts in pounds by organisation."""

    borne: ByOrganisation
    due: ByOrganisation

    @classmethod
    def of(cls, costs: Iterable[Cost], stage: str, spells: Sequence[Spell]) -> "Reckoning":
        """Of costs of one year; those of the other stage are left out."""
        borne: dict[int, Decimal] = {}
        for cost in costs:
            if cost.stage == stage:
                borne[cost.organisation_id] = borne.get(cost.organisation_id, Decimal(0)) + cost.amount
        return cls(borne, should_bear(borne, spells))

    @property
    def differences(self) -> dict[int, Decimal]:
        return differences(self.borne, self.due)


def of_year(initiative: Initiative, user: Any, asked: str, today: dt.date) -> dict[str, Any]:
    """The page for the financial year in the address, or the latest with a cost, or that of today. Four queries."""
    costs = list(initiative.costs.visible_to(user).for_page())
    years = sorted({cost.year for cost in costs}, reverse=True)
    paid = [cost.year for cost in costs if cost.stage == CostStage.ACTUAL]
    year = written_year(asked) or next(iter([*paid, *years]), year_of(today))
    costs = [cost for cost in costs if cost.year == year]
    agreed = list(initiative.apportionments.visible_to(user).that_count().for_page())
    spells = spells_in(year, [(each.from_on, percentages(each)) for each in agreed])
    names = organisations_in(costs, agreed)
    actual, plan = (Reckoning.of(costs, stage, spells) for stage in (CostStage.ACTUAL, CostStage.PLAN))
    lines = [Line.of(names[key], actual.borne, actual.due) for key in in_order(names, actual.due)]
    return {
        "year": year_in_words(year),
        "years": [(each, year_in_words(each)) for each in sorted({year, *years}, reverse=True)],
        "chosen": year,
        "sentences": sentences(actual, spells, names, year),
        "lines": lines if actual.borne else [],
        "remarks": remarks(actual, spells, names, year, today),
        **trued_up(plan, actual, names),
    }


def percentages(apportionment: Apportionment) -> dict[int, Decimal]:
    """The share of each organisation, by its number."""
    return {share.organisation_id: share.percentage for share in apportionment.shares.all()}


def organisations_in(costs: Iterable[Cost], agreed: Iterable[Apportionment]) -> dict[int, Organisation]:
    """Every organisation that bears a cost or a share, by its number."""
    shares = [share for each in agreed for share in each.shares.all()]
    return {each.organisation_id: each.organisation for each in [*costs, *shares]}


def in_order(names: Mapping[int, Organisation], keys: Iterable[int]) -> list[int]:
    """Numbers of organisations in order of name."""
    return sorted(keys, key=lambda key: (names[key].name, key))


def sentences(actual: Reckoning, spells: Sequence[Spell], names: Mapping[int, Organisation], year: int) -> list[str]:
    """The answer: who owes whom how much, or why nobody owes anything."""
    named = year_in_words(year)
    if not actual.borne:
        return [f"No actual costs of {named} have been entered, so nobody owes anything yet."]
    if not any(spell.shares for spell in spells):
        return [f"No shares of the costs are agreed for {named}, so each organisation keeps what it bore."]
    said = owes(actual.differences, names)
    return said or [f"Nobody owes anything for {named}: each organisation bore its share."]


def owes(differences: ByOrganisation, names: Mapping[int, Organisation]) -> list[str]:
    """Cheshire Fire and Rescue Service owes Cheshire Constabulary £12,400.00. One sentence a payment, the largest first."""
    return [
        f"{names[each.debtor].name} owes {names[each.creditor].name} {pounds(each.amount)}."
        for each in payments(differences)
    ]


def owed_in_words(difference: Decimal) -> str:
    """Is owed £12,400.00, owes £12,400.00, or nothing."""
    if not difference:
        return "nothing"
    return f"is owed {pounds(difference)}" if difference > 0 else f"owes {pounds(-difference)}"


def remarks(
    actual: Reckoning, spells: Sequence[Spell], names: Mapping[int, Organisation], year: int, today: dt.date
) -> list[str]:
    """What a reader has to know to trust the figures: who has entered nothing, days without shares, a year still open."""
    if not actual.borne:
        return []
    said = []
    sharing = {key for spell in spells for key in spell.shares}
    if silent := in_order(names, sharing - set(actual.borne)):
        have = "has" if len(silent) == 1 else "have"
        said.append(
            f"{and_list(names[key].name for key in silent)} {have} entered no actual costs, which counts as £0.00."
        )
    covered = [spell for spell in spells if spell.shares]
    days, without = sum(spell.days for spell in spells), sum(spell.days for spell in spells if not spell.shares)
    if covered and without:
        said.append(f"No shares held on {without} of {days} days: costs of those days stay where they fell.")
    if len(covered) > 1:
        parts = and_list(count(spell.days, "day") for spell in covered)
        said.append(f"The shares changed in the year, so its costs are split by days: {parts}.")
    if today <= year_closes_on(year):
        said.append(f"Actual costs of {year_in_words(year)} can be entered until {day(year_closes_on(year))}.")
    return said


def trued_up(plan: Reckoning, actual: Reckoning, names: Mapping[int, Organisation]) -> dict[str, Any]:
    """The true-up, where both a plan and actual costs are there; and who would owe whom by the plan."""
    by_plan, by_actual = plan.differences, actual.differences
    rest = true_up(by_plan, by_actual)
    lines = [
        TrueUp(names[key], *(owed_in_words(each.get(key, Decimal(0))) for each in (by_plan, by_actual, rest)))
        for key in in_order(names, rest)
    ]
    both = bool(plan.borne and actual.borne)
    return {
        "by_plan": owes(by_plan, names) if plan.borne else [],
        "true_up": lines if both else [],
        "true_up_payments": owes(rest, names) if both else [],
    }

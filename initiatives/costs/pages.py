"""What the pages of costs show, worked out from rows that were found."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from collab_portal.toolkit.dates import year_in_words
from collab_portal.toolkit.words import day
from initiatives.costs.choices import CostKind, CostStage, pounds
from initiatives.costs.models import Apportionment, Cost
from initiatives.register.models import Initiative
from initiatives.rules import keeps_books_of
from services.directory.models import Organisation
from services.history.models import Entry


@dataclass(frozen=True)
class Row:
    """One kind of cost of one organisation in one year, plan and actual beside each other."""

    organisation: Organisation
    kind: str
    plan: Cost | None
    actual: Cost | None


@dataclass(frozen=True)
class Total:
    """What one organisation, or all, bear in a year: planned and actual, in words, each “nothing entered” without a cost."""

    label: str
    plan: str
    actual: str

    @classmethod
    def of(cls, label: str, costs: Iterable[Cost]) -> "Total":
        """From costs of one year."""
        costs = list(costs)
        return cls(label, *(in_words(each for each in costs if each.stage == stage) for stage in CostStage))


@dataclass(frozen=True)
class Block:
    """What one organisation bears in a year, kind by kind, and in all."""

    rows: tuple[Row, ...]
    total: Total

    @classmethod
    def of(cls, organisation: Organisation, costs: Iterable[Cost]) -> "Block":
        """From its costs of one year."""
        costs = list(costs)
        at = {(cost.kind, cost.stage): cost for cost in costs}
        kinds = [kind for kind in CostKind if any((kind, stage) in at for stage in CostStage)]
        rows = [
            Row(organisation, kind.label, at.get((kind, CostStage.PLAN)), at.get((kind, CostStage.ACTUAL)))
            for kind in kinds
        ]
        return cls(tuple(rows), Total.of(organisation.name, costs))


@dataclass(frozen=True)
class Year:
    """A financial year: what each organisation bears, and what all do."""

    year: int
    blocks: tuple[Block, ...]
    total: Total

    @property
    def named(self) -> str:
        return year_in_words(self.year)

    @classmethod
    def of(cls, year: int, costs: Iterable[Cost]) -> "Year":
        """From the costs of the year, in order of organisation."""
        costs = list(costs)
        by_organisation = groupby(costs, key=lambda cost: cost.organisation)
        blocks = [Block.of(organisation, own) for organisation, own in by_organisation]
        return cls(year, tuple(blocks), Total.of("All organisations", costs))


@dataclass(frozen=True)
class Shares:
    """Shares that were agreed, with the days on which they held. `ends_on` is None until others begin."""

    apportionment: Apportionment
    ends_on: dt.date | None
    is_in_force: bool

    @property
    def when(self) -> str:
        """From 1 April 2014 until 31 March 2015."""
        begins = f"From {day(self.apportionment.from_on)}"
        return f"{begins} until {day(self.ends_on)}" if self.ends_on else begins


def section(initiative: Initiative) -> dict[str, Any]:
    """What the head of every page in the section needs."""
    return {"initiative": initiative, "here": "costs", "marking": initiative.get_marking_display()}


def in_words(costs: Iterable[Cost]) -> str:
    """Costs of one stage added up; “nothing entered” if there are none, which is not £0."""
    amounts = [cost.amount for cost in costs]
    return pounds(sum(amounts, Decimal(0))) if amounts else "nothing entered"


def years_of(initiative: Initiative, user: Any) -> list[Year]:
    """The costs of an initiative that a person may see, by financial year, the latest first. One query."""
    costs = initiative.costs.visible_to(user).for_page()
    return [Year.of(year, found) for year, found in groupby(costs, key=lambda cost: cost.year)]


def shares_of(initiative: Initiative, user: Any, today: dt.date) -> list[Shares]:
    """All shares that a person may see, the latest first, those that were replaced among them. Two queries."""
    found = list(initiative.apportionments.visible_to(user).for_page())
    begin = sorted(each.from_on for each in found if not each.is_replaced)
    shares = []
    for each in found:
        after = [on for on in begin if on > each.from_on]
        ends_on = after[0] - dt.timedelta(days=1) if after else None
        in_force = not each.is_replaced and each.from_on <= today and (ends_on is None or today <= ends_on)
        shares.append(Shares(each, ends_on, in_force))
    return shares


def shares_on(initiative: Initiative, user: Any, today: dt.date) -> Shares | None:
    """The shares in force on a local date, if any."""
    return next((each for each in shares_of(initiative, user, today) if each.is_in_force), None)


def of_cost(cost: Cost) -> dict[str, Any]:
    """One cost and its timeline."""
    return {"cost": cost, "initiative": cost.initiative, "entries": Entry.objects.told_about([cost])}


def who_may_bear(initiative: Initiative, user: Any, today: dt.date) -> Any:
    """The organisations whose costs of this work a person enters."""
    bearers = initiative.organisation_ids_once_over_on(today) & keeps_books_of(user)
    return Organisation.objects.filter(pk__in=bearers).order_by("name")


def parties_of(initiative: Initiative, today: dt.date) -> list[Organisation]:
    """The organisations that take part on a local date, by name."""
    return list(Organisation.objects.filter(pk__in=initiative.organisation_ids_on(today)).order_by("name"))

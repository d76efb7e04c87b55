"""What each organisation paid for shared work in a financial year, beside the savings that finance confirmed of it.

Only actual costs and confirmed cashable savings meet, what comes every year apart from what comes once. A plan, a claim, and
whatever cuts no budget never enter (decisions 15 and 16).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from collab_portal.toolkit.dates import year_in_words, year_of
from initiatives.benefits import filters as of_benefits
from initiatives.benefits.models import Benefit
from initiatives.costs import filters as of_costs
from initiatives.costs.choices import OFTEN, CostStage, pounds, written_year
from initiatives.costs.models import Cost

#: By rhythm, as addresses say it: the heading of its table.
HEADINGS = {"recurring": "What comes every year", "one-off": "What comes once"}
Amounts = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Net:
    """One organisation: what it paid and saved, each with the list of exactly its rows; and what is left."""

    label: str
    cost: str
    cost_href: str
    saving: str
    saving_href: str
    net: str

    @classmethod
    def of(cls, slug: str, label: str, often: str, year: int, cost: Decimal, saving: Decimal) -> "Net":
        """From amounts in pounds."""
        return cls(
            label=label,
            cost=pounds(cost),
            cost_href=of_costs.Asked(slug, often, CostStage.ACTUAL, year).href,
            saving=pounds(saving),
            saving_href=of_benefits.Asked(slug, "cashable", often, "pounds", "confirmed", year).href,
            net=pounds(saving - cost),
        )


@dataclass(frozen=True)
class Table:
    """What comes every year, or what comes once, by organisation."""

    heading: str
    often: str
    rows: tuple[Net, ...]


@dataclass(frozen=True)
class NetPosition:
    """The page: one table for each rhythm that has anything, and the years to choose from."""

    year: int
    years: tuple[tuple[int, str], ...]
    answer: str
    tables: tuple[Table, ...]

    @property
    def named(self) -> str:
        return year_in_words(self.year)


def positions(user: Any, asked: str, today: dt.date) -> NetPosition:
    """What a person may see of the financial year in an address, or of a local date. Three queries."""
    year = written_year(asked) or year_of(today)
    names: dict[str, str] = {}
    paid, saved = costs_of(user, year, names), savings_of(user, year, names)
    tables = tuple(
        Table(heading, often, rows_of(often, year, names, paid, saved))
        for often, heading in HEADINGS.items()
        if any(each == often for _, each in {*paid, *saved})
    )
    years = sorted({year, year_of(today), *Cost.objects.visible_to(user).years()}, reverse=True)
    return NetPosition(year, tuple((each, year_in_words(each)) for each in years), answer(year, paid, saved), tables)


def costs_of(user: Any, year: int, names: dict[str, str]) -> dict[tuple[str, str], Decimal]:
    """Actual costs by organisation (its slug) and rhythm; names are noted on the way."""
    rows = Cost.objects.visible_to(user).of_year(year).at_stage(CostStage.ACTUAL)
    found: dict[tuple[str, str], Decimal] = {}
    for row in rows.sums("organisation__slug", "organisation__name", "kind"):
        often = next(often for often, (_, kinds) in OFTEN.items() if row["kind"] in kinds)
        key = (row["organisation__slug"], often)
        found[key] = found.get(key, Decimal(0)) + row["amount"]
        names[key[0]] = row["organisation__name"]
    return found


def savings_of(user: Any, year: int, names: dict[str, str]) -> dict[tuple[str, str], Decimal]:
    """Confirmed cashable savings in the same way; organisations with none confirmed in the year are left out."""
    rows = (
        Benefit.objects.visible_to(user).filter(kind="cashable").sums(year, "organisation__name", "organisation__slug")
    )
    found = {}
    for row in rows:
        if row["in_confirmed"]:
            found[row["organisation__slug"], "recurring" if row["is_recurring"] else "one-off"] = row["in_confirmed"]
            names[row["organisation__slug"]] = row["organisation__name"]
    return found


def rows_of(often: str, year: int, names: Mapping[str, str], paid: Amounts, saved: Amounts) -> tuple[Net, ...]:
    """One row for each organisation that paid or saved anything of this rhythm, by name."""
    slugs = {slug for slug, each in {*paid, *saved} if each == often}
    nothing = Decimal(0)
    return tuple(
        Net.of(slug, names[slug], often, year, paid.get((slug, often), nothing), saved.get((slug, often), nothing))
        for slug in sorted(slugs, key=lambda slug: (names[slug], slug))
    )


def answer(year: int, paid: Amounts, saved: Amounts) -> str:
    """The sentence on top. The two are said apart: only part of what is saved is ever confirmed in time."""
    if not paid and not saved:
        return f"No actual costs and no confirmed savings of {year_in_words(year)} that you can see."
    (paid_yearly, saved_yearly), (paid_once, saved_once) = (
        tuple(pounds(of_rhythm(amounts, often)) for amounts in (paid, saved)) for often in HEADINGS
    )
    return (
        f"In {year_in_words(year)} the shared work that you can see cost {paid_yearly} to run, and {paid_once} once. Finance "
        f"officers confirmed savings of {saved_yearly} that come every year, and {saved_once} once."
    )


def of_rhythm(amounts: Amounts, often: str) -> Decimal:
    """Pounds of one rhythm, of all organisations: what comes every year is never added to what comes once."""
    return sum((amount for (_, each), amount in amounts.items() if each == often), Decimal(0))

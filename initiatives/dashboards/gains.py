"""What each service has gained: plan, confirmed and claimed, each number with the address of exactly the lines it adds up.

Amounts are added by `Sum` alone, so what must never be added cannot be (initiatives.benefits.sums).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.words import NOT_KNOWN, sentence
from initiatives.benefits.amounts import in_brief, rhythm
from initiatives.benefits.choices import BenefitKind, Unit
from initiatives.benefits.filters import SO_FAR, Asked
from initiatives.benefits.models import Benefit
from initiatives.benefits.quarters import Quarter
from initiatives.benefits.sums import ALWAYS, Key, Stage, Sum, total
from initiatives.dashboards.figures import Figure

CASHABLE = ("cashable", True, "pounds")


@dataclass(frozen=True)
class Cell:
    """A sum, and the list of exactly the lines that make it up. Not whole: some lines should be in it, and are not known."""

    sum: Sum
    href: str
    is_known: bool = True
    is_whole: bool = True

    @property
    def shown(self) -> str:
        return self.sum.shown if self.is_known else NOT_KNOWN


@dataclass(frozen=True)
class Gain:
    """One row: whose, or of what type; how many lines there are; and what they come to, which is None if never added."""

    label: str
    what: str
    lines: int
    href: str
    plan: Cell | None = None
    confirmed: Cell | None = None
    claimed: Cell | None = None
    expected: Cell | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in (self.plan, self.confirmed, self.claimed, self.expected) if cell)

    @property
    def falls_short(self) -> Decimal:
        """How much less is confirmed than was expected by now; 0 where nobody can say, or a plan has no quarters."""
        if self.expected is None or not self.expected.is_whole:
            return Decimal(0)
        return max(self.expected.sum.amount - self.confirmed.sum.amount, Decimal(0))


@dataclass(frozen=True)
class Gains:
    """Cashable savings that come every year, by organisation and in all; everything else apart, type by type."""

    year: str
    services: tuple[Gain, ...]
    in_all: Gain | None
    others: tuple[Gain, ...]
    #: The quarters of the year that have ended, “April to September”; empty in the first of them.
    so_far: str = ""
    #: How many yearly cashable lines have a plan, and none by quarter for this year.
    without_quarters: int = 0

    @property
    def rows(self) -> tuple[Gain, ...]:
        return (*self.services, *([self.in_all] if self.in_all else []), *self.others)


def gains(user: Any, today: dt.date) -> Gains:
    """What a person may see of the financial year of a local date, in one query."""
    year = year_of(today)
    ended = Quarter.of(today).number - 1 or None
    rows = Benefit.objects.visible_to(user).sums(year, "organisation__short_name", "organisation__slug", ended=ended)
    cashable = [row for row in rows if what(row) == CASHABLE]
    slugs = {row["organisation__slug"]: row["organisation__short_name"] for row in cashable}
    services = tuple(
        gain(name, [row for row in cashable if row["organisation__slug"] == slug], year, slug, ended)
        for slug, name in slugs.items()
    )
    apart = sorted({what(row) for row in rows} - {CASHABLE}, key=place)
    others = tuple(gain("", [row for row in rows if what(row) == each], year, ended=ended) for each in apart)
    return Gains(
        year=year_in_words(year),
        services=services,
        in_all=gain("All you can see", cashable, year, ended=ended) if slugs else None,
        others=others,
        so_far=SO_FAR[ended] if ended else "",
        without_quarters=sum(row["planned"] - row["by_quarter"] for row in cashable) if ended else 0,
    )


def what(row: dict[str, Any]) -> tuple[str, bool, str]:
    """The type, how often and the unit of a row of `Benefits.sums`."""
    return row["kind"], row["is_recurring"], row["unit"]


def place(each: tuple[str, bool, str]) -> tuple[int, bool, str]:
    """In the order of the types, what comes every year first."""
    return BenefitKind.values.index(each[0]), not each[1], each[2]


def gain(label: str, rows: Sequence[dict[str, Any]], year: int, slug: str = "", ended: int | None = None) -> Gain:
    """Rows of one type, rhythm and unit added up. Lines that count something of their own are only numbered.

    With so many `ended` quarters of the year, also what was planned for them.
    """
    kind, often, unit = what(rows[0])
    asked = Asked(slug, kind, "recurring" if often else "one-off", unit, "", year)
    stages = [] if unit == Unit.NUMBER else [each for each in Stage if each in ALWAYS or ended]
    cells = {stage.value: cell(stage, rows, asked, ended) for stage in stages}
    counted = "each counts something of its own" if unit == Unit.NUMBER else Unit(unit).label
    return Gain(
        label=label or BenefitKind(kind).label,
        what=sentence(f"{counted}, {'every year' if often else rhythm(often)}"),
        lines=sum(row["lines"] for row in rows),
        href=asked.href,
        **cells,
    )


def cell(stage: Stage, rows: Sequence[dict[str, Any]], asked: Asked, ended: int | None) -> Cell:
    """What rows come to at one stage, and the address of the lines that have something there.

    A plan that no line has is not known, which is not the same as a plan of nothing.
    """
    is_expected = stage is Stage.EXPECTED
    key = Key(asked.kind, asked.often == "recurring", asked.unit, stage)
    parts = (Sum(Key(*what(row), stage), row[f"in_{stage.value}"]) for row in rows)
    counted = {Stage.PLAN: "planned", Stage.EXPECTED: "by_quarter"}.get(stage, "lines")
    return Cell(
        sum=total(key, parts),
        href=replace(asked, state=f"expected-{ended}" if is_expected else stage.value).href,
        is_known=any(row[counted] for row in rows),
        is_whole=not is_expected or all(row["by_quarter"] == row["planned"] for row in rows),
    )


def confirmed_so_far(found: Gains) -> Figure:
    """The tile: savings that come every year, confirmed in this financial year, and which part of the plan they are."""
    label, own = f"saved and confirmed in {found.year}", found.in_all
    if own is None:
        everything = Asked("", "cashable", "recurring", "pounds", "confirmed").href
        return Figure("money", 0, label, everything, "No yearly cashable savings are entered", said="£0")
    confirmed, plan = own.confirmed.sum.amount, own.plan.sum.amount
    part = f"{confirmed / plan:.0%} of the {in_brief(plan)} a year planned" if plan else "The plan is not known"
    return Figure("money", int(confirmed), label, own.confirmed.href, part, said=in_brief(confirmed))

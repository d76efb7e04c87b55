"""What each service has gained: plan, confirmed and claimed, each number with the address of exactly the lines it adds up.

Amounts are added by `Sum` alone, so what must never be added cannot be (initiatives.benefits.sums).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.words import NOT_KNOWN, sentence
from initiatives.benefits.amounts import in_brief, rhythm
from initiatives.benefits.choices import BenefitKind, Unit
from initiatives.benefits.filters import Asked
from initiatives.benefits.models import Benefit
from initiatives.benefits.sums import Key, Stage, Sum, total
from initiatives.dashboards.figures import Figure

CASHABLE = ("cashable", True, "pounds")


@dataclass(frozen=True)
class Cell:
    """A sum, and the list of exactly the lines that make it up."""

    sum: Sum
    href: str
    is_known: bool = True

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

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in (self.plan, self.confirmed, self.claimed) if cell)


@dataclass(frozen=True)
class Gains:
    """Cashable savings that come every year, by organisation and in all; everything else apart, type by type."""

    year: str
    services: tuple[Gain, ...]
    in_all: Gain | None
    others: tuple[Gain, ...]

    @property
    def rows(self) -> tuple[Gain, ...]:
        return (*self.services, *([self.in_all] if self.in_all else []), *self.others)


def gains(user: Any, today: dt.date) -> Gains:
    """What a person may see of the financial year of a local date, in one query."""
    year = year_of(today)
    rows = Benefit.objects.visible_to(user).sums(year, "organisation__name", "organisation__slug")
    cashable = [row for row in rows if what(row) == CASHABLE]
    slugs = {row["organisation__slug"]: row["organisation__name"] for row in cashable}
    services = tuple(
        gain(name, [row for row in cashable if row["organisation__slug"] == slug], year, slug)
        for slug, name in slugs.items()
    )
    apart = sorted({what(row) for row in rows} - {CASHABLE}, key=place)
    others = tuple(gain("", [row for row in rows if what(row) == each], year) for each in apart)
    return Gains(year_in_words(year), services, gain("All you can see", cashable, year) if slugs else None, others)


def what(row: dict[str, Any]) -> tuple[str, bool, str]:
    """The type, how often and the unit of a row of `Benefits.sums`."""
    return row["kind"], row["is_recurring"], row["unit"]


def place(each: tuple[str, bool, str]) -> tuple[int, bool, str]:
    """In the order of the types, what comes every year first."""
    return BenefitKind.values.index(each[0]), not each[1], each[2]


def gain(label: str, rows: Sequence[dict[str, Any]], year: int, slug: str = "") -> Gain:
    """Rows of one type, rhythm and unit added up. Lines that count something of their own are only numbered."""
    kind, often, unit = what(rows[0])
    asked = Asked(slug, kind, "recurring" if often else "one-off", unit, "", year)
    cells = {} if unit == Unit.NUMBER else {stage.value: cell(stage, rows, asked) for stage in Stage}
    counted = "each counts something of its own" if unit == Unit.NUMBER else Unit(unit).label
    return Gain(
        label=label or BenefitKind(kind).label,
        what=sentence(f"{counted}, {'every year' if often else rhythm(often)}"),
        lines=sum(row["lines"] for row in rows),
        href=asked.href,
        **cells,
    )


def cell(stage: Stage, rows: Sequence[dict[str, Any]], asked: Asked) -> Cell:
    """What rows come to at one stage, and the address of the lines that have something there.

    A plan that no line has is not known, which is not the same as a plan of nothing.
    """
    key = Key(asked.kind, asked.often == "recurring", asked.unit, stage)
    parts = (Sum(Key(*what(row), stage), row[f"in_{stage.value}"]) for row in rows)
    is_known = stage is not Stage.PLAN or any(row["planned"] for row in rows)
    return Cell(total(key, parts), Asked(**{**vars(asked), "state": stage.value}).href, is_known)


def confirmed_so_far(found: Gains) -> Figure:
    """The tile: savings that come every year, confirmed in this financial year, and which part of the plan they are."""
    label, own = f"saved and confirmed in {found.year}", found.in_all
    if own is None:
        everything = Asked("", "cashable", "recurring", "pounds", "confirmed").href
        return Figure("money", 0, label, everything, "No yearly cashable savings are entered", said="£0")
    confirmed, plan = own.confirmed.sum.amount, own.plan.sum.amount
    part = f"{confirmed / plan:.0%} of the {in_brief(plan)} a year planned" if plan else "The plan is not known"
    return Figure("money", int(confirmed), label, own.confirmed.href, part, said=in_brief(confirmed))

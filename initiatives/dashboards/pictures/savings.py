"""What shared work should save each organisation, each type, rhythm and stage apart (domain brief 2.9).

Amounts are added by `Sum` alone (initiatives.benefits.sums), by the same code as on the overview, so that cashable and
non-cashable, a plan and a confirmed value, and what comes once and every year cannot meet.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.words import NOT_KNOWN, and_list, sentence
from initiatives.benefits.amounts import rhythm
from initiatives.benefits.choices import Unit
from initiatives.benefits.models import Benefit
from initiatives.dashboards import gains
from initiatives.dashboards.pictures.page import Cell, Line, Part, line

#: By their heads, the two that HMIC's "expected savings" are here: pounds that can leave a budget, by whether they come every year.
EXPECTED = {
    ("cashable", True, "pounds"): "Expected a year",
    ("cashable", False, "pounds"): "Expected once",
}


@dataclass(frozen=True)
class Savings:
    """Rows of `Benefits.sums` in pounds, by organisation, of the financial year that begins in `year`."""

    rows: Sequence[dict[str, Any]]
    year: int

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(EXPECTED.values())

    @property
    def slugs(self) -> set[str]:
        return {row["organisation__slug"] for row in self.rows}

    def cells(self, slug: str) -> tuple[Cell, ...]:
        """What one organisation should save, or all of them together (no slug): every year, and once."""
        return tuple(self._expected(slug, what) for what in EXPECTED)

    def _expected(self, slug: str, what: tuple[str, bool, str]) -> Cell:
        rows = [row for row in self.rows if gains.what(row) == what and slug in ("", row["organisation__slug"])]
        return amount(gains.gain("", rows, self.year, slug).plan) if rows else Cell(sentence(NOT_KNOWN))

    @property
    def words(self) -> str:
        """The end of a sentence: “£60,000 of cashable savings is expected every year”."""
        said = []
        for cell, often in zip(self.cells(""), ("every year", "once"), strict=True):
            if cell.href:
                said.append(f"{cell.said} {often}")
        return (
            f"cashable savings of {' beside '.join(said)} are expected" if said else "what it should save is not known"
        )

    @property
    def part(self) -> Part:
        """Everything in pounds, a row for each organisation, type and rhythm."""
        each = sorted({(row["organisation__short_name"], row["organisation__slug"]) for row in self.rows})
        return Part(
            name="savings",
            heading="Pounds by type: expected, confirmed and claimed",
            heads=("Whose", "Type", "How often", "Expected", "Confirmed", "Claimed, not confirmed", "In prices of"),
            rows=tuple(one for name, slug in each for one in self._lines(name, slug)),
            note=f"Confirmed and claimed are of {year_in_words(self.year)}. Types, what comes once and what comes every year, "
            "and what is expected and what has come are never added. All work you can see counts, also work that is over.",
        )

    def _lines(self, name: str, slug: str) -> Iterable[Line]:
        own = [row for row in self.rows if row["organisation__slug"] == slug]
        for what in sorted({gains.what(row) for row in own}, key=gains.place):
            rows = [row for row in own if gains.what(row) == what]
            gain = gains.gain("", rows, self.year, slug)
            prices = and_list(sorted({price for row in rows for price in row["prices"]}))
            yield line(name, gain.label, sentence(rhythm_of(what)), *map(amount, gain.cells), prices)


def savings(user: Any, today: dt.date) -> Savings:
    """What a person may see of it, in the financial year of a local date, in one query."""
    year = year_of(today)
    columns = ("organisation__slug", "organisation__short_name")
    rows = Benefit.objects.visible_to(user).sums(year, *columns)
    return Savings([row for row in rows if row["unit"] == Unit.POUNDS], year)


def rhythm_of(what: tuple[str, bool, str]) -> str:
    return "every year" if what[1] else rhythm(False)


def amount(cell: gains.Cell | None) -> Cell:
    """A sum with its list; one that is not known as that, and without a link, for it has no rows."""
    if cell is None or not cell.is_known:
        return Cell(sentence(NOT_KNOWN))
    return Cell(cell.sum.amount, cell.href, said=cell.shown)

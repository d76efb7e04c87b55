"""The shape of every picture, and how a table of it is read."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from collab_portal.toolkit.charts.bullets import BulletChart
from collab_portal.toolkit.charts.matrix import Matrix
from collab_portal.toolkit.charts.network import Network
from collab_portal.toolkit.charts.stacks import StackChart
from collab_portal.toolkit.charts.timeline import Timeline
from collab_portal.toolkit.spreadsheets import Value, as_csv
from collab_portal.toolkit.words import day

ON_THE_PAGE = 100


@dataclass(frozen=True)
class Cell:
    """One value of the table, and where it leads: a number to exactly the rows it counts, an amount to those it adds up.

    `said` is how the page writes a value that the file keeps plain: £12,500 for 12500.00.
    """

    value: Value
    href: str = ""
    status: str = ""
    said: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | Decimal)

    @property
    def shown(self) -> str:
        if self.said:
            return self.said
        if isinstance(self.value, int):
            return f"{self.value:,}"
        return day(self.value) if isinstance(self.value, dt.date) else self.value or ""


@dataclass(frozen=True)
class Line:
    """One row of the table. The first cell is its head; `kind` is the word by which an address asks for such rows."""

    cells: tuple[Cell, ...]
    kind: str = ""


@dataclass(frozen=True)
class Fact:
    """A number of the answer with its words: a link to exactly what it counts."""

    value: int
    words: str
    href: str

    @property
    def shown(self) -> str:
        return f"{self.value:,}"


@dataclass(frozen=True)
class Column:
    """The head of a column, and whether any row has a number there: then all of it stands to the right."""

    head: str
    is_of_numbers: bool


class Table:
    """What the page and the file do with heads and rows."""

    heads: tuple[str, ...]
    rows: tuple[Line, ...]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The heads from left to right. The first column says what a row is about, so it is never one of numbers."""
        numbers = {at for line in self.on_the_page for at, cell in enumerate(line.cells) if cell.is_number}
        return tuple(Column(head, at > 0 and at in numbers) for at, head in enumerate(self.heads))

    @property
    def on_the_page(self) -> Sequence[Line]:
        """The rows that the page shows; the file has all."""
        return self.rows[:ON_THE_PAGE]

    @property
    def left_out(self) -> int:
        return len(self.rows) - len(self.on_the_page)

    @property
    def file(self) -> str:
        """All rows as CSV."""
        return as_csv(self.heads, ([cell.value for cell in line.cells] for line in self.rows))


@dataclass(frozen=True)
class Part(Table):
    """More of the same answer under a heading of its own: by month, by theme. `name` ends the name of its file."""

    name: str
    heading: str
    heads: tuple[str, ...]
    rows: tuple[Line, ...]
    chart: StackChart | Network | None = None
    note: str = ""


@dataclass(frozen=True)
class Picture(Table):
    """The answer to a question: sentence, facts, chart (None: words do), table, what to know, and further parts."""

    answer: str
    chart: Timeline | Matrix | StackChart | BulletChart | None
    heads: tuple[str, ...]
    rows: tuple[Line, ...]
    scope: str
    notes: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    parts: tuple[Part, ...] = ()

    def narrowed(self, kind: str) -> "Picture":
        """The same with the rows of one kind alone; a word that no row has changes nothing."""
        rows = tuple(line for line in self.rows if line.kind == kind)
        return replace(self, rows=rows) if kind and rows else self

    def shortened(self, number: int) -> "Picture":
        """The same with the first rows alone, for a page that leads to the question's own."""
        return replace(self, rows=self.rows[:number])

    def table(self, name: str) -> Table | None:
        """A part by its name, or the picture's own table for no name; None where there is no such part."""
        return self if not name else next((part for part in self.parts if part.name == name), None)


@dataclass(frozen=True)
class Question:
    """A question with the word in its address, and how it is answered for a person on a local date.

    `named_by`: how many of a row's first cells say what it is about, so that two dates can be compared; 0: they cannot.
    """

    name: str
    question: str
    draw: Callable[[Any, dt.date], Picture]
    named_by: int = 1


def line(*cells: Cell | Value) -> Line:
    """A row of values, some with links."""
    return Line(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells))

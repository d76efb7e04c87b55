"""Who with whom: half a square of numbers, each number a link. The darker a box, the larger its number, which it says.

Names stand at the rows; columns carry the number of the row they belong to, so no name is rotated or cut to nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collab_portal.toolkit.charts.letters import Word, on_one_line


@dataclass(frozen=True)
class Count:
    """A number and the address of exactly what it counts."""

    value: int
    href: str = ""


@dataclass(frozen=True)
class Size:
    """How a picture is laid out, in CSS pixels at the width it is made for."""

    name: str
    width: int
    labels: int
    letters: int
    row: int
    rows: int  # drawn at most
    widest: int  # of a box
    text: int


WIDE = Size("wide", width=1140, labels=300, letters=31, row=44, rows=14, widest=96, text=16)
NARROW = Size("narrow", width=358, labels=140, letters=15, row=42, rows=6, widest=44, text=17)
SMALL = Size("wide", width=1140, labels=300, letters=31, row=44, rows=8, widest=96, text=16)
TOP = 30
NONE = "none"


@dataclass(frozen=True)
class Box:
    """One number with its place. `tint` runs from 0 (nothing shared) to 4; "all" is a box of the diagonal."""

    x: float
    y: float
    width: float
    height: float
    tint: str
    number: Word
    href: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """The matrix in one size."""

    size: Size
    height: int
    heads: tuple[Word, ...]
    names: tuple[Word, ...]
    boxes: tuple[Box, ...]
    left_out: int


@dataclass(frozen=True)
class Matrix:
    """The matrix in both sizes."""

    name: str
    title: str
    description: str
    drawings: tuple[Drawing, ...]
    template: str = "components/matrix.html"


def matrix(
    name: str,
    title: str,
    description: str,
    labels: Sequence[str],
    counts: Mapping[tuple[int, int], Count],
    wide: Size = WIDE,
) -> Matrix:
    """Draw the square of these labels. `counts` has the number of each pair of places (row, column), row ≥ column; a pair
    that is left out shares nothing. On the diagonal stands what each has in all. `wide` is the size for a desk.
    """
    return Matrix(name, title, description, tuple(drawn(labels, counts, size) for size in (wide, NARROW)))


def drawn(labels: Sequence[str], counts: Mapping[tuple[int, int], Count], size: Size) -> Drawing:
    """The first labels that fit, at one size."""
    shown = labels[: size.rows]
    column = min(size.widest, (size.width - size.labels) / max(len(shown), 1))
    most = max((count.value for (row, other), count in counts.items() if row != other), default=0)
    boxes = tuple(
        box(row, other, counts.get((row, other), Count(0)), (column, most), labels, size)
        for row in range(len(shown))
        for other in range(row + 1)
    )
    names = tuple(
        Word(on_one_line(f"{place + 1} {label}", size.letters), 0, middle(place, size), look="is-strong")
        for place, label in enumerate(shown)
    )
    heads = tuple(
        Word(str(place + 1), round(size.labels + column * (place + 0.5), 1), TOP - 12, "middle", "muted")
        for place in range(len(shown))
    )
    return Drawing(size, TOP + size.row * max(len(shown), 1) + 2, heads, names, boxes, len(labels) - len(shown))


def box(row: int, other: int, count: Count, measures: tuple[float, int], labels: Sequence[str], size: Size) -> Box:
    """One number. A pair that shares nothing is an empty box with a dashed line, and says none where there is room."""
    column, most = measures
    is_diagonal = row == other
    tint = "all" if is_diagonal else str(tinted(count.value, most))
    shown = f"{count.value:,}" if count.value or is_diagonal else (NONE if column > 50 else "–")
    look = "muted" if is_diagonal or not count.value else "is-light" if tint in "34" else "is-strong"
    x = size.labels + column * other
    number = Word(shown, round(x + column / 2, 1), middle(row, size), "middle", look)
    who = f"{labels[row]}, in all" if is_diagonal else f"{labels[other]} with {labels[row]}"
    edges = (round(x + 1.5, 1), TOP + size.row * row + 1.5, round(column - 3, 1), size.row - 3)
    return Box(*edges, tint, number, count.href if count.value else "", f"{who}: {shown}")


def middle(row: int, size: Size) -> float:
    """The height of the words of a row."""
    return TOP + size.row * row + size.row / 2 + 6


def tinted(value: int, most: int) -> int:
    """0 for nothing, 4 for the most, and the steps between in equal parts."""
    return 0 if not value else max(1, -(-4 * value // most))

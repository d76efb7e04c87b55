"""Horizontal bars made of pieces, each piece a link: how many of each kind, row by row. A funnel is drawn with them too.

Kinds differ by pattern as well as by colour (solid, hatched, open, dotted), or by the shape of a status, and every piece
that has room says its number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collab_portal.toolkit.charts.letters import Word, on_one_line, shortened

#: The patterns, in the order in which kinds get them; each ends a class of the style sheet (app-piece--solid).
PATTERNS = ("solid", "hatched", "open", "dotted")
LETTER = 10.0  # the width of a digit of 17px, rounded up


@dataclass(frozen=True)
class Kind:
    """What a piece can be: its word in the key, and the pattern it is drawn in, or the status whose shape it carries."""

    label: str
    pattern: str
    status: str = ""

    @property
    def is_patterned(self) -> bool:
        return self.pattern in ("hatched", "dotted")

    @property
    def is_dark(self) -> bool:
        """Whether its number is written in white."""
        return self.pattern in ("solid", "on_track", "off_track")


@dataclass(frozen=True)
class Piece:
    """How many of a kind, and the address of exactly those."""

    kind: Kind
    value: int
    href: str = ""


@dataclass(frozen=True)
class Row:
    """One bar: its name, a word under it, and its pieces in the order of their kinds."""

    label: str
    pieces: tuple[Piece, ...]
    words: str = ""

    @property
    def value(self) -> int:
        return sum(piece.value for piece in self.pieces)


@dataclass(frozen=True)
class Size:
    """How a picture is laid out, in CSS pixels at the width it is made for; letters are counted."""

    name: str
    width: int
    labels: int  # room for labels left of the bars; 0: labels stand above them
    letters: int
    row: int
    bar: int
    rows: int  # drawn at most
    text: int = 16


WIDE = Size("wide", width=1140, labels=300, letters=33, row=52, bar=34, rows=40)
SHORT = Size("wide", width=1140, labels=300, letters=33, row=52, bar=34, rows=8)
NARROW = Size("narrow", width=358, labels=0, letters=34, row=70, bar=32, rows=20, text=17)
SHAPE = 20  # room for the shape of a status before its number
AFTER = 60  # room for the number after the longest bar


@dataclass(frozen=True)
class Plate:
    """The white ground of a number that stands on a pattern."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class DrawnPiece:
    """A piece with its place; `number` is None where it has no room, and stands in the table only."""

    x: float
    width: float
    kind: Kind
    number: Word | None
    plate: Plate | None
    href: str
    said: str
    status_x: float | None = None  # of the shape; None where it has no room
    status_y: float = 0


@dataclass(frozen=True)
class DrawnRow:
    """A bar with its words and pieces."""

    words: tuple[Word, ...]
    pieces: tuple[DrawnPiece, ...]
    total: Word
    y: float


@dataclass(frozen=True)
class Drawing:
    """The chart in one size."""

    size: Size
    height: int
    rows: tuple[DrawnRow, ...]
    left_out: int


@dataclass(frozen=True)
class StackChart:
    """The chart in both sizes, with the key to its patterns."""

    name: str
    title: str
    description: str
    kinds: tuple[Kind, ...]
    drawings: tuple[Drawing, ...]
    template: str = "components/stacks.html"


def stack_chart(
    name: str, title: str, description: str, kinds: Sequence[Kind], rows: Iterable[Row], wide: Size = WIDE
) -> StackChart:
    """Draw rows in the order given. `name` makes the ids of the page; the description says in words what the picture says.

    `wide` is the size for a desk: WIDE, or SHORT with the first few rows.
    """
    every = tuple(rows)
    return StackChart(name, title, description, tuple(kinds), tuple(drawn(every, size) for size in (wide, NARROW)))


def drawn(rows: tuple[Row, ...], size: Size) -> Drawing:
    """The same rows at one size, the longest as long as there is room."""
    shown = rows[: size.rows]
    unit = (size.width - size.labels - AFTER) / (max((row.value for row in shown), default=0) or 1)
    placed = tuple(placed_row(row, number * size.row, unit, size) for number, row in enumerate(shown))
    return Drawing(size, max(len(shown), 1) * size.row, placed, len(rows) - len(shown))


def placed_row(row: Row, top: int, unit: float, size: Size) -> DrawnRow:
    """One row at a height of the picture."""
    y = top + (30 if not size.labels else (size.row - size.bar) // 2)
    pieces, x = [], float(size.labels)
    for piece in row.pieces:
        if piece.value:
            pieces.append(placed_piece(piece, row, x, y, unit, size))
            x += piece.value * unit
    total = Word(f"{row.value:,}", round(x + 8, 1), y + size.bar / 2 + 6)
    return DrawnRow(tuple(labels(row, top, y, size)), tuple(pieces), total, y)


def placed_piece(piece: Piece, row: Row, x: float, y: float, unit: float, size: Size) -> DrawnPiece:
    """A piece; one for 1 of very many is still 2 wide."""
    width = max(piece.value * unit, 2.0)
    shown = f"{piece.value:,}"
    letters = len(shown) * LETTER
    room = letters + 10
    middle = x + width / 2
    look = "is-light" if piece.kind.is_dark else "is-strong"
    has_shape = bool(piece.kind.status) and width > letters + SHAPE + 4
    at = middle + (SHAPE / 2 if has_shape else 0)
    number = Word(shown, round(at, 1), y + size.bar / 2 + 6, "middle", look) if width > room + 4 else None
    plate = (
        Plate(round(middle - room / 2, 1), y + 5, room, size.bar - 10) if number and piece.kind.is_patterned else None
    )
    said = f"{row.label}: {piece.kind.label.lower()}, {shown}"
    shape_x = round(at - letters / 2 - SHAPE + 2, 1) if has_shape else None
    shape_y = y + size.bar / 2 - 7
    return DrawnPiece(round(x, 1), round(width, 1), piece.kind, number, plate, piece.href, said, shape_x, shape_y)


def labels(row: Row, top: int, y: float, size: Size) -> Iterable[Word]:
    """The name above its bar on a phone; beside it on a desk, with the words under it or on two lines of its own."""
    if not size.labels:
        yield Word(on_one_line(row.label, size.letters), 0, top + 20, look="is-strong")
        return
    if row.words:
        yield Word(on_one_line(row.label, size.letters), 0, y + 15, look="is-strong")
        yield Word(on_one_line(row.words, size.letters + 4), 0, y + 33, look="muted")
        return
    yield from beside(row.label, y, size)


def beside(label: str, y: float, size: Size) -> Iterable[Word]:
    """A name at the left of its bar, on at most two lines."""
    lines = shortened(label, size.letters, 2)
    first = y + size.bar / 2 + (6 if len(lines) == 1 else -3)
    for number, line in enumerate(lines):
        yield Word(line, 0, first + 18 * number, look="is-strong")

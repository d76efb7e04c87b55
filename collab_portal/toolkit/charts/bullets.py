"""Horizontal bars against an outline: how much of a plan is there, how much more is said to be, row by row.

What is certain is solid, what waits is hatched and stands behind it, the plan is an outline, and a line across the bar says
how far it should be by now. The amounts are written out
above each bar, so nothing has to be measured with the eye.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from collab_portal.toolkit.charts.letters import Word, on_one_line
from collab_portal.toolkit.charts.stacks import Kind, Size, beside


@dataclass(frozen=True)
class Part:
    """An amount, the address of exactly what makes it up, and how a screen reader says it."""

    amount: Decimal
    href: str
    said: str


@dataclass(frozen=True)
class Bullet:
    """One bar: its name, what stands above it, and its amounts; a plan that is not known has no outline."""

    label: str
    words: str
    certain: Part
    waiting: Part
    plan: Part | None
    by_now: Part | None = None

    @property
    def longest(self) -> Decimal:
        """What must find room: the plan, how far it should be, or both amounts where they go past it."""
        others = (part.amount for part in (self.plan, self.by_now) if part)
        return max(self.certain.amount + self.waiting.amount, *others, Decimal(0))


PATTERNS = ("solid", "hatched", "open", "line")
WIDE = Size("wide", width=1140, labels=300, letters=29, row=66, bar=26, rows=12)
NARROW = Size("narrow", width=358, labels=0, letters=34, row=92, bar=26, rows=12, text=17)


@dataclass(frozen=True)
class DrawnPart:
    """A part with its place. `kind` names how it is drawn."""

    x: float
    width: float
    kind: Kind
    href: str
    said: str


@dataclass(frozen=True)
class DrawnBullet:
    """A bar with its words and parts, the outline first, so that the others lie on it."""

    words: tuple[Word, ...]
    parts: tuple[DrawnPart, ...]
    y: float
    line: DrawnPart | None = None


@dataclass(frozen=True)
class Drawing:
    """The chart in one size."""

    size: Size
    height: int
    rows: tuple[DrawnBullet, ...]
    left_out: int


@dataclass(frozen=True)
class BulletChart:
    """The chart in both sizes, with the key to its kinds: what is certain, what waits, the plan, and how far it should be."""

    name: str
    title: str
    description: str
    kinds: tuple[Kind, ...]
    drawings: tuple[Drawing, ...]
    template: str = "components/bullets.html"


def bullet_chart(
    name: str, title: str, description: str, labels: tuple[str, ...], rows: Iterable[Bullet]
) -> BulletChart:
    """Draw rows in the order given. `labels` are the words of the key: certain, waiting, plan, and by now if rows have it."""
    every, kinds = tuple(rows), tuple(map(Kind, labels, PATTERNS))
    drawings = tuple(drawn(every, kinds, size) for size in (WIDE, NARROW))
    return BulletChart(name, title, description, kinds, drawings)


def drawn(rows: tuple[Bullet, ...], kinds: tuple[Kind, ...], size: Size) -> Drawing:
    """The same rows at one size, the longest as long as there is room."""
    shown = rows[: size.rows]
    most = max((row.longest for row in shown), default=Decimal(0)) or Decimal(1)
    unit = (size.width - size.labels - 2) / float(most)
    placed = tuple(placed_row(row, number * size.row, unit, kinds, size) for number, row in enumerate(shown))
    return Drawing(size, max(len(shown), 1) * size.row, placed, len(rows) - len(shown))


def placed_row(row: Bullet, top: int, unit: float, kinds: tuple[Kind, ...], size: Size) -> DrawnBullet:
    """One row at a height of the picture."""
    certain, waiting, plan, *by_now = kinds
    y = top + size.row - size.bar - 8
    after = float(row.certain.amount) * unit
    parts = [placed_part(row.plan, 0, plan, unit, size)] if row.plan else []
    parts += [placed_part(row.certain, 0, certain, unit, size), placed_part(row.waiting, after, waiting, unit, size)]
    line = placed_line(row.by_now, by_now[0], unit, size) if row.by_now and by_now else None
    return DrawnBullet(tuple(labels(row, y, size)), tuple(part for part in parts if part.width), y, line)


def placed_part(part: Part, after: float, kind: Kind, unit: float, size: Size) -> DrawnPart:
    """A part; one that is very little of the longest is still 2 wide, one of nothing is not there."""
    width = max(float(part.amount) * unit, 2.0) if part.amount else 0.0
    return DrawnPart(round(size.labels + 1 + after, 1), round(width, 1), kind, part.href, part.said)


def placed_line(part: Part, kind: Kind, unit: float, size: Size) -> DrawnPart:
    """A line 4 wide whose middle is at the amount, and which never leaves the picture."""
    middle = size.labels + 1 + float(part.amount) * unit
    return DrawnPart(round(min(max(middle - 2, size.labels), size.width - 4), 1), 4, kind, part.href, part.said)


def labels(row: Bullet, y: float, size: Size) -> Iterable[Word]:
    """The amounts above the bar; the name beside it on a desk, on at most two lines, and above the amounts on a phone."""
    yield Word(row.words, size.labels + 1, y - 8)
    if not size.labels:
        yield Word(on_one_line(row.label, size.letters), 0, y - 32, look="is-strong")
        return
    yield from beside(row.label, y, size)

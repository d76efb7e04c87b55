"""Horizontal bars, drawn on the server in two sizes: one for a desk, one for a phone.

A chart is a picture of a table that stands below it. Here it is only measured: where each bar and word lies.
The template components/bars.html draws it. Nothing is rotated, scaled down or told by colour alone; axes begin at 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from collab_portal.toolkit.charts.letters import Word, shortened


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: what it is, how many, words to stand after the number, and its colour's name.

    `colour` ends a class of the style sheet (app-bar--police); "unknown" is drawn as a dashed outline.
    """

    label: str
    value: int
    words: str = ""
    colour: str = "ink"


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its place, in units of the picture."""

    lines: tuple[Word, ...]
    number: Word
    words: str
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Size:
    """How a picture is laid out. Lengths are CSS pixels at the width it is made for; letters are counted."""

    name: str
    width: int
    text: int  # height of the letters
    labels: int  # room for labels left of the bars; 0: labels stand above them
    letters: int  # of a label line, so that it fits in the widest of the fonts as well
    row: int
    bar: int
    after: int  # room for the number after the longest bar
    words: int  # further room for words after the number


#: A half of the page from 768px on, and a phone; at 320px the letters of the second are still 14px.
WIDE = Size("wide", width=545, text=16, labels=200, letters=18, row=46, bar=30, after=55, words=80)
NARROW = Size("narrow", width=358, text=18, labels=0, letters=34, row=62, bar=22, after=55, words=85)


@dataclass(frozen=True)
class Drawing:
    """A chart in one size, ready for the template."""

    size: Size
    height: int
    bars: tuple[DrawnBar, ...]


@dataclass(frozen=True)
class BarChart:
    """A chart in both sizes. `title` says what is shown, `description` says it again in words, number by number."""

    name: str
    title: str
    description: str
    drawings: tuple[Drawing, ...]


def bar_chart(name: str, title: str, bars: Iterable[Bar]) -> BarChart:
    """Draw bars in the order given. `name` makes the ids of the page: one chart of a name on each page."""
    rows = tuple(bars)
    said = ", ".join(f"{bar.label} {bar.value:,}" for bar in rows)
    return BarChart(name, title, f"{said}.", tuple(drawn(rows, size) for size in (WIDE, NARROW)))


def drawn(bars: tuple[Bar, ...], size: Size) -> Drawing:
    """The same bars at one size, the longest as long as there is room."""
    longest = max((bar.value for bar in bars), default=0) or 1
    room = size.width - size.labels - size.after - (size.words if any(bar.words for bar in bars) else 0)
    rows = tuple(placed(bar, number * size.row, room / longest, size) for number, bar in enumerate(bars))
    return Drawing(size, len(bars) * size.row, rows)


def placed(bar: Bar, top: int, unit: float, size: Size) -> DrawnBar:
    """One bar at a height of the picture. A bar for 1 of very many is still 2 wide, and nothing is drawn for 0."""
    width = max(unit * bar.value, 2.0) if bar.value else 0.0
    y = top + (size.row - size.bar - 8 if not size.labels else (size.row - size.bar) / 2)
    middle = y + size.bar / 2 + size.text * 0.35
    number = Word(f"{bar.value:,}", round(size.labels + width + 8, 1), round(middle, 1))
    lines = labels(bar.label, top, middle, size)
    return DrawnBar(lines, number, bar.words, size.labels, y, round(width, 1), size.bar, bar.colour)


def labels(text: str, top: int, middle: float, size: Size) -> tuple[Word, ...]:
    """A label above its bar on one line, or beside it on one or two; what does not fit ends in an ellipsis."""
    if not size.labels:
        return (Word(shortened(text, size.letters, 1)[0], 0, top + size.text),)
    lines = shortened(text, size.letters, 2)
    step = size.text + 2
    first = middle - step * (len(lines) - 1) / 2
    return tuple(Word(line, 0, round(first + step * number, 1)) for number, line in enumerate(lines))

"""Bars over an axis of dates, with today's line: where each thing is in its life. Each row is a link.

A date that is not known is not guessed: the bar's open side is dashed. A bar that begins before the axis, or ends after
it, carries an arrow. Only local dates come in here, and nothing reads the clock.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collab_portal.toolkit.charts.letters import Word, on_one_line
from collab_portal.toolkit.dates import MONTH_NAMES, months_before
from collab_portal.toolkit.words import day

BEFORE, AFTER = 18, 24  # months of the axis at most, before today and after it


@dataclass(frozen=True)
class Life:
    """One row: a name, a word under it, its first and last day where known, a day that is marked, and a status.

    `status` is on_track, at_risk, off_track or anything else (a dashed ring); `status_words` stand beside its shape.
    """

    label: str
    href: str = ""
    words: str = ""
    begins: dt.date | None = None
    ends: dt.date | None = None
    marked: dt.date | None = None
    colour: str = "ink"
    status: str = ""
    status_words: str = ""
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Mark:
    """A day ahead that concerns every row, and its words: “Review 8 December”."""

    day: dt.date
    words: str


@dataclass(frozen=True)
class Size:
    """How a picture is laid out, in CSS pixels at the width it is made for."""

    name: str
    width: int
    labels: int
    right: int
    letters: int
    row: int
    bar: int
    rows: int
    ticks: int  # the room that the words of a tick need
    text: int


WIDE = Size("wide", width=1140, labels=322, right=214, letters=31, row=46, bar=16, rows=40, ticks=76, text=15)
NARROW = Size("narrow", width=358, labels=2, right=2, letters=34, row=106, bar=14, rows=25, ticks=98, text=17)
TOP = 52
TODAY_ROOM = 66  # from today's line to the end of its word
LETTER = 12  # the width of a bold letter of 17px, rounded up


@dataclass(frozen=True)
class Axis:
    """The days of the picture and the room they have."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    def at(self, day: dt.date) -> float:
        """Where a day lies; days outside the axis lie at its edge."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(self.left + min(max(share, 0), 1) * (self.right - self.left), 1)


@dataclass(frozen=True)
class Tick:
    """A month's first day on the axis; only some have words."""

    x: float
    word: Word | None
    is_year: bool


@dataclass(frozen=True)
class Span:
    """A piece of a bar: solid where the dates are known, dashed where they are not."""

    x: float
    width: float
    is_known: bool


@dataclass(frozen=True)
class DrawnLife:
    """A row with its words and marks."""

    y: float
    middle: float
    words: tuple[Word, ...]
    spans: tuple[Span, ...]
    colour: str
    begins_before: bool
    ends_after: bool
    bar_y: float
    y_end: float
    left_arrow: str  # where a path begins: "x y"
    right_arrow: str
    diamond: str
    status: str
    status_x: float
    status_y: float
    href: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """The timeline in one size."""

    size: Size
    height: int
    axis: Axis
    ticks: tuple[Tick, ...]
    today: float
    today_word: Word
    ahead: float | None
    ahead_word: Word | None
    rows: tuple[DrawnLife, ...]
    left_out: int


@dataclass(frozen=True)
class Timeline:
    """The timeline in both sizes."""

    name: str
    title: str
    description: str
    drawings: tuple[Drawing, ...]
    template: str = "components/timeline.html"


def timeline(
    name: str, title: str, description: str, lives: Iterable[Life], today: dt.date, ahead: Mark | None = None
) -> Timeline:
    """Draw lives in the order given, around a local date, with a dashed line at a day ahead."""
    rows = tuple(lives)
    return Timeline(name, title, description, tuple(drawn(rows, today, size, ahead) for size in (WIDE, NARROW)))


def drawn(lives: Sequence[Life], today: dt.date, size: Size, mark: Mark | None) -> Drawing:
    """The same lives at one size."""
    shown = lives[: size.rows]
    first, last = days_of(shown, today)
    axis = Axis(first, last, size.labels + 6, size.width - size.right - 6)
    rows = tuple(placed(life, TOP + number * size.row, today, axis, size) for number, life in enumerate(shown))
    now = axis.at(today)
    is_left = now < axis.left + 60
    word = Word(day(today), now + 6 if is_left else now - 6, 16, "start" if is_left else "end", "is-strong")
    height = TOP + max(len(shown), 1) * size.row
    ahead = axis.at(mark.day) if mark and today < mark.day <= last else None
    said = None if ahead is None else ahead_word(mark.words, ahead, now + TODAY_ROOM if is_left else 0, size)
    return Drawing(size, height, axis, tuple(ticks(axis, size)), now, word, ahead, said, rows, len(lives) - len(shown))


def ahead_word(words: str, x: float, free: float, size: Size) -> Word | None:
    """The words right of their line, after what stands there already; the first of them, or none, where room is short."""
    left = max(x + 6, free)
    fits = (text for text in (words, words.partition(" ")[0]) if left + len(text) * LETTER <= size.width)
    said = next(fits, "")
    return Word(said, left, 16, look="is-ahead") if said else None


def days_of(lives: Sequence[Life], today: dt.date) -> tuple[dt.date, dt.date]:
    """The axis: from the first day of a quarter to that of another, with half a year on both sides of today at least."""
    days = [day for life in lives for day in (life.begins, life.ends, life.marked) if day]
    first = min([*days, months_before(today, 6)])
    last = max([*days, months_before(today, -6)])
    first = max(first, months_before(today, BEFORE))
    last = min(last, months_before(today, -AFTER))
    return quarter(first), quarter(months_before(last, -3))


def quarter(day: dt.date) -> dt.date:
    """The first day of its quarter."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def ticks(axis: Axis, size: Size) -> Iterable[Tick]:
    """The quarters of the axis. Words stand as close as there is room for; January says its year."""
    day, free = axis.first, axis.left - 1
    while day <= axis.last:
        x = axis.at(day)
        words = f"{MONTH_NAMES[day.month][:3]} {day.year}"
        has_room = x >= free and x + size.ticks - 10 <= axis.right + 20
        yield Tick(x, Word(words, x + 4, TOP - 14, look="muted") if has_room else None, day.month == 1)
        free = x + size.ticks if has_room else free
        day = months_before(day, -3)


def placed(life: Life, top: int, today: dt.date, axis: Axis, size: Size) -> DrawnLife:
    """One row at a height of the picture."""
    is_wide = size.name == "wide"
    middle = top + (size.row / 2 if is_wide else size.row - 16)
    mark = axis.at(life.marked) if life.marked and axis.first <= life.marked <= axis.last else None
    at = (size.width - size.right + 8, top + (7 if life.note else 16)) if is_wide else (0, top + 32)
    said = ". ".join(filter(None, [life.label, life.words, life.status_words, life.note]))
    return DrawnLife(
        y=top,
        middle=middle,
        words=tuple(words(life, top, at, size)),
        spans=tuple(spans(life, today, axis)),
        colour=life.colour,
        begins_before=bool(life.begins and life.begins < axis.first),
        ends_after=bool(life.ends and life.ends > axis.last),
        bar_y=middle - size.bar / 2,
        y_end=middle + size.bar / 2 + 4,
        left_arrow=f"{axis.left + 9} {middle - 4.5}",
        right_arrow=f"{axis.right - 9} {middle - 4.5}",
        diamond="" if mark is None else f"{mark} {middle - 8}",
        status=life.status,
        status_x=at[0],
        status_y=at[1],
        href=life.href,
        said=said,
    )


def spans(life: Life, today: dt.date, axis: Axis) -> Iterable[Span]:
    """Known days are solid. An open end is dashed from today on, an open start until the end of the first known stretch."""
    begins, ends = life.begins or axis.first, life.ends or axis.last
    begins, ends = min(begins, ends), max(begins, ends)
    if life.begins and life.ends:
        parts = [(begins, ends, True)]
    elif life.begins:
        known_until = min(max(today, begins), ends)
        parts = [(begins, known_until, True), (known_until, ends, False)]
    elif life.ends:
        known_from = max(min(today, ends), begins)
        parts = [(begins, known_from, False), (known_from, ends, True)]
    else:
        parts = [(begins, ends, False)]
    for start, end, is_known in parts:
        x, right = axis.at(start), axis.at(end)
        if right > x or is_known:
            yield Span(min(x, axis.right - 4), max(round(right - x, 1), 4.0), is_known)


def words(life: Life, top: int, at: tuple[float, float], size: Size) -> Iterable[Word]:
    """Name and words at the left, or above on a phone; the status beside its shape, and the note under it."""
    look = "is-late" if life.is_late else "muted"
    if size.name == "wide":
        yield Word(on_one_line(life.label, size.letters), 8, top + size.row / 2 - 3, look="is-strong")
        yield Word(on_one_line(life.words, size.letters + 4), 8, top + size.row / 2 + 15, look="muted")
        yield Word(life.status_words, at[0] + 20, at[1] + 12, look="is-strong")
        yield Word(on_one_line(life.note, 26), at[0] + 20, at[1] + 29, look=look)
    else:
        yield Word(on_one_line(life.label, size.letters), 0, top + 23, look="is-strong")
        yield Word(life.status_words, at[0] + 21, at[1] + 13, look="is-strong")
        yield Word(on_one_line(life.note or life.words, 40), 0, top + 68, look=look if life.note else "muted")

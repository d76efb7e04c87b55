"""Whose work is in trouble: what the last accepted reports of live work said, by who leads it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.charts.stacks import SHORT, WIDE, Kind, Piece, Row, Size, StackChart, stack_chart
from collab_portal.toolkit.words import and_list, count, sentence
from initiatives.dashboards.answers import NO_WORK, number
from initiatives.dashboards.figures import Group, live_initiatives, live_where
from initiatives.dashboards.pictures.life import late_in, what_late_reports_do
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Picture, line
from initiatives.dashboards.shares import Share, by_lead, key_of
from initiatives.register.models import Status

TITLE = "What the last reports of live initiatives said, by lead"
IN_TROUBLE = (Status.OFF_TRACK, Status.AT_RISK)
KINDS = tuple(
    Kind(status.label, status.value, status.value)
    for status in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.NOT_REPORTED)
)
STATUS_WORDS = {kind.status: kind.label.lower() for kind in KINDS}
MOST_NAMED = 3


@dataclass(frozen=True)
class Led:
    """What one lead has: the share of live work, how much of it has each status, and how much a late report."""

    share: Share
    numbers: Mapping[str, int]
    late: int

    @property
    def in_trouble(self) -> int:
        return sum(self.numbers[status] for status in IN_TROUBLE)

    @property
    def place(self) -> tuple:
        """What is most in trouble sorts first, and what nobody leads alone last among equals."""
        return -self.in_trouble, -self.numbers[Status.OFF_TRACK], not self.share.is_named, -self.share.value

    @property
    def row(self) -> Row:
        """A bar whose pieces lead to exactly their rows."""
        pieces = tuple(Piece(kind, self.numbers[kind.status], self.href(kind.status)) for kind in KINDS)
        return Row(self.share.label, pieces, self.words)

    @property
    def words(self) -> str:
        return f"leads {self.share.value:,}" if self.share.is_named else f"{self.share.value:,} in all"

    def href(self, status: str) -> str:
        return f"{self.share.href}&status={status}" if self.numbers[status] else ""

    @property
    def line(self) -> Line:
        cells = (Cell(self.numbers[kind.status], self.href(kind.status)) for kind in KINDS)
        late = Cell(self.late, f"{self.share.href}&late=on" if self.late else "")
        return line(self.share.label, Cell(self.share.value, self.share.href), *cells, late)


def whose_work_is_in_trouble(user: Any, today: dt.date) -> Picture:
    """Live work of a local date by lead and status, in one query."""
    return picture_of(live_initiatives(user, today))


def picture_of(groups: Sequence[Group], wide: Size = WIDE) -> Picture:
    """The same from groups that were read already; `wide` is the size for a desk."""
    leads, late, in_all = by_trouble(groups), late_in(groups), sum(group.number for group in groups)
    numbers = {kind.status: sum(led.numbers[kind.status] for led in leads) for kind in KINDS}
    answer = who_is_in_trouble(leads, numbers, in_all)
    return Picture(
        answer=answer,
        chart=drawn(leads, wide) if leads else None,
        heads=("Lead", "Live initiatives", *(kind.label for kind in KINDS), "With a late report"),
        rows=tuple(led.line for led in leads),
        scope=f"{count(in_all, 'live initiative')} you can see, as their last accepted reports said.",
        notes=(what_late_reports_do(late),),
        facts=(
            *(Fact(numbers[each], STATUS_WORDS[each], live_where(status=each)) for each in numbers if numbers[each]),
            Fact(late, "with a late report", live_where(late="on")),
        ),
    )


def in_short(groups: Sequence[Group]) -> Picture:
    """For the overview."""
    return picture_of(groups, SHORT)


def drawn(leads: Sequence[Led], wide: Size) -> StackChart:
    said = "; ".join(f"{led.share.label}: {and_list(of_each(led))}" for led in leads[: wide.rows])
    return stack_chart("trouble", TITLE, f"{said}.", KINDS, [led.row for led in leads], wide)


def of_each(led: Led) -> Iterable[str]:
    return (f"{led.numbers[kind.status]:,} {kind.label.lower()}" for kind in KINDS if led.numbers[kind.status])


def by_trouble(groups: Iterable[Group]) -> list[Led]:
    """Who has most off track or at risk first, then who leads most."""
    own = defaultdict(list)
    for group in groups:
        own[key_of(group)].append(group)
    leads = [led(share, own[share.key]) for share in by_lead(groups)]
    return sorted(leads, key=lambda each: each.place)


def led(share: Share, groups: Sequence[Group]) -> Led:
    numbers = Counter({kind.status: 0 for kind in KINDS})
    for group in groups:
        numbers[group.status] += group.number
    return Led(share, numbers, late_in(groups))


def who_is_in_trouble(leads: Sequence[Led], numbers: Mapping[str, int], in_all: int) -> str:
    """“2 of 21 live initiatives are off track and 5 are at risk. Westmere Fire leads most of them: 3.”"""
    if not in_all:
        return NO_WORK
    off, risk = (numbers[status] for status in IN_TROUBLE)
    if off or risk:
        are = "is" if off <= 1 else "are"
        said = (
            f"{sentence(number(off))} of {count(in_all, 'live initiative')} {are} off track and {number(risk)} at risk."
        )
    else:
        said = f"None of {count(in_all, 'live initiative')} is off track or at risk."
    return " ".join(filter(None, [said, who_has_most(leads), what_is_not_known(numbers[Status.NOT_REPORTED])]))


def what_is_not_known(value: int) -> str:
    """Work that no accepted report has spoken of may be in trouble too."""
    return f"{sentence(number(value))} {'is' if value == 1 else 'are'} not reported on yet." if value else ""


def who_has_most(leads: Sequence[Led]) -> str:
    """Who leads most of what is in trouble; nothing where nobody does, or more than three alike."""
    named = [each for each in leads if each.share.is_named]
    most = max((each.in_trouble for each in named), default=0)
    labels = [each.share.label for each in named if each.in_trouble == most]
    if not most or len(labels) > MOST_NAMED:
        return ""
    verb, each = ("lead", " each") if labels[1:] else ("leads", "")
    return f"{and_list(labels)} {verb} most of them: {number(most)}{each}."

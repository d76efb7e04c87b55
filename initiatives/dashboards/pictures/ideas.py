"""What happens to ideas: how many reached each stage, and what became of those that went no further."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from collab_portal.toolkit.charts.stacks import Kind, Piece, Row, stack_chart
from collab_portal.toolkit.words import NOT_KNOWN, count, sentence
from initiatives.dashboards.answers import number
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Picture, line
from initiatives.register.filters import UNKNOWN
from initiatives.register.models import Initiative, Stage, Standing

ON, LIVE = Kind("Went further", "solid"), Kind("Live at this stage", "hatched")
PARKED, CLOSED = Kind("Parked at this stage", "dotted"), Kind("Closed at this stage", "open")
KINDS = (ON, LIVE, PARKED, CLOSED)
STANDINGS = {LIVE: Standing.LIVE, PARKED: Standing.PARKED, CLOSED: Standing.CLOSED}
TITLE = "How far ideas went: initiatives that reached each stage"


@dataclass(frozen=True)
class Reached:
    """A stage: how many stand there as live, parked or closed, and how many went further."""

    stage: Stage
    numbers: dict[Kind, int]

    @property
    def in_all(self) -> int:
        return sum(self.numbers.values())

    def piece(self, kind: Kind) -> Piece:
        return Piece(kind, self.numbers[kind], self.href(kind))

    def href(self, kind: Kind) -> str:
        """The list of exactly those."""
        if kind is not ON:
            return where(stage=self.stage.value, standing=STANDINGS[kind].value)
        later = list(Stage)[list(Stage).index(self.stage) + 1 :]
        return where(reached=later[0].value) if later else ""


def what_happens_to_ideas(user: Any, today: dt.date) -> Picture:
    """The funnel on a local date, in three queries: everything registered that the person may see."""
    numbers = {kind: by_stage(user, standing, today) for kind, standing in STANDINGS.items()}
    stages, further = [], 0
    for stage in reversed(Stage):
        stages.insert(0, Reached(stage, {ON: further, **{kind: numbers[kind][stage.value] for kind in STANDINGS}}))
        further = stages[0].in_all
    unknown = sum(numbers[kind][""] for kind in STANDINGS)
    in_all = further + unknown
    answer = how_far_they_went(stages, unknown, in_all)
    rows = [Row(each.stage.label, tuple(map(each.piece, KINDS))) for each in stages]
    not_known = [line(sentence(NOT_KNOWN), Cell(unknown, where(stage=UNKNOWN)), None, *not_known_cells(numbers))]
    return Picture(
        answer=answer,
        chart=stack_chart("ideas", TITLE, answer, KINDS, rows) if further else None,
        heads=("Stage", "Reached it", *(kind.label for kind in KINDS)),
        rows=(*map(stage_line, stages), *(not_known if unknown else [])),
        scope=f"{count(in_all, 'initiative')} you can see, live, parked and closed. Drafts are not counted.",
        notes=("Work past its known end counts as closed.", "Late reports do not change these numbers."),
        facts=(Fact(in_all, "in the register", where()),),
    )


def by_stage(user: Any, standing: str, today: dt.date) -> Counter:
    """How many are at each stage, of those that are live, parked or closed; "" is a stage that is not known."""
    found = Initiative.objects.visible_to(user).registered().standing_as([standing], today).order_by()
    return Counter(dict(found.values_list("stage").annotate(number=Count("pk"))))


def stage_line(reached: Reached) -> Line:
    cells = [Cell(reached.numbers[kind], reached.href(kind)) for kind in KINDS]
    return line(reached.stage.label, Cell(reached.in_all, where(reached=reached.stage.value)), *cells)


def not_known_cells(numbers: dict[Kind, Counter]) -> list[Cell]:
    return [Cell(numbers[kind][""], where(stage=UNKNOWN, standing=STANDINGS[kind].value)) for kind in STANDINGS]


def how_far_they_went(stages: list[Reached], unknown: int, in_all: int) -> str:
    """“16 of 24 ideas went further than scoping. 3 closed at scoping, and 2 before it.”"""
    if not in_all:
        return "There is no work in the register that you can see."
    idea, scoping = stages[0], stages[1]
    known = in_all - unknown
    said = []
    if known:
        past = scoping.numbers[ON]
        said.append(f"{sentence(number(past))} of {count(known, 'idea')} went further than scoping.")
        said.append(
            f"{sentence(number(scoping.numbers[CLOSED]))} closed at scoping, {number(idea.numbers[CLOSED])} before it."
        )
    if unknown:
        said.append(f"The stage of {number(unknown)} is not known.")
    return " ".join(said)


def where(**asked: str) -> str:
    """The list of initiatives, narrowed."""
    address = reverse("register:initiatives")
    return f"{address}?{urlencode(asked)}" if asked else address

"""What a cycle still needs before it can start, in sentences that say what to do and lead to where it is done."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from collab_portal.toolkit.words import day
from initiatives.cycles.belonging import initiatives_of
from initiatives.cycles.choices import Covers, Every
from initiatives.cycles.models import ReviewCycle
from initiatives.cycles.planning import Offer

FIRST_DATE = "The first date must be in the future"
NOBODY_SHARES = (
    "No live initiative is shared by two of these organisations, so nobody would be asked. "
    "Choose other organisations, or choose initiatives by name."
)
NONE_CHOSEN = "No initiative you chose is live, so nobody would be asked. Choose at least one that is."
NO_MEETING = (
    "No coming meeting of {board} is known to the day, so there is no date to report for. "
    "Choose another rhythm, or start this cycle once its meetings are entered."
)
TOO_LATE = (
    "The papers for {on} would have been due on {due}, so nobody could be asked in time. "
    "Choose a later first date, or shorter times for the papers."
)


@dataclass(frozen=True)
class ToDo:
    """One thing that is missing, and the section in which it is put right."""

    sentence: str
    section: str


def missing_from(cycle: ReviewCycle, offered: list[Offer], today: dt.date) -> list[ToDo]:
    """What keeps a draft from starting on a local date, in the order of its sections; nothing when it can. Two queries."""
    return [*_about_the_work(cycle, today), *_about_the_dates(cycle, offered, today)]


def _about_the_work(cycle: ReviewCycle, today: dt.date) -> Iterator[ToDo]:
    if cycle.organisations.count() < 2:
        yield ToDo("Choose the organisations whose shared work it looks at, at least two.", "who")
    elif not initiatives_of(cycle, today).exists():
        yield ToDo(NONE_CHOSEN if cycle.covers == Covers.CHOSEN else NOBODY_SHARES, "work")


def _about_the_dates(cycle: ReviewCycle, offered: list[Offer], today: dt.date) -> Iterator[ToDo]:
    if not cycle.every:
        yield ToDo("Say how often reports are wanted, and from when on.", "when")
    elif cycle.every != Every.EACH_BOARD and (cycle.first_on is None or cycle.first_on <= today):
        yield ToDo(f"{FIRST_DATE}.", "when")
    elif not offered:
        yield ToDo(NO_MEETING.format(board=cycle.board), "when")
    elif all(each.is_too_late for each in offered):
        last = offered[-1]
        yield ToDo(TOO_LATE.format(on=day(last.on), due=day(last.deadlines.papers_due_on)), "when")

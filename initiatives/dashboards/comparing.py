"""A question answered as at two dates, and what is different between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.words import count, day, sentence
from initiatives.dashboards.pictures.page import Cell, Line, Part, Picture, Question, line
from initiatives.past.looking import looking_back
from initiatives.past.moments import Moment

NOT_THERE = "Not there"


@dataclass(frozen=True)
class Comparison:
    """Both answers, the numbers of each side by side, and the rows that are on one date only or say something else."""

    question: Question
    first: Moment
    second: Moment
    answers: tuple[str, str]
    scopes: tuple[str, str]
    numbers: Part
    rows: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for part in (self.numbers, self.rows) if part.rows)

    @property
    def answer(self) -> str:
        """How much is different, in a sentence."""
        between = f"between {day(self.first.day)} and {day(self.second.day)}"
        if not self.rows.rows:
            return f"Nothing in the table is different {between}."
        return f"{sentence(count(len(self.rows.rows), 'difference'))} in the table {between}."


def compared(question: Question, first: Moment, second: Moment, user: Any) -> Comparison:
    """The question as this person would see it at both moments, each read at one moment by code that cannot write."""
    one, other = (as_at(question, moment, user) for moment in (first, second))
    heads = (day(first.day), day(second.day))
    return Comparison(
        question,
        first,
        second,
        (one.answer, other.answer),
        (one.scope, other.scope),
        Part("numbers", "The numbers", ("Number", *heads, "Change"), tuple(numbers(one, other))),
        Part(
            "rows",
            "The rows that differ",
            (one.heads[0], "What", *heads),
            tuple(differing(question, one, other, (first, second))),
        ),
    )


def as_at(question: Question, moment: Moment, user: Any) -> Picture:
    """The answer of a moment; its links lead to that moment's pages."""
    with looking_back(moment, user):
        return question.draw(user, moment.day)


def numbers(one: Picture, other: Picture) -> Iterable[Line]:
    """Each number that either answer has; where one of them does not speak of it, it is none."""
    facts = [{fact.words: fact for fact in picture.facts} for picture in (one, other)]
    for words in dict.fromkeys([*facts[0], *facts[1]]):
        cells = [Cell(found[words].value, found[words].href) if words in found else Cell(0) for found in facts]
        change = cells[1].value - cells[0].value
        yield line(sentence(words), *cells, Cell(change, said=f"{change:+,}".replace("-", "−") if change else "0"))


def differing(question: Question, one: Picture, other: Picture, moments: Sequence[Moment]) -> Iterable[Line]:
    """Row by row: what is on one date only, then each value that is another."""
    before, after = (by_name(question, picture, at) for picture, at in zip((one, other), moments, strict=True))
    for name in dict.fromkeys([*before, *after]):
        there = after.get(name) or before[name]
        rest = [cell.shown for cell in there[1 : question.named_by]]
        if name not in after or name not in before:
            yes, no = Cell("In the table"), Cell(NOT_THERE)
            yield Line((there[0], Cell(" · ".join(rest)), *((no, yes) if name in after else (yes, no))))
            continue
        for place, head in enumerate(one.heads):
            was, now = before[name][place], after[name][place]
            if was.shown != now.shown and not (place < question.named_by > 1):
                yield Line((there[0], Cell(" · ".join([*rest, head])), plain(was), plain(now)))


def by_name(question: Question, picture: Picture, moment: Moment) -> Mapping[frozenset, tuple[Cell, ...]]:
    """The rows by what they are about: the record that their first cell leads to, else the words of the first cells.

    Two names of a pair say the same whichever comes first.
    """
    return {
        frozenset(
            cell.href.removeprefix(moment.prefix) or cell.shown for cell in row.cells[: question.named_by]
        ): row.cells
        for row in picture.rows
    }


def plain(cell: Cell) -> Cell:
    """A value that says so where it is empty."""
    return cell if cell.shown else Cell("–")

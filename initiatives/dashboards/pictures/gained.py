"""What each service has gained: confirmed and claimed against the plan of a year, and what was expected by now.

Amounts are added by `Sum` alone, by the same code as on the overview (initiatives.dashboards.gains).
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from collab_portal.toolkit.charts.bullets import Bullet, BulletChart, Part, bullet_chart
from collab_portal.toolkit.words import NOT_KNOWN, count, sentence
from initiatives.benefits.amounts import in_brief
from initiatives.dashboards import gains
from initiatives.dashboards.answers import what_each_gained
from initiatives.dashboards.gains import Gain, Gains
from initiatives.dashboards.pictures import page
from initiatives.dashboards.pictures.page import Fact, Line, Picture, line

TITLE = "Yearly cashable savings against their plan"
NOT_YET = "No quarter has ended"
STAGES = ("Plan", "Expected by now", "Confirmed", "Claimed, not confirmed")


def what_each_has_gained(user: Any, today: dt.date) -> Picture:
    """What a person may see of the financial year of a local date, in one query."""
    found = gains.gains(user, today)
    answer = what_each_gained(found)
    own = found.in_all
    in_all = (own,) if own and found.services[1:] else ()
    number = sum(row.lines for row in (*found.services, *found.others))
    return Picture(
        answer=answer,
        chart=picture_of(found, answer),
        heads=("Organisation", "Benefits", *STAGES),
        rows=tuple(
            line(row.label, page.Cell(row.lines, row.href), *amounts(row)) for row in (*found.services, *in_all)
        ),
        scope=f"{count(number, 'benefit')} of {found.year} you can see, {own.lines if own else 'none'} of them yearly cashable savings.",
        notes=tuple(what_to_know(found)),
        facts=(Fact(own.lines, "cashable savings that come every year", own.href),) if own else (),
        parts=(others(found),) if found.others else (),
    )


def what_to_know(found: Gains) -> Iterable[str]:
    """What the figures do not say."""
    yield "Late reports do not change these figures."
    if not found.in_all:
        return
    if found.so_far:
        yield f"Expected by now is what was planned for {found.so_far}; a quarter is claimed, then confirmed, after it has ended."
    if found.without_quarters:
        have = "has" if found.without_quarters == 1 else "have"
        yield f"{count(found.without_quarters, 'benefit')} {have} a plan for a year but none by quarter."


def others(found: Gains) -> page.Part:
    """Everything else that is gained, or became worse, each row by itself."""
    return page.Part(
        name="others",
        heading="Everything else that is gained, each apart",
        heads=("Type", "Counted in", "Benefits", *STAGES),
        rows=tuple(each_apart(found)),
        note="Rows are never added: types, units, and what comes once and what comes every year are different things.",
    )


def each_apart(found: Gains) -> Iterable[Line]:
    for row in found.others:
        cells = amounts(row) if row.cells else [page.Cell("Never added")] * len(STAGES)
        yield line(row.label, row.what, page.Cell(row.lines, row.href), *cells)


def amounts(row: Gain) -> Iterable[page.Cell]:
    """In the order of STAGES, each with its list."""
    yield amount(row.plan)
    yield amount(row.expected) if row.expected else page.Cell(NOT_YET)
    yield amount(row.confirmed)
    yield amount(row.claimed)


def amount(cell: gains.Cell) -> page.Cell:
    """A sum with the lines it adds up; one that is not known as that, and without a link, for it has none."""
    return page.Cell(cell.sum.amount, cell.href, said=cell.shown) if cell.is_known else page.Cell(sentence(NOT_KNOWN))


def picture_of(found: Gains, answer: str) -> BulletChart | None:
    """A bar for each organisation, the largest plan first; None where no yearly cashable saving is entered."""
    rows = sorted((bullet(row, found) for row in found.services), key=lambda row: (-row.longest, row.label))
    labels = [f"Confirmed {found.year}", f"Claimed {found.year}, with finance", "Plan for a year"]
    if any(row.by_now for row in rows):
        labels.append(f"Planned for {found.so_far}")
    return bullet_chart("gained", TITLE, answer, tuple(labels), rows) if rows else None


def bullet(row: Gain, found: Gains) -> Bullet:
    return Bullet(
        label=row.label,
        words=in_words(row),
        certain=part(row, row.confirmed, f"confirmed {found.year}"),
        waiting=part(row, row.claimed, f"claimed {found.year}, not confirmed"),
        plan=part(row, row.plan, "planned for a year") if row.plan.is_known else None,
        by_now=part(row, row.expected, f"planned for {found.so_far}")
        if row.expected and row.expected.is_known
        else None,
    )


def part(row: Gain, cell: gains.Cell, what: str) -> Part:
    return Part(cell.sum.amount, cell.href, f"{row.label}: {cell.shown} {what}")


def in_words(row: Gain) -> str:
    """“£283,471 of £1.29m, 22%”; the table has every amount in full. A share of nothing is not said."""
    confirmed, plan = row.confirmed.sum.amount, row.plan.sum.amount
    if not row.plan.is_known:
        return f"{in_brief(confirmed)}, plan not known"
    return f"{in_brief(confirmed)} of {in_brief(plan)}{f', {confirmed / plan:.0%}' if plan else ''}"

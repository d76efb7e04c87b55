"""Who works with whom: how many live initiatives each pair of organisations shares, among those the person may see."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.charts.matrix import Count, matrix
from collab_portal.toolkit.words import and_list, count
from initiatives.dashboards.answers import NO_WORK, number
from initiatives.dashboards.figures import live_where
from initiatives.dashboards.pictures.page import Cell, Fact, Picture, line
from initiatives.register.models import Initiative, Participation

TITLE = "How many live initiatives each pair of organisations shares"


@dataclass(frozen=True)
class Shared:
    """A pair of organisations, by slug, and the number of live initiatives they share; of one with itself, all it has."""

    one: str
    other: str
    number: int

    @property
    def href(self) -> str:
        alone = self.one == self.other
        return live_where(now=self.one) if alone else live_where(now=self.one, beside=self.other)


def who_works_with_whom(user: Any, today: dt.date) -> Picture:
    """The matrix of organisations on a local date, in two queries. An invitation not answered is no part yet."""
    return beside_each_other(user, today, Initiative.objects.visible_to(user).live_on(today).count())


def beside_each_other(user: Any, today: dt.date, works: int) -> Picture:
    """The same where the number of live initiatives is known, in one query."""
    rows = Participation.objects.pairs_in(Initiative.objects.visible_to(user).live_on(today), today)
    pairs = [Shared(row["one"], row["other"], row["number"]) for row in rows]
    names = {row["one"]: row["name"] for row in rows}
    order = in_order(pairs, names)
    place = {slug: at for at, slug in enumerate(order)}
    shared = sorted(
        (pair for pair in pairs if place[pair.one] < place[pair.other]),
        key=lambda pair: (-pair.number, names[pair.one], names[pair.other], pair.one, pair.other),
    )
    counts = {(place[p.other], place[p.one]): Count(p.number, p.href) for p in pairs if place[p.one] <= place[p.other]}
    answer = who_most(shared, names) if works else NO_WORK
    return Picture(
        answer=answer,
        chart=matrix("together", TITLE, answer, [names[slug] for slug in order], counts) if order else None,
        heads=("Organisation", "Works with", "Live initiatives shared"),
        rows=tuple(line(names[p.one], names[p.other], Cell(p.number, p.href)) for p in shared)
        + tuple(line(names[p.one], "All it takes part in", Cell(p.number, p.href)) for p in pairs if p.one == p.other),
        scope=f"{count(works, 'live initiative')} you can see. Work you cannot see is not counted.",
        notes=(
            "An organisation counts where it takes part today. An invitation that is not answered does not count.",
            "Late reports do not change these numbers.",
        ),
        facts=(Fact(works, "live in all", live_where()),),
    )


def in_order(pairs: Sequence[Shared], names: dict[str, str]) -> list[str]:
    """Whoever shares most comes first, so that a picture with little room shows the pairs that matter."""
    shares = dict.fromkeys(names, 0)
    for pair in pairs:
        if pair.one != pair.other:
            shares[pair.one] += pair.number
    return sorted(names, key=lambda slug: (-shares[slug], names[slug], slug))


def who_most(shared: Sequence[Shared], names: dict[str, str]) -> str:
    """“Cheshire Constabulary and Cheshire Fire share most: 9. 3 of 15 pairs share nothing.”"""
    if not shared:
        return "No two organisations take part in the same live work that you can see."
    most = [pair for pair in shared if pair.number == shared[0].number]
    if len(most) > 3:
        said = f"{len(most):,} pairs of organisations work together most, on {number(most[0].number)} each."
    else:
        joins = " with " if most[1:] else " and "
        who = and_list(f"{names[pair.one]}{joins}{names[pair.other]}" for pair in most)
        said = f"{who} share most: {number(most[0].number)}{' each' if most[1:] else ''}."
    possible = len(names) * (len(names) - 1) // 2
    without = possible - len(shared)
    if not without:
        return f"{said} Every pair of them shares something."
    return f"{said} {without:,} of {possible:,} pairs {'shares' if without == 1 else 'share'} nothing."

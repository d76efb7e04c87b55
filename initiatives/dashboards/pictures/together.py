"""Who works with whom: how many live initiatives each pair of organisations shares, among those the person may see."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from collab_portal.toolkit.charts.matrix import SMALL, WIDE, Count, Size, matrix
from collab_portal.toolkit.charts.network import WIDE as WIDE_NET
from collab_portal.toolkit.charts.network import Kind, Node, network
from collab_portal.toolkit.words import and_list, count, sentence
from initiatives.dashboards.answers import NO_WORK, number
from initiatives.dashboards.figures import live_where
from initiatives.dashboards.pictures.page import Cell, Fact, Part, Picture, line
from initiatives.register.models import Initiative, Participation
from services.directory.models import SERVICE_OF, Service

ALL = "All it takes part in"
SAID = 10  # pairs that the description of the network names
#: A circle, a square, a triangle and a diamond are told apart in grey as well; a partner's mark is open.
SHAPES = {
    Service.POLICE: "circle",
    Service.FIRE: "square",
    Service.AMBULANCE: "triangle",
    Service.OVERSIGHT: "diamond",
    Service.PARTNER: "ring",
}
TITLE = "How many live initiatives each pair of organisations shares"


NAMED_PAIRS = 3  # pairs without shared work that a note names
THREE = "with police, fire and ambulance together"


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


@dataclass(frozen=True)
class Shares:
    """Who shares what: the pairs, and the name and the kind of each organisation by slug, whoever shares most first."""

    pairs: tuple[Shared, ...]
    names: dict[str, str]
    kinds: dict[str, str]
    order: tuple[str, ...]

    @property
    def shared(self) -> list[Shared]:
        """Each pair once, those that share most first."""
        place = {slug: at for at, slug in enumerate(self.order)}
        once = (pair for pair in self.pairs if place[pair.one] < place[pair.other])
        return sorted(once, key=lambda p: (-p.number, self.names[p.one], self.names[p.other], p.one, p.other))

    @property
    def alone(self) -> dict[str, Shared]:
        """By slug, all that each takes part in, in the same order."""
        found = {pair.one: pair for pair in self.pairs if pair.one == pair.other}
        return {slug: found[slug] for slug in self.order if slug in found}

    @property
    def apart(self) -> list[tuple[str, str]]:
        """The names of each pair that shares nothing, in the same order."""
        shared = {(pair.one, pair.other) for pair in self.pairs}
        return [
            (self.names[one], self.names[other])
            for one, other in combinations(self.order, 2)
            if (one, other) not in shared
        ]

    def counts(self, number: int) -> dict[tuple[int, int], Count]:
        """By places in the order, the later first, with each organisation's own on the diagonal: of the first so many."""
        place = {slug: at for at, slug in enumerate(self.order[:number])}
        drawn = (p for p in self.pairs if p.one in place and p.other in place and place[p.other] >= place[p.one])
        return {(place[p.other], place[p.one]): Count(p.number, p.href) for p in drawn}


def shares_in(user: Any, today: dt.date) -> Shares:
    """What a person may see of it on a local date, in one query. An invitation not answered is no part yet."""
    rows = Participation.objects.pairs_in(Initiative.objects.visible_to(user).live_on(today), today)
    pairs = tuple(Shared(row["one"], row["other"], row["number"]) for row in rows)
    names = {row["one"]: row["name"] for row in rows}
    return Shares(pairs, names, {row["one"]: row["kind"] for row in rows}, tuple(in_order(pairs, names)))


def who_works_with_whom(user: Any, today: dt.date) -> Picture:
    """The matrix of organisations on a local date, the network of them, and what all three services share. Three queries."""
    found, live = shares_in(user, today), Initiative.objects.visible_to(user).live_on(today)
    all_three = list(live.worked_on_by_all_three(today).order_by("name", "pk").select_related("lead"))
    drawn = picture_of(found, live.count())
    return replace(
        drawn,
        facts=(*drawn.facts, Fact(len(all_three), THREE, live_where(three="on"))),
        parts=(*parts(found), *without_shared_work(found), *of_all_three(all_three)),
    )


def beside_each_other(user: Any, today: dt.date, works: int, rows: int) -> Picture:
    """A small matrix and so many rows at most where the number of live initiatives is known, in one query."""
    return picture_of(shares_in(user, today), works, SMALL, rows)


def picture_of(found: Shares, works: int, wide: Size = WIDE, rows: int | None = None) -> Picture:
    """Of so many live initiatives; `wide` is the size of the matrix for a desk."""
    names, shared = found.names, found.shared
    answer = who_most(shared, names) if works else NO_WORK
    labels, counts = [names[slug] for slug in found.order], found.counts(wide.rows)
    pairs = [*((p, names[p.other]) for p in shared), *((p, ALL) for p in found.alone.values())]
    return Picture(
        answer=answer,
        chart=matrix("together", TITLE, answer, labels, counts, wide) if labels else None,
        heads=("Organisation", "Works with", "Live initiatives shared"),
        rows=tuple(line(names[p.one], whom, Cell(p.number, p.href)) for p, whom in pairs[:rows]),
        scope=f"{count(works, 'live initiative')} you can see. Work you cannot see is not counted.",
        notes=(
            "An organisation counts where it takes part on that day. An invitation that is not answered does not count.",
            "Late reports do not change these numbers.",
            *apart_named(found),
        ),
        facts=(Fact(works, "live in all", live_where()),),
    )


def parts(found: Shares) -> tuple[Part, ...]:
    """The same as a network, where two organisations share anything, and a table of what each takes part in."""
    if not found.shared:
        return ()
    nodes = [node(found.names[slug], found.alone[slug], kind_of(found.kinds[slug])) for slug in found.order]
    rows = tuple(line(each.label, each.kind.label, Cell(each.value, each.href)) for each in nodes)
    said = "; ".join(f"{found.names[p.one]} with {found.names[p.other]} {p.number:,}" for p in found.shared[:SAID])
    chart = network("network", TITLE, f"The pairs that share most: {said}.", nodes, found.counts(WIDE_NET.rows))
    heads = ("Organisation", "Service", ALL)
    note = "Press a mark for what an organisation takes part in, or a line for what two of them share."
    return (Part("network", "The network of organisations", heads, rows, chart, note),)


def without_shared_work(found: Shares) -> tuple[Part, ...]:
    """A row for each pair that shares nothing, where any pair shares something."""
    if not found.shared or not found.apart:
        return ()
    rows = tuple(line(one, other) for one, other in found.apart)
    note = "Both organisations of each pair take part in live work that you can see, and in none together."
    return (Part("apart", "Pairs with no shared work", ("Organisation", "Shares nothing with"), rows, note=note),)


def apart_named(found: Shares) -> tuple[str, ...]:
    """A note that names a few pairs; none where nobody shares anything, or everybody something."""
    if not found.shared or not found.apart:
        return ()
    more = len(found.apart) - NAMED_PAIRS
    said = [f"{one} and {other}" for one, other in found.apart[:NAMED_PAIRS]]
    return (f"Nothing is shared by {'; '.join([*said, *([count(more, 'other pair')] if more > 0 else [])])}.",)


def of_all_three(works: Sequence[Initiative]) -> tuple[Part, ...]:
    """Each piece of work in which a police force, a fire service and an ambulance service take part, with its lead."""
    rows = tuple(line(Cell(work.name, work.get_absolute_url()), sentence(work.lead_in_words)) for work in works)
    return (Part("three", "Police, fire and ambulance together", ("Initiative", "Lead"), rows),) if rows else ()


def node(label: str, own: Shared, kind: Kind) -> Node:
    return Node(label, own.number, own.href, kind)


def kind_of(kind: str) -> Kind:
    """An organisation's service, by shape and shade."""
    service = SERVICE_OF.get(kind, Service.PARTNER)
    return Kind(service.label, SHAPES[service], service.value)


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

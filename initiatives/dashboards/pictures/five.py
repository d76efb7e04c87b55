"""How much is done together: the five that HMIC measured in 2012, number, spread, maturity, proportion and savings.

The source is HMIC, *Increasing efficiency: the role of collaboration* (2012), as domain brief 3.3 has it. The brief names
the five and gives no scale for them, so each is what the register knows and the page says what that is: number is live
initiatives; spread is by theme (brief 8; pairs are a question of their own); maturity is the stage (brief 2.6); savings are
the plan of cashable benefits (brief 2.9); proportion is the planned running costs of shared work, of all that is spent.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from collab_portal.toolkit.charts.stacks import Kind, Piece, Row, stack_chart
from collab_portal.toolkit.dates import year_of
from collab_portal.toolkit.words import NOT_KNOWN, count, sentence
from initiatives.dashboards.answers import NO_WORK, number
from initiatives.dashboards.figures import live_where
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Part, Picture, line
from initiatives.dashboards.pictures.proportion import HEAD as PART_OF_ALL
from initiatives.dashboards.pictures.proportion import Proportion, planned_running_costs
from initiatives.dashboards.pictures.savings import Savings, savings
from initiatives.register.filters import UNKNOWN
from initiatives.register.models import Initiative, Participation, Stage, Theme
from services.directory.models import Organisation

GONE_LIVE, DELIVERY = Kind("Gone live", "solid"), Kind("In delivery", "hatched")
EARLIER, NO_STAGE = Kind("Before delivery", "dotted"), Kind("Stage not known", "open")
#: How far work has come, and how the list of initiatives is asked for exactly that.
MATURITY = {
    GONE_LIVE: {"reached": Stage.GO_LIVE.value},
    DELIVERY: {"stage": Stage.DELIVERY.value},
    EARLIER: {"before": Stage.DELIVERY.value},
    NO_STAGE: {"stage": UNKNOWN},
}
#: The one kind of the picture of themes.
WORK = Kind("Live initiatives", "solid")
EARLY = (Stage.IDEA, Stage.SCOPING, Stage.CASE, Stage.AGREEMENT)
KIND_OF = {"": NO_STAGE, Stage.DELIVERY: DELIVERY, **dict.fromkeys(EARLY, EARLIER)}
TITLE = "Live initiatives of each organisation, and how far they have come"
HEADS = ("Organisation", "Live", "Themes", *(kind.label for kind in MATURITY), PART_OF_ALL)
ALL = "All you can see"


@dataclass(frozen=True)
class Extent:
    """What one organisation does together with others, or everybody together (no `slug`): live work by maturity and theme.

    `budget` is what it spends in all in the financial year, in pounds, if that is known.
    """

    slug: str
    name: str
    stages: Counter
    themes: Counter
    evaluated: int = 0
    budget: Decimal | None = None

    @property
    def live(self) -> int:
        return sum(self.stages.values())

    def href(self, **asked: str) -> str:
        """The list of exactly those."""
        return live_where(**({"now": self.slug} if self.slug else {}), **asked)

    def piece(self, kind: Kind) -> Piece:
        return Piece(kind, self.stages[kind], self.href(**MATURITY[kind]))

    @property
    def theme_words(self) -> str:
        """Its themes in the order of the choices, with those not known last."""
        known = [theme.label for theme in Theme if self.themes[theme.value]]
        unknown = [NOT_KNOWN] if self.themes[""] else []
        return sentence(", ".join([*known, *unknown]))


def how_much_is_done_together(user: Any, today: dt.date) -> Picture:
    """The five on a local date, of what the person may see, in seven queries."""
    live = Initiative.objects.visible_to(user).live_on(today)
    saved, planned = savings(user, today), planned_running_costs(user, year_of(today))
    everybody = in_all(live)
    each = by_organisation(live, user, today, {*saved.slugs, *planned})
    budgets = {extent.slug: extent.budget for extent in each if extent.budget is not None}
    business = Proportion(planned, budgets, year_of(today))
    answer = in_one_sentence(everybody, each, saved, business)
    lines = [extent_line(extent, saved, business) for extent in [*each, everybody]] if each else []
    rows = [Row(extent.name, tuple(map(extent.piece, MATURITY))) for extent in each if extent.live]
    return Picture(
        answer=answer,
        chart=stack_chart("five", TITLE, answer, tuple(MATURITY), rows) if rows else None,
        heads=(*HEADS, *saved.heads),
        rows=tuple(lines),
        scope=f"{count(everybody.live, 'live initiative')} you can see. Work of several organisations counts at each of them, and once in all.",
        notes=(
            "The inspectorate measured these five in 2012: number, spread, maturity, proportion and expected savings. "
            "Here maturity is the stage that was last entered, and expected savings are planned cashable savings in pounds.",
            business.note([extent.slug for extent in each]),
            "Late reports do not change these numbers.",
        ),
        facts=(
            Fact(everybody.live, "live", everybody.href()),
            *(
                Fact(everybody.stages[kind], kind.label.lower(), everybody.href(**asked))
                for kind, asked in MATURITY.items()
            ),
            Fact(everybody.evaluated, "evaluated", everybody.href(evaluated="yes")),
        ),
        parts=parts(everybody, each, saved, business),
    )


def parts(everybody: Extent, each: Iterable[Extent], saved: Savings, business: Proportion) -> tuple[Part, ...]:
    """The further tables that have anything, in the order of the five."""
    shared = business.part((extent.slug, extent.name) for extent in each)
    return tuple(part for part in (spread(everybody, each), shared, saved.part) if part.rows)


def in_all(live: Any) -> Extent:
    """Everything, each initiative once."""
    stages, evaluated = Counter(), 0
    for stage, value, evaluated_of_it in live.by_stage():
        stages[KIND_OF.get(stage, GONE_LIVE)] += value
        evaluated += evaluated_of_it
    return Extent("", ALL, stages, Counter(dict(live.by_theme())), evaluated)


def by_organisation(live: Any, user: Any, today: dt.date, others: Collection[str]) -> list[Extent]:
    """Whoever takes part in most comes first; also `others` (slugs), who save or pay something by work that is over now."""
    stages, themes = defaultdict(Counter), defaultdict(Counter)
    for slug, stage, value in Participation.objects.by_stage_in(live, today):
        stages[slug][KIND_OF.get(stage, GONE_LIVE)] += value
    for slug, theme, value in Participation.objects.by_theme_in(live, today):
        themes[slug][theme] += value
    named = Organisation.objects.filter(slug__in={*stages, *others}).with_budget_of(year_of(today), user)
    each = [
        Extent(slug, name, stages[slug], themes[slug], budget=budget)
        for slug, name, budget in named.values_list("slug", "short_name", "budget")
    ]
    return sorted(each, key=lambda extent: (-extent.live, extent.name, extent.slug))


def extent_line(extent: Extent, saved: Savings, business: Proportion) -> Line:
    cells = [Cell(extent.stages[kind], extent.href(**asked)) for kind, asked in MATURITY.items()]
    live = Cell(extent.live, extent.href())
    return line(extent.name, live, extent.theme_words, *cells, business.of(extent.slug), *saved.cells(extent.slug))


def spread(everybody: Extent, each: Iterable[Extent]) -> Part:
    """How many initiatives there are of each theme: a picture of all, and a table of each organisation."""
    order = {theme.value: theme.label for theme in Theme} | {"": sentence(NOT_KNOWN)}
    said = "Live initiatives of each theme, of all that you can see. Work with two themes counts at both."
    bars = [
        Row(label, (Piece(WORK, everybody.themes[theme], everybody.href(theme=theme or UNKNOWN)),))
        for theme, label in order.items()
        if everybody.themes[theme]
    ]
    return Part(
        name="themes",
        heading="Spread: live initiatives by theme",
        heads=("Organisation", "Theme", "Live initiatives by theme"),
        rows=tuple(
            line(extent.name, label, Cell(extent.themes[theme], extent.href(theme=theme or UNKNOWN)))
            for extent in [*each, everybody]
            for theme, label in order.items()
            if extent.themes[theme]
        ),
        chart=stack_chart("themes", "Live initiatives of each theme", said, (WORK,), bars),
        note=said,
    )


def in_one_sentence(everybody: Extent, each: list[Extent], saved: Savings, business: Proportion) -> str:
    """“9 live initiatives of 6 organisations are spread over 5 of 12 themes, 4 have gone live, cashable savings of …”"""
    if not everybody.live:
        return NO_WORK
    known = sum(bool(everybody.themes[theme.value]) for theme in Theme)
    one = everybody.live == 1
    over = f"spread over {number(known)} of {len(Theme)} themes" if known else "of themes that are not known"
    gone = everybody.stages[GONE_LIVE]
    parts = [
        f"{sentence(number(everybody.live))} live {'initiative' if one else 'initiatives'} of "
        f"{count(sum(bool(extent.live) for extent in each), 'organisation')} {'is' if one else 'are'} {over}",
        f"{number(gone)} {'has' if gone < 2 else 'have'} gone live",
        saved.words,
        f"and {business.words}",
    ]
    return f"{', '.join(parts)}."

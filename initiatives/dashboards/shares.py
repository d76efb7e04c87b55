"""Live work split by stage and by lead: the bars of the overview, each with the address of the rows it counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collab_portal.toolkit.charts import Bar
from collab_portal.toolkit.words import NOT_KNOWN, sentence
from initiatives.dashboards.figures import Group, live_where
from initiatives.register.filters import JOINTLY, UNKNOWN
from initiatives.register.models import Stage
from services.directory.models import SERVICE_OF, Service

BARS = 10


@dataclass(frozen=True)
class Share:
    """One bar: how many live initiatives have this in common, and the list of exactly those."""

    label: str
    value: int
    href: str
    words: str = ""
    colour: str = "ink"
    is_known: bool = True
    is_named: bool = True

    @property
    def shown(self) -> str:
        return f"{self.value:,}"

    @property
    def bar(self) -> Bar:
        return Bar(self.label, self.value, self.words, self.colour)


def by_stage(groups: Iterable[Group]) -> tuple[Share, ...]:
    """In the order of a piece of work's life, stages without work left out, "not known" last."""
    numbers = Counter()
    for group in groups:
        numbers[group.stage] += group.number
    known = [Share(stage.label, numbers[stage], live_where(stage=stage.value)) for stage in Stage if numbers[stage]]
    return (*known, *not_known(numbers[""], live_where(stage=UNKNOWN)))


def by_lead(groups: Iterable[Group]) -> tuple[Share, ...]:
    """Who leads most comes first; work led jointly and work whose lead is not known come last."""
    numbers, organisations = Counter(), {}
    for group in groups:
        key = group.slug or (JOINTLY if group.is_joint else UNKNOWN)
        numbers[key] += group.number
        organisations[key] = group
    ordered = sorted(organisations, key=lambda key: (-numbers[key], organisations[key].lead))
    leads = [led_by(organisations[key], numbers[key]) for key in ordered if organisations[key].slug]
    jointly = Share("Led jointly", numbers[JOINTLY], live_where(lead=JOINTLY), is_named=False)
    return (*leads, *([jointly] if jointly.value else []), *not_known(numbers[UNKNOWN], live_where(lead=UNKNOWN)))


def led_by(group: Group, number: int) -> Share:
    """An organisation's share, in the colour of its service and with the service in words."""
    service = SERVICE_OF.get(group.kind, Service.PARTNER)
    return Share(group.lead, number, live_where(lead=group.slug), service.label, service.value)


def not_known(number: int, href: str) -> Sequence[Share]:
    """The share nobody can name, if there is any."""
    return [Share(sentence(NOT_KNOWN), number, href, colour=UNKNOWN, is_known=False, is_named=False)] if number else []


def worth_drawing(parts: Sequence[Share]) -> list[Share]:
    """The ten largest named parts in the order given, and always what is led jointly or not known."""
    named = sorted((part for part in parts if part.is_named), key=lambda part: -part.value)[:BARS]
    return [part for part in parts if part in named or not part.is_named]

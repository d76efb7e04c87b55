"""Live work split by stage and by lead: how many of each, with the address of the rows that are counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collab_portal.toolkit.words import NOT_KNOWN, sentence
from initiatives.dashboards.figures import Group, live_where
from initiatives.register.filters import JOINTLY, UNKNOWN
from initiatives.register.models import Stage


@dataclass(frozen=True)
class Share:
    """How many live initiatives have this in common, and the list of exactly those; `key` is its word in the address."""

    label: str
    value: int
    href: str
    key: str = ""
    is_known: bool = True
    is_named: bool = True


def by_stage(groups: Iterable[Group]) -> tuple[Share, ...]:
    """In the order of a piece of work's life, stages without work left out, "not known" last."""
    numbers = Counter()
    for group in groups:
        numbers[group.stage] += group.number
    known = [Share(stage.label, numbers[stage], live_where(stage=stage.value)) for stage in Stage if numbers[stage]]
    return (*known, *not_known(numbers[""], live_where(stage=UNKNOWN)))


def by_lead(groups: Iterable[Group]) -> tuple[Share, ...]:
    """Who leads most comes first; work led jointly and work whose lead is not known come last."""
    numbers, names = Counter(), {}
    for group in groups:
        numbers[key_of(group)] += group.number
        names[key_of(group)] = group.lead
    named = sorted(names.keys() - {JOINTLY, UNKNOWN}, key=lambda key: (-numbers[key], names[key], key))
    leads = [Share(names[key], numbers[key], live_where(lead=key), key) for key in named]
    jointly = Share("Led jointly", numbers[JOINTLY], live_where(lead=JOINTLY), JOINTLY, is_named=False)
    return (*leads, *([jointly] if jointly.value else []), *not_known(numbers[UNKNOWN], live_where(lead=UNKNOWN)))


def key_of(group: Group) -> str:
    """Who leads these, as the list is asked for it."""
    return group.slug or (JOINTLY if group.is_joint else UNKNOWN)


def not_known(number: int, href: str) -> Sequence[Share]:
    """The share nobody can name, if there is any."""
    unknown = Share(sentence(NOT_KNOWN), number, href, UNKNOWN, is_known=False, is_named=False)
    return [unknown] if number else []

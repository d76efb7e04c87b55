"""Records as a page may name them to somebody: by reference and address where they may see them, and not at all otherwise."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from initiatives.agreements.models import Agreement
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.meetings.models import Meeting
from initiatives.register.models import Initiative, Milestone, Participation
from initiatives.reviews.models import ReportRequest


class Reference(NamedTuple):
    """A record in a line of a page: "CHS-R01 for CHS-007", where it is read, and its name."""

    words: str
    url: str
    name: str


NOT_SEEN = Reference("A record you cannot see", "", "")


class Named(NamedTuple):
    """How records of one model are found and named: what else to fetch with them, and the words and page of each."""

    model: Any
    fetched: tuple[str, ...]
    words: Callable[[Any], str]
    page: Callable[[Any], Any]


def _itself(record: Any) -> Any:
    return record


def _work(record: Any) -> Any:
    return record.initiative


#: By the first part of the history keys that the ledger keeps.
RECORDS = {
    "report_request": Named(
        ReportRequest,
        ("review", "initiative"),
        lambda asked: f"{asked.review.ref} for {asked.initiative.ref}",
        _itself,
    ),
    "initiative": Named(Initiative, (), lambda work: work.ref, _itself),
    "milestone": Named(Milestone, ("initiative",), lambda one: f"Milestone of {one.initiative.ref}", _work),
    "participation": Named(Participation, ("initiative",), lambda one: one.initiative.ref, _work),
    "meeting": Named(Meeting, (), lambda meeting: meeting.ref, _itself),
    "agreement": Named(Agreement, (), lambda agreement: agreement.ref, _itself),
    "benefit": Named(Benefit, ("initiative",), lambda one: f"Benefit of {one.initiative.ref}", _itself),
    "benefit_reading": Named(
        BenefitReading, ("benefit__initiative",), lambda one: f"Value of {one.benefit.initiative.ref}", _itself
    ),
}


def seen_by(user: Any, keys: Iterable[str]) -> Mapping[str, Reference]:
    """Those of these records, by history key, that a person may see. One query for each kind of record among them."""
    ids = defaultdict(set)
    for key in keys:
        kind, _, pk = key.partition(":")
        ids[kind].add(int(pk))
    found = {}
    for kind, named in RECORDS.items():
        if kind in ids:
            records = named.model.objects.visible_to(user).filter(pk__in=ids[kind]).select_related(*named.fetched)
            for each in records:
                page = named.page(each).get_absolute_url()
                found[each.history_key] = Reference(named.words(each), page, str(each))
    return found

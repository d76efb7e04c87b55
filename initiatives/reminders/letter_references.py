"""What a letter is about, by reference only: for people who must know which duty did not arrive, and not what it is.

services.people asks here through the setting LETTER_REFERENCES.
"""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from initiatives.agreements.models import Agreement
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative, Milestone, Participation
from initiatives.reviews.models import LeadershipReview, ReportRequest
from services.letters.models import Letter

#: By the first part of a history key: the records, and where each has its reference.
RECORDS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "agreement": (Agreement, ("ref",)),
    "benefit": (Benefit, ("initiative__ref",)),
    "benefit_reading": (BenefitReading, ("benefit__initiative__ref",)),
    "board": (Board, ("ref",)),
    "initiative": (Initiative, ("ref",)),
    "meeting": (Meeting, ("ref",)),
    "milestone": (Milestone, ("initiative__ref",)),
    "participation": (Participation, ("initiative__ref",)),
    "report_request": (ReportRequest, ("review__ref", "initiative__ref")),
    "review": (LeadershipReview, ("ref",)),
}


def of_letter(letter: Letter) -> list[str]:
    """ "CHS-R01 for CHS-007" for each record that a letter speaks of, in the order of the references, each once."""
    numbers = defaultdict(set)
    for subject in {letter.about, *(_subject_of(said) for said in letter.said)}:
        name, _, number = subject.partition(":")
        if name in RECORDS and number.isdecimal():
            numbers[name].add(int(number))
    found = [_references(*RECORDS[name], those) for name, those in numbers.items()]
    return sorted({reference for those in found for reference in those})


def _references(model: type[Model], parts: tuple[str, ...], numbers: set[int]) -> list[str]:
    rows = model._default_manager.filter(pk__in=numbers).order_by().values_list(*parts)
    return [" for ".join(row) for row in rows]


def _subject_of(said: Any) -> str:
    """The record in a line of the ledger (initiatives.reminders.actions.ledger_key)."""
    return str(said[1]) if isinstance(said, list) and len(said) > 1 else ""

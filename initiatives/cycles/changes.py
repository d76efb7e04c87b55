"""The answers of a cycle by the name of their question: as values to compare, and in words for the timeline."""

from collections.abc import Mapping
from typing import Any

from collab_portal.toolkit.words import count
from initiatives.cycles.choices import Section
from initiatives.cycles.models import ReviewCycle

LABELS = {
    "title": "title",
    "what": "what must be reported",
    "board": "board",
    "organisations": "organisations",
    "covers": "which initiatives",
    "chosen": "initiatives chosen by name",
    "every": "how often",
    "first_on": "first date",
    "needs_clearing": "a sponsor clears each report",
    "draft_days": "draft due before the board",
    "clear_days": "cleared before the board",
    "papers_days": "papers due before the board",
    "sections": "parts of the report",
    "questions": "questions of its own",
    "readers": "who reads",
}


def value_of(cycle: ReviewCycle, name: str) -> Any:
    """What a cycle says now: a value, a list of rows, or for readers pairs of an organisation and its words."""
    if name == "readers":
        return [(each.organisation, each.known_as) for each in cycle.readers.select_related("organisation")]
    value = getattr(cycle, name)
    return list(value.all()) if hasattr(value, "all") else value


def in_words(cycle: ReviewCycle, values: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as the timeline says them. Initiatives are only counted: not everybody who reads it may know them."""
    return {name: _said(cycle, name, value) for name, value in values.items()}


def _said(cycle: ReviewCycle, name: str, value: Any) -> Any:
    if name == "sections":
        return [Section(each).label for each in value] or "all of them"
    if name == "questions":
        return value or "none"
    if name == "readers":
        return [words for _, words in value] or "nobody"
    if name == "chosen":
        return count(len(value), "initiative")
    if name.endswith("_days"):
        return count(value, "working day")
    if name in ("covers", "every") and value:
        return dict(cycle._meta.get_field(name).flatchoices)[value]
    return [str(each) for each in value] if name == "organisations" else value

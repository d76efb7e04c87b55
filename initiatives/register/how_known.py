"""How a value of the register is known, in the few words a page has room for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.words import NOT_KNOWN, day

Provenance = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Fact:
    """One line of a record: its label, its value in words, and quietly where that comes from."""

    label: str
    value: str
    known_from: str = ""
    note: str = ""

    @property
    def is_known(self) -> bool:
        return self.value != NOT_KNOWN


def known_from(provenance: Provenance, field: str) -> str:
    """ "from the 2014 post", "added: Deeside.com", "inferred"; nothing for what was typed here or is not known."""
    source = (provenance.get(field) or {}).get("source", "")
    kind, _, where = source.partition(":")
    if kind.startswith("seed"):
        return "from the 2014 post, and added" if "added" in kind else "from the 2014 post"
    if kind.startswith("inferred"):
        return "inferred"
    return f"added: {where.strip()}" if where else "added" if kind.startswith("added") else ""


def note_on(provenance: Provenance, field: str) -> str:
    """What the source says beside the value."""
    return (provenance.get(field) or {}).get("note", "")


def fact(provenance: Provenance, label: str, field: str, value: Any) -> Fact:
    """A field of a record as a line."""
    said = day(value) if hasattr(value, "isoformat") or hasattr(value, "precision") else str(value or NOT_KNOWN)
    return Fact(label, said, known_from(provenance, field), note_on(provenance, field))


def also_said(provenance: Provenance, labels: Mapping[str, str]) -> list[Fact]:
    """What sources say beside the fields: entries that carry their own value, in the order of the labels."""
    kept = [
        (label, provenance[field], field) for field, label in labels.items() if "value" in (provenance.get(field) or {})
    ]
    return [
        Fact(label, entry["value"] or NOT_KNOWN, known_from(provenance, field), entry.get("note", ""))
        for label, entry, field in kept
    ]

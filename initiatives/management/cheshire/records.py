"""What the file says, in the portal's own terms and still unwritten: values by field, and how each is known."""

from dataclasses import dataclass, field
from typing import Any

from services.directory.models import Organisation


@dataclass(frozen=True)
class Record:
    """One record to be: its reference, its values by field, the provenance of each, and the organisations it names."""

    ref: str
    values: dict[str, Any]
    provenance: dict[str, dict[str, Any]]
    organisations: list[Organisation] = field(default_factory=list)


@dataclass(frozen=True)
class PartyRecord:
    """An organisation that takes part, to be."""

    organisation: Organisation
    values: dict[str, Any]
    provenance: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Work(Record):
    """An initiative to be, with who takes part."""

    parties: list[PartyRecord] = field(default_factory=list)


@dataclass(frozen=True)
class Review(Record):
    """A leadership review to be: the work it asks about, and who reads the report, in the words they are known by."""

    about: str = ""
    readers: list[tuple[Organisation, str]] = field(default_factory=list)

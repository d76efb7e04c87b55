"""A place in a JSON file: what stands there, and where that is, so that every complaint can name it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from collab_portal.toolkit.dates import VagueDate

SOURCES = ("seed", "added", "inferred", "unknown")
CANNOT_BE_KEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
Meaning = TypeVar("Meaning")


class BrokenFile(Exception):
    """A file that cannot be loaded, as "initiatives[2].parties[0].from: …" with the reason in words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path or 'the file'}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class Known:
    """A value and how it is known. `source` begins with one of SOURCES; an unknown value is None and stays None."""

    value: Any
    source: str
    note: str = ""

    @property
    def provenance(self) -> dict[str, str]:
        """As a record keeps it beside the field."""
        return {"source": self.source, **({"note": self.note} if self.note else {})}

    @property
    def said(self) -> dict[str, Any]:
        """The same with the value itself, for what a record has no field for."""
        return {"value": self.value, **self.provenance}

    def noting(self, note: str) -> "Known":
        """The same, with a further note."""
        return Known(self.value, self.source, "; ".join(filter(None, [self.note, note])))


@dataclass(frozen=True)
class Place:
    """One value of the file. Every method that reads it raises BrokenFile with the path if it is not what it should be."""

    path: str
    value: Any

    def broken(self, reason: str) -> BrokenFile:
        """The complaint about this place, to raise."""
        return BrokenFile(self.path, reason)

    def record(self, needed: str, allowed: str = "") -> "Place":
        """This place as an object with all the needed fields and no others than the allowed ones."""
        if not isinstance(self.value, dict):
            raise self.broken("must be an object with named fields")
        known = {*needed.split(), *allowed.split()}
        for name in needed.split():
            if name not in self.value:
                raise self.at(name).broken("is missing")
        for name in self.value:
            if name not in known:
                raise self.at(name).broken("is not a field the portal knows here")
        return self

    def at(self, name: str) -> "Place":
        """A field of this object, whether it is there or not."""
        return Place(f"{self.path}.{name}".lstrip("."), self.value.get(name))

    def has(self, name: str) -> bool:
        """Whether this object has the field."""
        return name in self.value

    def items(self) -> "list[Place]":
        """Each item of a list, with its own path."""
        if not isinstance(self.value, list):
            raise self.broken("must be a list")
        return [Place(f"{self.path}[{number}]", item) for number, item in enumerate(self.value)]

    def text(self, most: int = 10_000) -> str:
        """Words, at most so many characters."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.broken("must be words, and not empty")
        if CANNOT_BE_KEPT.search(self.value):
            raise self.broken("has characters that cannot be kept")
        if len(self.value) > most:
            raise self.broken(f"must be {most} characters or less")
        return self.value

    def texts(self) -> list[str]:
        """A list of words."""
        return [each.text() for each in self.items()]

    def found_in(self, meanings: Mapping[str, Meaning], what: str) -> Meaning:
        """What the words here mean to the portal."""
        words = self.text()
        if words not in meanings:
            raise self.broken(f"“{words}” is no {what} that the portal knows")
        return meanings[words]

    def source(self) -> str:
        """How something is known: words that begin with seed, added, inferred or unknown."""
        words = self.text(300)
        if not words.startswith(SOURCES):
            raise self.broken(f"must begin with seed, added, inferred or unknown, not “{words}”")
        return words

    def known(self) -> Known:
        """Words with their source. Nothing is known exactly where the source says unknown."""
        self.record("value source", "note precision")
        source = self.at("source").source()
        note = self.at("note").text() if self.has("note") else ""
        if (self.value["value"] is None) != source.startswith("unknown"):
            raise self.at("value").broken("must be empty where the source is unknown, and only there")
        value = None if self.value["value"] is None else self.at("value").text()
        return Known(value, source, note)

    def known_list(self) -> tuple["list[Place]", Known]:
        """A list with its source: the items' places, and how the list is known."""
        self.record("value source", "note")
        note = self.at("note").text() if self.has("note") else ""
        return self.at("value").items(), Known(None, self.at("source").source(), note)

    def known_date(self) -> Known:
        """A date with its source, no more precise than it says it is."""
        known = self.known()
        if known.value is None:
            return known
        try:
            date = VagueDate(known.value)
        except ValueError as trouble:
            raise self.at("value").broken(str(trouble)) from None
        if self.at("precision").value != date.precision:
            raise self.at("precision").broken(f"must be “{date.precision}” for “{known.value}”")
        return Known(date, known.source, known.note)

"""Reads the whole file: every value checked, nothing written. A file with one wrong value is refused whole."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from collab_portal.toolkit.words import day
from initiatives.management.cheshire.occasions import read_board, read_meeting, read_review
from initiatives.management.cheshire.places import SOURCES, BrokenFile, Place
from initiatives.management.cheshire.records import Record, Review, Work
from initiatives.management.cheshire.work import read_work
from services.directory.models import Organisation

SECTIONS = (
    "snapshot_date provenance_values document initiatives meetings leadership_reviews agreements drivers related_later"
)


@dataclass(frozen=True)
class RegisterFile:
    """Everything of the file that becomes a record, and the words that name the document it rests on."""

    snapshot: dt.date
    told_by: str
    works: list[Work]
    meetings: list[Record]
    boards: list[Record]
    reviews: list[Review]


def read(text: str, organisations: Mapping[str, Organisation]) -> RegisterFile:
    """The file's records. `organisations` are those the portal knows, by slug. Raises BrokenFile at the first wrong value."""
    top = Place("", parsed(text)).record(SECTIONS)
    check_sources(top.at("provenance_values"))
    works = [read_work(place, organisations) for place in once(top.at("initiatives"))]
    refs = {work.ref for work in works}
    meetings = once(top.at("meetings"))
    check_unused(top)
    return RegisterFile(
        snapshot=snapshot(top.at("snapshot_date")),
        told_by=document(top.at("document")),
        works=works,
        meetings=[read_meeting(place, organisations) for place in meetings if not is_series(place)],
        boards=[read_board(place, organisations) for place in meetings if is_series(place)],
        reviews=[read_review(place, organisations, refs) for place in once(top.at("leadership_reviews"))],
    )


def parsed(text: str) -> object:
    """The JSON itself. Raises BrokenFile with the line if it cannot be read."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as trouble:
        raise BrokenFile(f"line {trouble.lineno}, column {trouble.colno}", f"is not JSON ({trouble.msg})") from None
    except RecursionError:
        raise BrokenFile("", "is nested too deeply") from None


def once(place: Place) -> list[Place]:
    """The items of a list whose references are all different."""
    seen: set[str] = set()
    for item in place.items():
        if not isinstance(item.value, dict) or "ref" not in item.value:
            raise (
                item.at("ref").broken("is missing")
                if isinstance(item.value, dict)
                else item.broken("must be an object with named fields")
            )
        ref = item.at("ref").text(20)
        if not re.fullmatch(r"[A-Z]{2,5}-[A-Z]?[0-9]{2,6}", ref):
            raise item.at("ref").broken(f"must look like CHS-001 or CHS-M01, not “{ref}”")
        if ref in seen:
            raise item.at("ref").broken(f"“{ref}” stands here twice")
        seen.add(ref)
    return place.items()


def is_series(place: Place) -> bool:
    """Whether a meeting of the file is one that happens again and again: its date is an open interval."""
    date = place.value.get("date")
    return isinstance(date, dict) and date.get("precision") == "open interval"


def snapshot(place: Place) -> dt.date:
    """The local date at which the register is taken."""
    try:
        return dt.date.fromisoformat(place.text())
    except ValueError:
        raise place.broken("must be a date like 2014-10-05") from None


def document(place: Place) -> str:
    """The document all of it rests on, in one sentence for the timeline."""
    place.record("title author published publisher url")
    title, author = place.at("title").known(), place.at("author").known()
    published = place.at("published").known()
    for name in ("publisher", "url"):
        place.at(name).known()
    try:
        when = day(dt.datetime.fromisoformat(published.value).date())
    except (TypeError, ValueError):
        raise place.at("published").at("value").broken("must be a moment like 2014-10-05T06:06") from None
    return f"From “{title.value}” by {author.value}, {when}"


def check_sources(place: Place) -> None:
    """The file must mean the same four ways of knowing as the portal."""
    if tuple(place.texts()) != SOURCES:
        raise place.broken("must be seed, added, inferred and unknown")


def check_unused(top: Place) -> None:
    """What is kept in the file only (drivers, later neighbours, the note on agreements) must at least be what it says."""
    for section, named in (("agreements", "ref"), ("drivers", "title"), ("related_later", "name")):
        for item in top.at(section).items():
            if not isinstance(item.value, dict):
                raise item.broken("must be an object with named fields")
            item.at(named).text()

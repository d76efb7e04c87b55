"""Reads the meetings, the series of meetings and the leadership reviews of the file."""

from collections.abc import Mapping
from typing import Any

from collab_portal.toolkit.dates import VagueDate
from initiatives.management.cheshire.meanings import LED_TO
from initiatives.management.cheshire.places import Known, Place
from initiatives.management.cheshire.records import Record, Review
from initiatives.management.cheshire.work import Organisations, organisation_at
from initiatives.meetings.models import MeetingKind
from services.directory.models import Kind, Organisation

SERIES = " (series)"


def read_meeting(place: Place, organisations: Organisations) -> Record:
    """One occasion."""
    place.record("ref title date convened_by attendees purpose place minutes")
    attendees, told = read_attendees(place, organisations)
    known = {
        "held_on": place.at("date").known_date(),
        "convened_by": read_convener(place, organisations),
        "purpose": place.at("purpose").known(),
        "place": place.at("place").known(),
        "minutes": place.at("minutes").known(),
    }
    ref = place.at("ref").text(20)
    provenance = {**_provenance(known), "title": {"source": "inferred"}, "attended_by": told}
    if ref in LED_TO:
        provenance["initiatives"] = {"source": "inferred", "note": "the seed says ‘as a result’ of the hosted meetings"}
    values = {"title": place.at("title").text(120), "kind": MeetingKind.ONE_OFF.value, **_values(known)}
    return Record(ref, values, provenance, attendees)


def read_board(place: Place, organisations: Organisations) -> Record:
    """A series of meetings: the leaders who meet again and again."""
    place.record("ref title date convened_by attendees purpose recurrence")
    members, told = read_attendees(place, organisations)
    known = {
        "began_on": read_open_interval(place.at("date")),
        "convened_by": read_convener(place, organisations),
        "purpose": place.at("purpose").known(),
        "meets": place.at("recurrence").known(),
    }
    name = place.at("title").text(120).removesuffix(SERIES).replace("'", "’")
    provenance = {**_provenance(known), "name": {"source": "inferred"}, "members": told}
    values = {"name": name, "kind": MeetingKind.CHIEF_OFFICERS.value, **_values(known)}
    return Record(place.at("ref").text(20), values, provenance, members)


def read_open_interval(place: Place) -> Known:
    """The start of "2013-11/..": from then on."""
    known = place.known()
    first, separator, _ = (known.value or "").partition("/..")
    try:
        date = VagueDate(first)
    except ValueError:
        date = None
    if date is None or not separator or known.value != f"{first}/..":
        raise place.at("value").broken("must be an open interval like 2013-11/..")
    return Known(date, known.source, known.note)


def read_convener(place: Place, organisations: Organisations) -> Known:
    """The organisation that called the meeting."""
    said = place.at("convened_by").known()
    if said.value is None:
        return said
    return Known(organisation_at(place.at("convened_by").at("value"), organisations), said.source, said.note)


def read_attendees(place: Place, organisations: Organisations) -> tuple[list[Organisation], dict[str, str]]:
    """The organisations around the table, and how that is known."""
    items, told = place.at("attendees").known_list()
    return [organisation_at(item, organisations) for item in items], told.provenance


def read_review(place: Place, organisations: Organisations, refs: set[str]) -> Review:
    """A leadership review and who reads its report. Whoever holds the services to account asked for it: that is inferred."""
    place.record("ref about title due recipients what state_at_snapshot reminder_rule")
    about = place.at("about").text(20)
    if about not in refs:
        raise place.at("about").broken(f"the file has no initiative “{about}”")
    due = place.at("due").known_date()
    if due.value is None:
        raise place.at("due").at("value").broken("a review must have a date, as precise as it is known")
    items, told = place.at("recipients").known_list()
    readers = [read_reader(item, organisations) for item in items]
    askers = [reader for reader, _ in readers if reader.kind == Kind.POLICING_BODY]
    if not askers:
        raise place.at("recipients").broken("must include the policing body that asks for the report")
    what = place.at("what").known()
    known = {
        "due": due,
        "asked_by": Known(askers[0], "inferred", "the author of the post; it does not say who asked"),
        "what": what,
    }
    provenance = {**_provenance(known), "readers": told.provenance, **_review_notes(place)}
    if not what.value or len(what.value) > 300:
        raise place.at("what").at("value").broken("must be words of 300 characters or less")
    values = {"title": place.at("title").text(160), **_values(known)}
    return Review(place.at("ref").text(20), values, provenance, about=about, readers=readers)


def read_reader(place: Place, organisations: Organisations) -> tuple[Organisation, str]:
    """ "fire-cheshire leadership", a slug, or the legal party that signs: whose leaders read, in the words they are known by."""
    words = place.text(120)
    by_legal_party = {each.legal_party: each for each in organisations.values()}
    if words in by_legal_party:
        return by_legal_party[words], words
    slug = words.removesuffix(" leadership")
    if slug not in organisations:
        raise place.broken(f"“{words}” is neither an organisation nor a legal party that the portal knows")
    organisation = organisations[slug]
    return organisation, organisation.name if slug == words else f"Leadership of {organisation.name}"


def _review_notes(place: Place) -> dict[str, dict[str, Any]]:
    return {
        "title": {"source": "inferred"},
        "state_at_snapshot": place.at("state_at_snapshot").known().said,
        "reminder_rule": Known(place.at("reminder_rule").text(), "inferred").said,
    }


def _values(known: Mapping[str, Known]) -> dict[str, Any]:
    empty_words = {"purpose", "place", "minutes", "meets"}
    return {name: "" if each.value is None and name in empty_words else each.value for name, each in known.items()}


def _provenance(known: Mapping[str, Known]) -> dict[str, dict[str, str]]:
    return {name: each.provenance for name, each in known.items()}

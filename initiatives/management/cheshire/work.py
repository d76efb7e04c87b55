"""Reads one initiative of the file, with the organisations that take part in it."""

import re
from collections.abc import Mapping
from typing import Any

from initiatives.management.cheshire.meanings import ALSO_SAID, PARTS, STAGES, THEMES
from initiatives.management.cheshire.places import Known, Place
from initiatives.management.cheshire.records import PartyRecord, Work
from initiatives.register.models import Part
from services.directory.models import Organisation

Organisations = Mapping[str, Organisation]
NEEDED = "ref organisations_seed seed_name name themes parties"
ALLOWED = (
    "short_name start end lead leads agreement_type purpose aim status_at_snapshot stage_at_snapshot status_now facts mapping"
    " benefits handling kind supplier commissioned_by scope outcome_report"
)
UNKNOWN = Known(None, "unknown")
WORKING_TITLE = " (working title)"


def read_work(place: Place, organisations: Organisations) -> Work:
    """An initiative with its participations. Raises BrokenFile."""
    place.record(NEEDED, ALLOWED)
    lead, is_joint = read_lead(place, organisations)
    parties = read_parties(place, organisations, lead)
    known = {
        "name": read_name(place.at("name")),
        "as_first_named": Known(place.at("seed_name").text(200), "seed"),
        "purpose": one_of_two(place, "purpose", "aim").known(),
        "themes": read_themes(place.at("themes")),
        "stage": read_stage(place),
        "lead": lead,
        "is_jointly_led": Known(is_joint, lead.source, lead.note),
        "started_on": read_start(place, parties),
        "ended_on": read_end(place, parties),
        **optional_words(place),
    }
    values = {
        name: "" if each.value is None and name in ("stage", "purpose") else each.value for name, each in known.items()
    }
    provenance = {name: each.provenance for name, each in known.items()} | also_said(place)
    return Work(ref=place.at("ref").text(20), values=values, provenance=provenance, parties=parties)


def one_of_two(place: Place, first: str, second: str) -> Place:
    """The field that is there; exactly one of the two must be."""
    if place.has(first) == place.has(second):
        raise place.at(first).broken(
            f"is missing, and so is {second}" if not place.has(first) else f"and {second} cannot both be there"
        )
    return place.at(first if place.has(first) else second)


def read_name(place: Place) -> Known:
    """The name; that it is only a working title goes into the note."""
    known = place.known()
    if known.value is None:
        raise place.at("value").broken("an initiative must have a name")
    if len(known.value) > 120:
        raise place.at("value").broken("must be 120 characters or less")
    plain = Known(known.value.removesuffix(WORKING_TITLE), known.source, known.note)
    return plain.noting("working title") if plain.value != known.value else plain


def optional_words(place: Place) -> dict[str, Known]:
    """Short name, handling and facts, which not every initiative has."""
    found = {}
    if place.has("short_name"):
        found["short_name"] = place.at("short_name").known()
        if found["short_name"].value is None or len(found["short_name"].value) > 40:
            raise place.at("short_name").at("value").broken("must be words of 40 characters or less")
    if place.has("handling"):
        found["handling"] = Known(place.at("handling").text(200), "added", "suggested, not decided")
    if place.has("facts"):
        found["facts"] = Known(place.at("facts").texts(), "added")
    return found


def read_themes(place: Place) -> Known:
    """The portal's first-level themes; the file's own codes stay in the note."""
    codes = place.items()
    found = [each.found_in(THEMES, "theme") for each in codes]
    if not codes:
        raise place.broken("must name at least one theme")
    themes = sorted({theme.value for theme in found if theme is not None})
    return Known(themes, "added", "in the file: " + ", ".join(each.text() for each in codes))


def read_stage(place: Place) -> Known:
    """The stage of life at the snapshot. The portal's stage is our reading of the file's words, so it is inferred."""
    said = one_of_two(place, "status_at_snapshot", "stage_at_snapshot")
    words = said.known()
    if words.value is None:
        return words
    return Known(
        said.at("value").found_in(STAGES, "stage").value, "inferred", f"the file says “{words.value}” ({words.source})"
    )


def read_lead(place: Place, organisations: Organisations) -> tuple[Known, bool]:
    """Who leads, and whether it is led jointly. Words that name no organisation stay in the note."""
    if one_of_two(place, "lead", "leads").path.endswith(".leads"):
        said = place.at("leads").known()
        return Known(None, said.source, said.value or said.note), said.value is not None
    said = place.at("lead").known()
    if said.value is None:
        return said, False
    if said.value.startswith("joint"):
        return Known(None, said.source, said.value), True
    return Known(organisation_at(place.at("lead").at("value"), organisations), said.source, said.note), False


def organisation_at(place: Place, organisations: Organisations) -> Organisation:
    """The organisation whose slug stands here."""
    slug = place.text()
    if slug not in organisations:
        raise place.broken(f"no organisation is called “{slug}”. Load the organisations first")
    return organisations[slug]


def read_parties(place: Place, organisations: Organisations, lead: Known) -> list[PartyRecord]:
    """Who takes part, each organisation once, the lead among them."""
    named_by_seed = seed_slugs(place.at("organisations_seed"), organisations)
    parties: dict[str, PartyRecord] = {}
    for item in place.at("parties").items():
        party = read_party(item, organisations, lead, named_by_seed)
        if party.organisation.slug in parties:
            raise item.at("org").broken(f"“{party.organisation.slug}” stands here twice")
        parties[party.organisation.slug] = party
    for slug in named_by_seed - parties.keys():
        raise place.at("parties").broken(f"must include “{slug}”, which the seed names")
    if lead.value is not None and lead.value.slug not in parties:
        raise place.at("lead").at("value").broken("the lead must be one of the parties")
    return list(parties.values())


def seed_slugs(place: Place, organisations: Organisations) -> set[str]:
    """The organisations that the seed itself names; it also speaks of partners it does not name, in words."""
    one_word = [each for each in place.items() if re.fullmatch(r"\S+", each.text())]
    return {organisation_at(each, organisations).slug for each in one_word}


def read_party(item: Place, organisations: Organisations, lead: Known, named_by_seed: set[str]) -> PartyRecord:
    """One organisation's part, from and to."""
    item.record("org from to", "role note")
    organisation = organisation_at(item.at("org"), organisations)
    begins = item.at("from").known_date()
    ends = item.at("to").known_date() if item.value["to"] is not None else Known(None, "")
    if begins.value and ends.value and ends.value.last < begins.value.first:
        raise item.at("to").broken("an organisation cannot leave before it joins")
    part, is_planned = item.at("role").found_in(PARTS, "part") if item.has("role") else (Part.PARTNER, False)
    note = item.at("note").text() if item.has("note") else ""
    named = Known(organisation, "seed" if organisation.slug in named_by_seed else "added", note)
    values = {
        "part": part.value,
        "part_note": item.at("role").text(120) if item.has("role") else "",
        "is_planned": is_planned,
    }
    provenance = {"organisation": named.provenance, "from_on": begins.provenance}
    if lead.value == organisation:
        values["part"], provenance["part"] = Part.LEAD.value, lead.provenance
    elif item.has("role"):
        provenance["part"] = provenance["part_note"] = {"source": "added"}
    if ends.source:
        provenance["to_on"] = ends.provenance
    return PartyRecord(organisation, {**values, "from_on": begins.value, "to_on": ends.value}, provenance)


def read_start(place: Place, parties: list[PartyRecord]) -> Known:
    """When the work began: as said, or the earliest day an organisation is known to take part."""
    if place.has("start"):
        return place.at("start").known_date()
    known = [party for party in parties if party.values["from_on"] is not None]
    if not known:
        return Known(None, "unknown", parties[0].provenance["from_on"].get("note", "") if parties else "")
    first = min(known, key=lambda party: party.values["from_on"])
    told = first.provenance["from_on"]
    return Known(first.values["from_on"], told["source"], told.get("note", "")).noting(
        "the earliest an organisation takes part"
    )


def read_end(place: Place, parties: list[PartyRecord]) -> Known:
    """When the work ended: as said; where the file only says that it has, the latest day an organisation took part."""
    if place.has("end"):
        return place.at("end").known_date()
    has_ended = place.has("status_now") and place.at("status_now").known().value == "ended"
    known = [party for party in parties if party.values["to_on"] is not None]
    if not has_ended or not known:
        return UNKNOWN
    last = max(known, key=lambda party: party.values["to_on"])
    return Known(last.values["to_on"], last.provenance["to_on"]["source"])


def also_said(place: Place) -> dict[str, dict[str, Any]]:
    """What the file says beside the portal's fields, kept as said with its source."""
    said = {name: place.at(name).known().said for name in ALSO_SAID if place.has(name)}
    named = [each.text() for each in place.at("organisations_seed").items()]
    said["organisations_seed"] = Known(", ".join(named), "seed").said
    if place.has("kind"):
        said["kind"] = Known(place.at("kind").text(), "seed").said
    if place.has("benefits"):
        said["benefits"] = read_benefits(place.at("benefits"))
    return said


def read_benefits(place: Place) -> dict[str, Any]:
    """Benefits the sources promise, in words, until the register has a room for them."""
    told = []
    for item in place.items():
        item.record("type description measure target target_date source actual")
        if isinstance(item.value["target"], bool) or not isinstance(item.value["target"], (int, float)):
            raise item.at("target").broken("must be a number")
        if item.value["actual"] is not None and not isinstance(item.value["actual"], (int, float)):
            raise item.at("actual").broken("must be a number, or empty")
        for name in ("type", "measure", "target_date"):
            item.at(name).text()
        told.append((item.at("description").text(), item.at("source").source()))
    if not told:
        raise place.broken("must name at least one benefit, or be left out")
    return Known("; ".join(words for words, _ in told), told[0][1]).said

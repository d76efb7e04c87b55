"""The Cheshire register of October 2014: every value and how it is known, once, and a broken file refused whole."""

import copy
import datetime as dt
import json
import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from collab_portal.toolkit.dates import VagueDate
from initiatives.agreements.models import Agreement
from initiatives.management.cheshire.places import BrokenFile
from initiatives.management.cheshire.register_file import read
from initiatives.management.commands.load_register import CHESHIRE
from initiatives.meetings.models import Board, Meeting
from initiatives.register.actions import record
from initiatives.register.models import Initiative, Participation
from initiatives.reviews.models import LeadershipReview, ReportRequest
from services.directory.models import Kind, Organisation
from services.history.models import Entry
from services.letters.models import Letter
from tests import make

FILE = json.loads(CHESHIRE.read_text())
SLUGS = sorted(set(re.findall(r'"((?:police|policing-body|fire|amb|partner)-[a-z-]+)"', CHESHIRE.read_text())))
SNAPSHOT = dt.date(2014, 10, 5)


def organisations() -> dict[str, Organisation]:
    """Those the file names, unsaved: reading needs no more."""
    made = {
        slug: Organisation(slug=slug, name=slug.replace("-", " ").title(), legal_party=f"Party of {slug}")
        for slug in SLUGS
    }
    made["policing-body-cheshire"].kind = Kind.POLICING_BODY
    made["police-cheshire"].legal_party = "Chief Constable of Cheshire Constabulary"
    return made


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """The path of every value of a JSON document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in inside for found in [(*path, key), *places(each, (*path, key))]]


def with_value(path: tuple, value: Any) -> str:
    """The file with one value replaced."""
    broken = copy.deepcopy(FILE)
    place = broken
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(broken)


def without(path: tuple) -> str:
    """The file without one field."""
    broken = copy.deepcopy(FILE)
    place = broken
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return json.dumps(broken)


def in_json(path: tuple) -> str:
    """initiatives[2].parties[0].from"""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


#: Sections that only stay in the file are checked for their shape, not value by value.
LOADED = [path for path in places(FILE) if path[0] in ("initiatives", "meetings", "leadership_reviews", "document")]
OPTIONAL = {
    "short_name", "start", "end", "status_now", "facts", "mapping", "benefits", "handling", "kind", "supplier", "commissioned_by",
    "scope", "outcome_report", "agreement_type", "note", "role", "precision",
}  # fmt: skip
NEEDED = [path for path in LOADED if isinstance(path[-1], str) and path[-1] not in OPTIONAL]


@given(st.sampled_from(LOADED), st.sampled_from([7, True, [], {}, "", "\x00", ["\ud800"], {"value": 1}]))
@settings(deadline=None, max_examples=400)
def test_a_value_of_another_kind_is_refused_with_its_path(path: tuple, nonsense: Any) -> None:
    held = FILE
    for key in path:
        held = held[key]
    if (
        isinstance(held, (int, float))
        or (held is None and path[-1] == "actual")
        or (isinstance(held, list) and nonsense == [])
    ):
        return
    if path[-1] == "precision":
        return
    with pytest.raises(BrokenFile) as refusal:
        read(with_value(path, nonsense), organisations())
    assert refusal.value.path.startswith(in_json(path[:2]))
    assert refusal.value.reason


@given(st.sampled_from(NEEDED))
@settings(deadline=None, max_examples=200)
def test_a_missing_field_is_refused_by_name(path: tuple) -> None:
    with pytest.raises(BrokenFile) as refusal:
        read(without(path), organisations())
    assert in_json(path[:2]) in str(refusal.value)
    assert re.search(r"missing|must|no |cannot", str(refusal.value))


@given(
    st.sampled_from(
        [
            path
            for path in places(FILE)
            if path[-1] == "source" and path[0] in ("initiatives", "meetings", "leadership_reviews")
        ]
    )
)
@settings(deadline=None)
def test_every_source_must_be_one_of_the_four(path: tuple) -> None:
    with pytest.raises(BrokenFile, match="must begin with seed, added, inferred or unknown"):
        read(with_value(path, "hearsay"), organisations())


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("initiatives", 2, "parties", 0, "from", "value"), "30 June 2014", "initiatives[2].parties[0].from.value: “30 June 2014” is not a date"),
        (("initiatives", 2, "parties", 0, "from", "precision"), "month", "initiatives[2].parties[0].from.precision: must be “day”"),
        (("initiatives", 0, "parties", 0, "to", "value"), "1999-01-01", "initiatives[0].parties[0].to: an organisation cannot leave before it joins"),
        (("initiatives", 1, "parties", 1, "org"), "police-atlantis", "initiatives[1].parties[1].org: no organisation is called “police-atlantis”"),
        (("initiatives", 1, "parties", 1, "org"), "police-cheshire", "initiatives[1].parties[1].org: “police-cheshire” stands here twice"),
        (("initiatives", 1, "ref"), "CHS-001", "initiatives[1].ref: “CHS-001” stands here twice"),
        (("initiatives", 3, "themes", 1), "crime:piracy", "initiatives[3].themes[1]: “crime:piracy” is no theme that the portal knows"),
        (("initiatives", 3, "lead", "value"), "police-cheshire", "initiatives[3].lead.value: must be empty where the source is unknown"),
        (("initiatives", 4, "lead", "value"), "fire-cheshire", "initiatives[4].lead.value: the lead must be one of the parties"),
        (("leadership_reviews", 0, "about"), "CHS-099", "leadership_reviews[0].about: the file has no initiative “CHS-099”"),
        (("leadership_reviews", 0, "due", "value"), "2014-13", "leadership_reviews[0].due.value"),
        (("meetings", 1, "date", "value"), "2013-11", "meetings[1].date.value: must be an open interval like 2013-11/.."),
        (("initiatives", 0, "colour"), "blue", "initiatives[0].colour: is not a field the portal knows here"),
    ],
)  # fmt: skip
def test_the_refusal_names_the_place_and_the_reason(path: tuple, value: Any, sentence: str) -> None:
    with pytest.raises(BrokenFile) as refusal:
        read(with_value(path, value), organisations())
    assert sentence in str(refusal.value)


def test_what_is_not_json_is_refused_with_its_line() -> None:
    with pytest.raises(BrokenFile, match="line 3, column"):
        read('{\n "a": 1,\n "b" 2}', {})


class LoadedRegister(TestCase):
    """The real file on real rows."""

    @classmethod
    def setUpTestData(cls) -> None:
        for organisation in organisations().values():
            organisation.country = "England"
            organisation.save()
        with override_settings(PORTAL_CLOCK="2014-10-06 08:00"):
            call_command("load_register", stdout=StringIO())

    def load(self, file: Path = CHESHIRE) -> str:
        said = StringIO()
        with override_settings(PORTAL_CLOCK="2014-10-06 09:00"):
            call_command("load_register", str(file), stdout=said)
        return said.getvalue()

    def test_seven_initiatives_stand_in_the_register(self) -> None:
        refs = list(Initiative.objects.values_list("ref", flat=True))
        assert refs == [f"CHS-00{number}" for number in range(1, 8)]
        assert Participation.objects.count() == 32

    def test_a_value_keeps_how_it_is_known(self) -> None:
        told = Initiative.objects.get(ref="CHS-003").provenance
        assert told["name"]["source"] == "added: Deeside.com 30 June 2014; Leader Live"
        assert told["as_first_named"]["source"] == "seed"
        assert told["lead"]["source"] == "unknown"
        assert told["stage"] == {"source": "inferred", "note": "the file says “in operation” (seed)"}

    def test_what_is_unknown_stays_unknown(self) -> None:
        tri_service = Initiative.objects.get(ref="CHS-007")
        assert (tri_service.started_on, tri_service.ended_on, tri_service.lead) == (None, None, None)
        assert tri_service.is_jointly_led
        assert tri_service.provenance["outcome_report"]["value"] is None
        assert Board.objects.get().meets == ""
        assert Board.objects.get().provenance["meets"]["source"] == "unknown"

    def test_a_date_is_no_more_precise_than_it_was_written(self) -> None:
        assert Meeting.objects.get(ref="CHS-M01").held_on == VagueDate("2013-11")
        assert str(Initiative.objects.get(ref="CHS-002").started_on) == "1978"
        assert Initiative.objects.get(ref="CHS-001").started_on == VagueDate("2008-06")

    def test_the_motorway_group_has_ended_but_had_not_in_2014(self) -> None:
        group = Initiative.objects.get(ref="CHS-001")
        assert group.standing == "live"
        assert not group.is_over_on(SNAPSHOT)
        assert group.is_over_on(dt.date(2025, 4, 2))
        assert Initiative.objects.live_on(SNAPSHOT).count() == 7
        assert Initiative.objects.live_on(dt.date(2026, 1, 1)).count() == 6

    def test_a_plan_is_not_taken_for_a_participation(self) -> None:
        shared = Initiative.objects.get(ref="CHS-006")
        assert shared.participations.get(organisation__slug="fire-cheshire").is_planned
        now = {each.organisation.slug for each in shared.participations.current_on(SNAPSHOT)}
        assert now == {"police-cheshire", "police-northamptonshire"}

    def test_the_inferred_lead_leads(self) -> None:
        unit = Initiative.objects.get(ref="CHS-005")
        assert unit.lead.slug == "police-greater-manchester"
        assert unit.participations.get(part="lead").organisation == unit.lead

    def test_handling_is_suggested_and_the_marking_stays_official(self) -> None:
        alliance = Initiative.objects.get(ref="CHS-003")
        assert alliance.handling == "OFFICIAL-SENSITIVE suggested for operational detail"
        assert alliance.marking == "official"
        assert Initiative.objects.get(ref="CHS-004").handling == "publish title and objective only"

    def test_the_report_is_due_on_the_last_working_day_of_october(self) -> None:
        request = ReportRequest.objects.get()
        assert request.initiative.ref == "CHS-007"
        assert request.due_on == dt.date(2014, 10, 31)
        assert list(request.events.values_list("kind", flat=True)) == ["asked"]
        assert request.review.asked_by.slug == "policing-body-cheshire"

    def test_four_leaderships_read_the_report(self) -> None:
        readers = list(LeadershipReview.objects.get().readers.values_list("known_as", flat=True))
        assert readers[0] == "Chief Constable of Cheshire Constabulary"
        assert len(readers) == 4

    def test_agreements_are_placeholders_that_ask_to_be_found(self) -> None:
        agreements = Agreement.objects.all()
        assert [each.ref for each in agreements] == ["CHS-A01", "CHS-A02", "CHS-A03", "CHS-A06"]
        assert {(each.kind, each.state, each.next_step, each.made_on, each.is_published) for each in agreements} == {
            ("unknown", "not_found", "Find the signed copy", None, False)
        }
        shared = {party.organisation.slug for party in Agreement.objects.get(ref="CHS-A06").parties.all()}
        assert shared == {"police-cheshire", "police-northamptonshire", "police-nottinghamshire"}

    def test_the_timeline_tells_where_it_comes_from_and_nobody_gets_a_letter(self) -> None:
        entry = Entry.objects.told_on(Initiative.objects.get(ref="CHS-001")).get()
        assert (entry.verb, entry.by) == ("loaded from the Cheshire register", None)
        assert "Future Collaboration between the Emergency Services" in entry.why
        assert not Letter.objects.exists()

    def test_a_second_run_changes_nothing(self) -> None:
        entries = Entry.objects.count()
        assert "No change" in self.load()
        assert Entry.objects.count() == entries

    def test_what_people_have_changed_since_is_left_alone(self) -> None:
        alliance = Initiative.objects.get(ref="CHS-003")
        someone = make.person("Priya Okafor", Organisation.objects.get(slug="police-cheshire"))
        record.change(alliance, by=someone, at=make.EIGHT, purpose="Send whoever is nearest.", stage="delivery")
        assert "No change" in self.load()
        alliance.refresh_from_db()
        assert (alliance.purpose, alliance.stage) == ("Send whoever is nearest.", "delivery")
        assert "purpose" not in alliance.provenance

    def test_an_amended_file_brings_untouched_values_up_to_date(self) -> None:
        someone = make.person("Priya Okafor", Organisation.objects.get(slug="police-cheshire"))
        record.change(Initiative.objects.get(ref="CHS-003"), by=someone, at=make.EIGHT, purpose="Ours.")
        broken = copy.deepcopy(FILE)
        broken["initiatives"][2]["purpose"]["value"] = "Theirs"
        broken["initiatives"][2]["name"]["value"] = "Armed Policing Alliance"
        file = Path(self.enterContext(TemporaryDirectory())) / "file.json"
        file.write_text(json.dumps(broken))
        assert "CHS-003" in self.load(file)
        alliance = Initiative.objects.get(ref="CHS-003")
        assert (alliance.name, alliance.purpose) == ("Armed Policing Alliance", "Ours.")

    def test_a_broken_file_changes_nothing(self) -> None:
        file = Path(self.enterContext(TemporaryDirectory())) / "file.json"
        file.write_text(with_value(("leadership_reviews", 0, "due", "value"), "October"))
        Initiative.objects.filter(ref="CHS-002").update(provenance={})
        before = list(Initiative.objects.values())
        with pytest.raises(
            CommandError,
            match=re.escape("file.json was not loaded, and nothing was changed. leadership_reviews[0].due.value"),
        ):
            self.load(file)
        assert list(Initiative.objects.values()) == before


class LoadedWithAHoliday(TestCase):
    """A county that rests on the last day of October."""

    def test_the_report_is_due_on_the_working_day_before(self) -> None:
        for organisation in organisations().values():
            organisation.country = "England"
            organisation.save()
        make.bank_holiday(dt.date(2014, 10, 31))
        call_command("load_register", stdout=StringIO())
        assert ReportRequest.objects.get().due_on == dt.date(2014, 10, 30)

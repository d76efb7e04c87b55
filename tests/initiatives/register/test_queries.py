"""Finding initiatives: what is mine to see, told again in plain Python; words; orders; days."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as ManyTimes

from collab_portal.toolkit.dates import VagueDate
from initiatives.register.likeness import is_like
from initiatives.register.models import Initiative
from services.access.roles import Role
from services.people.models import User
from tests import make
from tests.case import MONDAY, CastTestCase

VAGUE_DATES = st.none() | st.sampled_from(
    ["2013", "2014", "2015", "2013-11", "2014-09", "2014-10", "2014-11", "2014-10-05", "2014-10-06", "2014-10-07"]
)
DAYS = st.none() | st.sampled_from([dt.date(2014, 10, 5), MONDAY, dt.date(2014, 10, 7)])


@dataclass(frozen=True)
class Part:
    """An organisation's part, as a hypothesis can draw it."""

    organisation: str
    answer: str
    is_planned: bool
    begins: str | None
    ends: str | None

    def counts_on(self, day: dt.date) -> bool:
        """It was agreed, may have begun, and need not be over."""
        begun = self.begins is None or VagueDate(self.begins).first <= day
        over = self.ends is not None and VagueDate(self.ends).last < day
        return self.answer != "declined" and not self.is_planned and begun and not over


def parts() -> st.SearchStrategy[list[Part]]:
    one = st.builds(
        Part,
        organisation=st.sampled_from(["police", "fire", "ambulance", "office", "elsewhere"]),
        answer=st.sampled_from(["takes_part", "invited", "declined"]),
        is_planned=st.booleans(),
        begins=VAGUE_DATES,
        ends=VAGUE_DATES,
    )
    in_order = one.filter(lambda part: part.begins is None or part.ends is None or part.ends >= part.begins)
    return st.lists(in_order, max_size=4, unique_by=lambda part: part.organisation)


class WhatIsMineToSee(ManyTimes, CastTestCase):
    """visible_to, against the sentence in the house's plan read out in plain Python."""

    OVERSEES = {"officer": {"office", "police"}, "commissioner": {"office", "police"}}
    BELONGS = {
        "police_lead": {"police"}, "fire_lead": {"fire"}, "ambulance_lead": {"ambulance"}, "reader": {"ambulance"}, "sponsor": {"fire"},
        "finance": {"fire"}, "police_finance": {"police"}, "officer": {"office"}, "commissioner": {"office"}, "administrator": set(), "stranger": {"elsewhere"},
    }  # fmt: skip

    def may_see(self, who: str, work: Initiative, drawn: list[Part], until: dt.date | None, named: str) -> bool:
        """The house's rule: a party now (or then, once it is over), its overseers, the named, everyone it reaches."""
        if work.is_draft:
            return False
        if named == who and (until is None or until >= MONDAY):
            return True
        if work.reach in ("public", "portal"):
            return bool(self.BELONGS[who])
        reach = self.BELONGS[who] | self.OVERSEES.get(who, set())
        is_over = work.is_closed or (work.ended_on is not None and work.ended_on.last < MONDAY)
        mine = [part for part in drawn if part.organisation in reach]
        now = any(part.counts_on(MONDAY) for part in mine)
        then = is_over and any(part.answer != "declined" and not part.is_planned for part in mine)
        return work.reach == "participants" and (now or then)

    @given(
        drawn=parts(),
        reach=st.sampled_from(["public", "portal", "participants", "named"]),
        standing=st.sampled_from(["draft", "live", "closed"]),
        ended=VAGUE_DATES,
        named=st.sampled_from(["police_lead", "stranger", "administrator"]),
        until=DAYS,
    )
    @settings(deadline=None, max_examples=120)
    def test_everybody_sees_what_the_plan_says(
        self, drawn: list[Part], reach: str, standing: str, ended: str | None, named: str, until: dt.date | None
    ) -> None:
        closed = {"ending": "stopped", "standing_reason": "Over."} if standing == "closed" else {}
        work = make.initiative(reach=reach, standing=standing, ended_on=VagueDate(ended) if ended else None, **closed)
        for part in drawn:
            make.participation(
                work, getattr(self, part.organisation), answer=part.answer, is_planned=part.is_planned,
                from_on=VagueDate(part.begins) if part.begins else None, to_on=VagueDate(part.ends) if part.ends else None,
            )  # fmt: skip
        make.named(work, getattr(self, named), until=until)
        for who, person in self.cast.items():
            seen = Initiative.objects.visible_to(person.as_of(MONDAY)).filter(pk=work.pk).exists()
            assert seen == self.may_see(who, work, drawn, until, named), who

    @given(drawn=parts())
    @settings(deadline=None, max_examples=60)
    def test_a_row_and_the_database_agree_on_who_takes_part(self, drawn: list[Part]) -> None:
        work = make.initiative()
        for part in drawn:
            make.participation(
                work, getattr(self, part.organisation), answer=part.answer, is_planned=part.is_planned,
                from_on=VagueDate(part.begins) if part.begins else None, to_on=VagueDate(part.ends) if part.ends else None,
            )  # fmt: skip
        rows = {party for party in work.participations.all() if party.counts_on(MONDAY)}
        assert rows == set(work.participations.current_on(MONDAY))


class OnlyMine(CastTestCase):
    """The corners of visible_to that need no dice."""

    def test_a_draft_is_seen_by_who_began_it(self) -> None:
        draft = make.initiative("Draft", (self.fire,), standing="draft", registered_by=self.police_lead)
        assert draft in Initiative.objects.visible_to(self.police_lead)
        assert draft not in Initiative.objects.visible_to(self.fire_lead)

    def test_somebody_who_has_left_sees_nothing(self) -> None:
        self.fire_lead.is_active = False
        assert not Initiative.objects.visible_to(self.fire_lead).exists()

    def test_a_membership_that_has_ended_opens_nothing(self) -> None:
        gone = make.person("Gone Away")
        make.membership(gone, self.fire, Role.SPONSOR, ends_on=dt.date(2014, 10, 5))
        assert not Initiative.objects.visible_to(gone.as_of(MONDAY)).exists()
        assert Initiative.objects.visible_to(User.objects.get(pk=gone.pk).as_of(dt.date(2014, 10, 5))).exists()

    def test_invitations_to_drafts_wait_for_nobody(self) -> None:
        draft = make.initiative("Draft", standing="draft")
        make.participation(draft, self.fire, answer="invited")
        live = make.initiative("Live")
        waiting = make.participation(live, self.fire, answer="invited")
        assert list(type(waiting).objects.waiting_for([self.fire.pk])) == [waiting]


class Searching(CastTestCase):
    """Words, as people remember them."""

    def setUp(self) -> None:
        self.fleet = make.initiative("Joint fleet workshop", ref="CHS-044", purpose="Mend engines in one garage.")
        self.diving = make.initiative(
            "Underwater search", ref="CHS-045", purpose="Divers for six forces.", short_name="NWUSMU"
        )

    def found(self, words: str) -> set[Initiative]:
        return set(Initiative.objects.saying(words)) & {self.fleet, self.diving}

    def test_words_are_found_whatever_their_form(self) -> None:
        assert self.found("workshops") == {self.fleet}
        assert self.found("mending an engine") == {self.fleet}
        assert self.found("diver") == {self.diving}

    def test_a_part_of_the_name_a_short_name_or_a_reference_is_enough(self) -> None:
        assert self.found("water") == {self.diving}
        assert self.found("nwusmu") == {self.diving}
        assert self.found("chs-044") == {self.fleet}

    def test_words_that_mean_something_to_a_search_engine_do_no_harm(self) -> None:
        for words in ("fleet -workshop", '"joint fleet"', "a & | ! ( :*", "%", "'", "\\", "and", "😀"):
            self.found(words)
        assert self.found("fleet -workshop") == set()
        assert self.found('"joint fleet"') == {self.fleet}

    def test_much_the_same_name_is_noticed(self) -> None:
        assert Initiative.objects.named_like("A workshop for the fleet") == [self.fleet]
        assert Initiative.objects.named_like("Fleet of drones") == []
        assert Initiative.objects.named_like("&|!():*'") == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Joint fleet workshop", "Joint fleet workshop", True),
        ("Joint Fleet Workshops", "The joint fleet workshop", True),
        ("Fleet workshop", "A joint workshop for the fleet", True),
        ("Tri-service review", "Tri-service collaboration review", True),
        ("North West motorway policing", "North West Regional Organised Crime Unit", False),
        ("Firearms", "Firearms", True),
        ("Firearms", "Firearms training", False),
        ("The of and", "The of and", False),
    ],
)
def test_names_are_alike_if_the_shorter_is_mostly_in_the_other(one: str, other: str, alike: bool) -> None:
    assert is_like(one, other) is alike
    assert is_like(other, one) is alike


class Orders(CastTestCase):
    """Every column sorts both ways, and a tie by name."""

    def setUp(self) -> None:
        Initiative.objects.exclude(pk=self.review_work.pk).delete()
        self.alpha = make.initiative("Alpha", ref="CHS-010", stage="usual", status="on_track", lead=self.police)
        self.beta = make.initiative("Beta", ref="CHS-011", stage="idea", status="off_track")
        self.gamma = make.initiative("Gamma", ref="CHS-012", stage="", status="at_risk", lead=self.fire)
        make.report_request(self.gamma, self.office, dt.date(2014, 10, 1))

    def order(self, sort: str) -> list[str]:
        return [each.name for each in Initiative.objects.in_order_of(sort) if each != self.review_work]

    def test_each_column_in_its_own_order(self) -> None:
        assert self.order("name") == ["Alpha", "Beta", "Gamma"]
        assert self.order("reference") == ["Alpha", "Beta", "Gamma"]
        assert self.order("lead") == ["Alpha", "Gamma", "Beta"]
        assert self.order("stage") == ["Beta", "Alpha", "Gamma"]
        assert self.order("status") == ["Beta", "Gamma", "Alpha"]
        assert self.order("due") == ["Gamma", "Alpha", "Beta"]

    def test_the_other_way_round_is_the_same_backwards(self) -> None:
        for sort in ("name", "reference", "lead", "stage", "status", "due"):
            assert self.order(f"-{sort}") == self.order(sort)[::-1]

    def test_an_unknown_sort_is_by_name(self) -> None:
        assert self.order("colour") == self.order("-colour") == ["Alpha", "Beta", "Gamma"]

    def test_the_next_report_due_is_the_first_still_owed(self) -> None:
        accepted = make.report_request(self.alpha, self.office, dt.date(2014, 9, 1))
        make.report(accepted, self.police_lead, "accepted")
        make.report_request(self.alpha, self.office, dt.date(2014, 12, 1))
        assert Initiative.objects.with_next_due().get(pk=self.alpha.pk).next_due_on == dt.date(2014, 12, 1)

    def test_late_is_owed_and_past(self) -> None:
        assert list(Initiative.objects.late_on(MONDAY)) == [self.gamma]
        assert not Initiative.objects.late_on(dt.date(2014, 10, 1)).exists()

    def test_what_has_come_to_its_known_end_counts_as_closed(self) -> None:
        Initiative.objects.filter(pk=self.beta.pk).update(ended_on="2014-09")
        assert self.beta in Initiative.objects.standing_as(["closed"], MONDAY)
        assert self.beta not in Initiative.objects.standing_as(["live"], MONDAY)
        assert self.beta in Initiative.objects.standing_as(["live"], dt.date(2014, 9, 30))


class WhatWasDeclined(CastTestCase):
    def test_work_that_an_organisation_declined_is_not_found_under_it(self) -> None:
        work = make.initiative("Boats", (self.fire,))
        make.participation(work, self.ambulance, answer="declined")
        assert work not in Initiative.objects.with_partner_called("amb-nwas")
        assert work not in Initiative.objects.with_partner(self.ambulance)
        assert work in Initiative.objects.with_partner_called("fire-cheshire")

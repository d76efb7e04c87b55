"""What people do in the register: every state rule, once and once only, always in the timeline."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as ManyTimes

from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.register.actions import drafts, milestones, parties, people, record, standing
from initiatives.register.models import Initiative, Participation
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase

LATER = EIGHT + dt.timedelta(hours=1)
NEXT_YEAR = dt.date(2015, 10, 1)
#: Where each step leads from each standing; doing the same again stays where it is. Everything else is refused.
WAYS = {
    ("live", "park"): "parked",
    ("live", "stop"): "closed",
    ("live", "take_up_again"): "live",
    ("parked", "park"): "parked",
    ("parked", "stop"): "closed",
    ("parked", "take_up_again"): "live",
    ("closed", "stop"): "closed",
    ("closed", "take_up_again"): "live",
}
ANSWERS = {
    "park": {"reason": "No money.", "look_again_on": NEXT_YEAR},
    "stop": {"reason": "No money.", "ending": "stopped"},
    "take_up_again": {"reason": "Money came."},
}


class RegisterTestCase(CastTestCase):
    """Shorthand for the tests of this room."""

    def verbs(self, initiative: Initiative) -> list[str]:
        return [entry.verb for entry in Entry.objects.told_on(initiative)]

    def a_draft(self, **values: Any) -> Initiative:
        draft = drafts.begin(by=self.police_lead, at=EIGHT, name="Joint fleet workshop")
        parties.add_party(draft, organisation=self.fire, by=self.police_lead, at=EIGHT)
        values = {"purpose": "One workshop for all.", **values}
        draft = record.change(draft, by=self.police_lead, at=EIGHT, **values)
        return record.settle_lead(draft, by=self.police_lead, at=EIGHT, lead=self.police)


class Registering(RegisterTestCase):
    """From a name to a reference."""

    def test_a_draft_has_the_persons_own_organisation_in_it(self) -> None:
        draft = drafts.begin(by=self.police_lead, at=EIGHT, name="Joint fleet workshop")
        assert [(party.organisation, party.answer) for party in draft.participations.all()] == [
            (self.police, "takes_part")
        ]
        assert draft.is_draft
        assert draft.ref.startswith("draft-")

    def test_beginning_twice_is_one_draft(self) -> None:
        first, second = (drafts.begin(by=self.police_lead, at=EIGHT, name="Joint fleet workshop") for _ in range(2))
        assert first == second

    def test_the_next_reference_follows_the_last(self) -> None:
        draft = self.a_draft()
        assert drafts.register(draft, by=self.police_lead, at=EIGHT).ref == "CHS-008"

    def test_references_of_another_kind_do_not_count(self) -> None:
        make.initiative(ref="XYZ-100")
        make.initiative(ref="CHS-9b")
        assert drafts.register(self.a_draft(), by=self.police_lead, at=EIGHT).ref == "CHS-008"

    def test_registering_twice_registers_once(self) -> None:
        draft = self.a_draft()
        first = drafts.register(draft, by=self.police_lead, at=EIGHT)
        second = drafts.register(draft, by=self.police_lead, at=LATER)
        assert first.ref == second.ref
        assert self.verbs(first).count("registered this") == 1

    def test_invited_organisations_get_a_letter_and_the_registrars_own_takes_part(self) -> None:
        registered = drafts.register(self.a_draft(), by=self.police_lead, at=EIGHT)
        told = {letter.to for letter in Letter.objects.filter(kind="you_are_invited")}
        assert told == {self.fire_lead, self.sponsor}
        assert registered.participations.get(organisation=self.police).answer == "takes_part"
        assert registered.participations.get(organisation=self.fire).invited_at == EIGHT

    def test_nobody_is_invited_to_a_draft(self) -> None:
        self.a_draft()
        assert not Letter.objects.exists()
        assert not Participation.objects.waiting_for([self.fire.pk]).exists()

    def test_what_is_missing_is_said_in_sentences(self) -> None:
        draft = drafts.begin(by=self.officer, at=EIGHT, name="Joint fleet workshop")
        with pytest.raises(Refused) as refusal:
            drafts.register(draft, by=self.officer, at=EIGHT)
        assert "Enter the purpose." in refusal.value.message
        assert "Add at least two organisations" in refusal.value.message
        assert "Say which organisation leads, or that they lead it jointly." in refusal.value.message

    def test_work_for_named_people_names_its_registrar(self) -> None:
        draft = self.a_draft(reach="named")
        with pytest.raises(Refused, match="Name yourself"):
            drafts.register(draft, by=self.police_lead, at=EIGHT)
        people.name_person(draft, by=self.police_lead, at=EIGHT, person=self.police_lead, duty="author")
        assert drafts.register(draft, by=self.police_lead, at=EIGHT).ref == "CHS-008"

    def test_a_deleted_draft_is_gone_and_told(self) -> None:
        draft = self.a_draft()
        drafts.delete(draft, by=self.police_lead, at=EIGHT)
        assert not Initiative.objects.filter(pk=draft.pk).exists()
        assert "deleted the draft" in self.verbs(draft)

    def test_registered_work_cannot_be_deleted(self) -> None:
        with pytest.raises(Refused, match="registered already"):
            drafts.delete(self.review_work, by=self.police_lead, at=EIGHT)

    def test_a_restricted_invitation_gives_nothing_away(self) -> None:
        drafts.register(self.a_draft(marking="sensitive"), by=self.police_lead, at=EIGHT)
        letter = Letter.objects.filter(kind="you_are_invited").first()
        assert "fleet" not in (letter.subject + letter.text + letter.html).lower()
        assert "workshop for all" not in letter.text


class ChangingTheRecord(RegisterTestCase):
    """What the register says, and who said so."""

    def test_a_change_is_told_before_and_after(self) -> None:
        record.change(self.review_work, by=self.fire_lead, at=EIGHT, stage="case", themes=["fleet", "crime"])
        entry = Entry.objects.told_on(self.review_work).first()
        assert {"field": "Stage", "before": "Delivery", "after": "Business case"} in entry.changes
        assert {"field": "Themes", "before": "Response", "after": "Crime and Fleet and equipment"} in entry.changes

    def test_saving_the_same_again_changes_nothing(self) -> None:
        saved = record.change(self.review_work, by=self.fire_lead, at=EIGHT, stage="delivery")
        assert saved.version == 1
        assert not Entry.objects.told_on(self.review_work).exists()

    def test_a_stale_save_is_a_conflict(self) -> None:
        record.change(self.review_work, by=self.fire_lead, at=EIGHT, expected_version=1, purpose="Ours.")
        with pytest.raises(ChangedMeanwhile) as conflict:
            record.change(self.review_work, by=self.police_lead, at=LATER, expected_version=1, purpose="Theirs.")
        assert conflict.value.by == "Elin Pryce"
        assert conflict.value.row.purpose == "Ours."

    def test_another_section_is_no_conflict(self) -> None:
        record.change(self.review_work, by=self.fire_lead, at=EIGHT, expected_version=1, stage="case")
        saved = record.change(self.review_work, by=self.police_lead, at=LATER, expected_version=1, purpose="Theirs.")
        assert (saved.stage, saved.purpose, saved.version) == ("case", "Theirs.", 3)

    def test_a_new_purpose_has_to_be_confirmed_again(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        parties.confirm_purpose(party, by=self.fire_lead, at=EIGHT)
        record.change(self.review_work, by=self.police_lead, at=LATER, purpose="Something else.")
        party.refresh_from_db()
        assert party.purpose_confirmed_on is None

    def test_what_a_person_changes_is_theirs(self) -> None:
        Initiative.objects.filter(pk=self.review_work.pk).update(
            provenance={"stage": {"source": "inferred"}, "name": {"source": "seed"}}
        )
        saved = record.change(self.review_work, by=self.fire_lead, at=EIGHT, stage="case")
        assert saved.provenance == {"name": {"source": "seed"}}

    def test_sensitive_work_cannot_reach_everybody(self) -> None:
        with pytest.raises(Refused, match="OFFICIAL-SENSITIVE work is for its participants"):
            record.change(self.review_work, by=self.fire_lead, at=EIGHT, marking="sensitive", reach="portal")

    def test_nobody_locks_themselves_out(self) -> None:
        with pytest.raises(Refused, match="lock yourself out"):
            record.change(self.review_work, by=self.officer, at=EIGHT, reach="named")
        record.change(self.review_work, by=self.fire_lead, at=EIGHT, reach="named")

    def test_closed_work_is_not_changed(self) -> None:
        standing.stop(self.review_work, by=self.fire_lead, at=EIGHT, ending="completed", reason="Done.")
        with pytest.raises(Refused, match="has closed"):
            record.change(self.review_work, by=self.fire_lead, at=LATER, stage="case")

    def test_one_organisation_leads(self) -> None:
        record.settle_lead(self.review_work, by=self.fire_lead, at=EIGHT, lead=self.fire)
        record.settle_lead(self.review_work, by=self.fire_lead, at=EIGHT, lead=self.police)
        assert self.review_work.participations.get(part="lead").organisation == self.police
        saved = record.settle_lead(self.review_work, by=self.fire_lead, at=EIGHT, lead=record.JOINTLY)
        assert (saved.lead, saved.is_jointly_led) == (None, True)
        assert not self.review_work.participations.filter(part="lead").exists()

    def test_a_stranger_cannot_lead(self) -> None:
        with pytest.raises(Refused, match="does not take part"):
            record.settle_lead(self.review_work, by=self.fire_lead, at=EIGHT, lead=self.elsewhere)


class TakingPart(RegisterTestCase):
    """Invitations, answers, dates, confirmations."""

    def invited(self) -> Participation:
        return parties.add_party(self.review_work, organisation=self.elsewhere, by=self.fire_lead, at=EIGHT)

    def test_an_invitation_is_a_letter_to_everybody_who_can_answer(self) -> None:
        self.invited()
        assert [letter.to for letter in Letter.objects.filter(kind="you_are_invited")] == [self.stranger]

    def test_inviting_twice_invites_once(self) -> None:
        assert self.invited() == self.invited()
        assert Letter.objects.filter(kind="you_are_invited").count() == 1

    def test_a_yes_begins_the_participation_and_tells_who_asked(self) -> None:
        party = parties.answer_invitation(self.invited(), by=self.stranger, at=LATER, takes_part=True)
        assert (party.answer, party.from_on) == ("takes_part", VagueDate("2014-10-06"))
        assert Letter.objects.get(kind="invitation_was_answered").to == self.fire_lead

    def test_a_no_needs_a_reason(self) -> None:
        with pytest.raises(Refused, match="Enter why"):
            parties.answer_invitation(self.invited(), by=self.stranger, at=LATER, takes_part=False)
        party = parties.answer_invitation(
            self.invited(), by=self.stranger, at=LATER, takes_part=False, reason="Too far away."
        )
        assert (party.answer, party.answer_reason) == ("declined", "Too far away.")

    def test_the_same_answer_twice_is_given_once_and_another_is_refused(self) -> None:
        party = self.invited()
        for _ in range(2):
            parties.answer_invitation(party, by=self.stranger, at=LATER, takes_part=True)
        with pytest.raises(Refused, match="has answered this invitation already: takes part"):
            parties.answer_invitation(party, by=self.stranger, at=LATER, takes_part=False, reason="No.")
        assert Letter.objects.filter(kind="invitation_was_answered").count() == 1

    def test_who_declined_can_be_asked_again(self) -> None:
        parties.answer_invitation(self.invited(), by=self.stranger, at=LATER, takes_part=False, reason="Too far away.")
        again = parties.add_party(self.review_work, organisation=self.elsewhere, by=self.fire_lead, at=LATER)
        assert again.answer == "invited"
        assert Letter.objects.filter(kind="you_are_invited").count() == 2

    def test_work_that_closed_has_nothing_left_to_answer(self) -> None:
        party = self.invited()
        standing.stop(self.review_work, by=self.fire_lead, at=LATER, ending="stopped", reason="Over.")
        with pytest.raises(Refused, match="closed in the meantime"):
            parties.answer_invitation(party, by=self.stranger, at=LATER, takes_part=True)

    def test_the_purpose_is_confirmed_once(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        for moment in (EIGHT, LATER):
            party = parties.confirm_purpose(party, by=self.fire_lead, at=moment)
        assert (party.purpose_confirmed_on, party.purpose_confirmed_by) == (EIGHT.date(), self.fire_lead)
        assert len(self.verbs(self.review_work)) == 1

    def test_on_a_later_day_it_is_said_to_be_still_true(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        later = EIGHT + dt.timedelta(days=90)
        for moment in (EIGHT, later):
            party = parties.confirm_purpose(party, by=self.fire_lead, at=moment)
        assert party.purpose_confirmed_on == later.date()
        verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
        assert verbs[-1] == f"said that the purpose is still true for {self.fire}"

    def test_who_has_not_answered_confirms_nothing(self) -> None:
        with pytest.raises(Refused, match="once it takes part"):
            parties.confirm_purpose(self.invited(), by=self.stranger, at=LATER)

    def test_without_a_purpose_there_is_nothing_to_confirm(self) -> None:
        bare = make.initiative("Bare", (self.fire,), purpose="")
        with pytest.raises(Refused, match="nothing to confirm"):
            parties.confirm_purpose(bare.participations.get(), by=self.fire_lead, at=EIGHT)

    def test_an_organisation_cannot_leave_before_it_joins(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        with pytest.raises(Refused, match="cannot leave before it joins"):
            parties.change_party(
                party, by=self.fire_lead, at=EIGHT, part="host", from_on=VagueDate("2014"), to_on=VagueDate("2013-12")
            )

    def test_registered_work_takes_nobody_off(self) -> None:
        with pytest.raises(Refused, match="Say until when"):
            parties.remove_party(self.review_work.participations.first(), by=self.fire_lead, at=EIGHT)

    def test_a_draft_takes_its_lead_off(self) -> None:
        draft = self.a_draft()
        parties.remove_party(draft.participations.get(organisation=self.police), by=self.police_lead, at=EIGHT)
        draft.refresh_from_db()
        assert draft.lead is None


class Standing(ManyTimes, RegisterTestCase):
    """Parked, stopped, taken up again."""

    @given(st.integers(-400, 400))
    @settings(deadline=None, max_examples=30)
    def test_parked_work_is_looked_at_again_in_the_future(self, days: int) -> None:
        work, again = make.initiative(), EIGHT.date() + dt.timedelta(days=days)
        if days > 0:
            assert (
                standing.park(work, by=self.officer, at=EIGHT, reason="No money.", look_again_on=again).look_again_on
                == again
            )
        else:
            with pytest.raises(Refused, match="must be in the future"):
                standing.park(work, by=self.officer, at=EIGHT, reason="No money.", look_again_on=again)

    def park_again(self, days: int) -> Initiative:
        """Parked for 30 days, and so many days later for longer."""
        parked = {"by": self.fire_lead, "reason": "No money."}
        standing.park(self.review_work, at=EIGHT, look_again_on=MONDAY + dt.timedelta(days=30), **parked)
        return standing.park(self.review_work, at=EIGHT + dt.timedelta(days=days), look_again_on=NEXT_YEAR, **parked)

    def test_parked_work_stays_parked_once_its_day_is_near(self) -> None:
        assert self.park_again(16).look_again_on == NEXT_YEAR
        assert self.verbs(self.review_work)[0] == "looked at this again, and left it parked until 1 October 2015"

    def test_before_that_somebody_else_has_parked_it(self) -> None:
        with pytest.raises(Refused, match="parked now"):
            self.park_again(15)

    def test_parking_twice_parks_once(self) -> None:
        for _ in range(2):
            standing.park(self.review_work, by=self.fire_lead, at=EIGHT, reason="No money.", look_again_on=NEXT_YEAR)
        assert len(self.verbs(self.review_work)) == 1

    def test_stopped_work_says_how_why_and_when(self) -> None:
        stopped = standing.stop(
            self.review_work, by=self.fire_lead, at=EIGHT, ending="declined", reason="Nobody gains."
        )
        assert (stopped.standing, stopped.ending, stopped.standing_reason) == ("closed", "declined", "Nobody gains.")
        assert stopped.ended_on == VagueDate("2014-10-06")
        assert Entry.objects.told_on(self.review_work).first().why == "Nobody gains."

    def test_an_end_that_was_known_stays(self) -> None:
        old = make.initiative(ended_on=VagueDate("2013"))
        assert standing.stop(old, by=self.fire_lead, at=EIGHT, ending="stopped", reason="Over.").ended_on == VagueDate(
            "2013"
        )

    @given(st.lists(st.sampled_from(["park", "stop", "take_up_again"]), max_size=6))
    @settings(deadline=None, max_examples=60)
    def test_work_only_goes_where_it_can(self, steps: list[str]) -> None:
        work, now = make.initiative(), "live"
        for step in steps:
            if (now, step) in WAYS:
                now = WAYS[now, step]
                assert getattr(standing, step)(work, by=self.officer, at=EIGHT, **ANSWERS[step]).standing == now
            else:
                with pytest.raises(Refused, match="can no longer be done"):
                    getattr(standing, step)(work, by=self.officer, at=EIGHT, **ANSWERS[step])


class PeopleAndMilestones(RegisterTestCase):
    """Names and days."""

    def test_a_person_is_named_once_for_a_duty(self) -> None:
        for _ in range(2):
            people.name_person(self.review_work, by=self.fire_lead, at=EIGHT, person=self.reader, duty="reader")
        assert self.review_work.named_people.filter(person=self.reader).count() == 1
        assert len(self.verbs(self.review_work)) == 1

    def test_a_guest_is_somebody_who_can_sign_in(self) -> None:
        with pytest.raises(Refused, match="Nobody with this email address"):
            people.name_guest(
                self.review_work, by=self.fire_lead, at=EIGHT, email="nobody@example.test", until=NEXT_YEAR
            )
        guest = people.name_guest(
            self.review_work, by=self.fire_lead, at=EIGHT, email=self.stranger.email.upper(), until=NEXT_YEAR
        )
        assert (guest.person, guest.duty, guest.until) == (self.stranger, "reader", NEXT_YEAR)

    def test_the_last_name_of_work_for_named_people_stays(self) -> None:
        secret = make.initiative("Secret", (self.fire,), reach="named")
        named = make.named(secret, self.fire_lead)
        with pytest.raises(Refused, match="its last name has to stay"):
            people.unname_person(named, by=self.fire_lead, at=EIGHT)

    def test_a_milestone_moves_with_a_reason_and_remembers_its_promise(self) -> None:
        added = milestones.add_milestone(
            self.review_work, by=self.fire_lead, at=EIGHT, name="Survey", due_on=dt.date(2014, 12, 1)
        )
        moved = milestones.move_milestone(
            added, by=self.fire_lead, at=EIGHT, forecast_on=dt.date(2015, 1, 15), reason="Ill."
        )
        assert (moved.baseline_on, moved.forecast_on) == (dt.date(2014, 12, 1), dt.date(2015, 1, 15))
        assert Entry.objects.told_on(self.review_work).first().why == "Ill."

    def test_a_milestone_is_reached_once_and_not_tomorrow(self) -> None:
        made = make.milestone(self.review_work)
        with pytest.raises(Refused, match="today or in the past"):
            milestones.finish_milestone(made, by=self.fire_lead, at=EIGHT, done_on=dt.date(2014, 10, 7))
        milestones.finish_milestone(made, by=self.fire_lead, at=EIGHT, done_on=EIGHT.date())
        with pytest.raises(Refused, match="reached already"):
            milestones.finish_milestone(made, by=self.fire_lead, at=EIGHT, done_on=dt.date(2014, 10, 5))
        with pytest.raises(Refused, match="can no longer move"):
            milestones.move_milestone(made, by=self.fire_lead, at=EIGHT, forecast_on=NEXT_YEAR, reason="No.")


class DeclinedInvitations(RegisterTestCase):
    """What follows from a no."""

    def test_the_lead_is_not_known_when_the_one_that_was_to_lead_declines(self) -> None:
        work = make.initiative("Boats", (self.fire, self.police), lead=self.ambulance)
        work.participations.filter(organisation=self.ambulance).update(answer="invited", invited_at=EIGHT)
        asked = work.participations.get(organisation=self.ambulance)
        parties.answer_invitation(asked, by=self.ambulance_lead, at=EIGHT, takes_part=False, reason="No boats.")
        work.refresh_from_db()
        asked.refresh_from_db()
        assert (work.lead, asked.part) == (None, "partner")
        assert "changed the lead" in self.verbs(work)

    def test_ones_own_organisation_that_declined_takes_part_when_it_is_added_again(self) -> None:
        work = make.initiative("Boats", (self.fire,))
        make.participation(work, self.ambulance, answer="declined", answer_reason="No boats.")
        make.membership(self.fire_lead, self.ambulance)
        party = parties.add_party(work, organisation=self.ambulance, by=self.fire_lead, at=EIGHT)
        party.refresh_from_db()
        assert (party.answer, party.answer_reason) == ("takes_part", "")

    def test_a_part_may_end_at_some_time_in_the_year_in_which_it_began(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        dates = {"from_on": VagueDate("2014-10"), "to_on": VagueDate("2014")}
        parties.change_party(party, by=self.fire_lead, at=EIGHT, part="partner", **dates)
        party.refresh_from_db()
        assert str(party.to_on) == "2014"

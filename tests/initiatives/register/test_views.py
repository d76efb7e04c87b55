"""The pages of the register: who reaches them, what they say, what pressing a button does."""

import datetime as dt
import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit.dates import VagueDate
from initiatives.register.models import Initiative, Participation
from services.directory.models import Kind
from services.letters.models import Letter
from services.people.models import User
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase

HOME = "/initiatives/CHS-007/"


def once_only(page: bytes) -> bytes:
    """A page without what is made anew for every answer."""
    return re.sub(rb'(nonce|value)="[^"]*"', b"", page)


class ThePage(CastTestCase):
    """One initiative."""

    def page(self, someone: User, address: str = HOME) -> Any:
        self.sign_in(someone)
        return self.client.get(address)

    def test_it_says_who_sees_it(self) -> None:
        page = self.page(self.fire_lead)
        self.assertContains(page, "Seen by 4 organisations")
        self.assertContains(page, "Police and Crime Commissioner for Cheshire")

    def test_whoever_writes_the_report_is_asked_to_start_it(self) -> None:
        self.assertContains(self.page(self.fire_lead), "is due on Friday 31 October 2014, in 25 days")
        self.assertContains(self.page(self.fire_lead), "Start report")
        self.assertNotContains(self.page(self.sponsor), "Start report")

    def test_where_it_stands_is_the_last_accepted_report_with_the_status_before(self) -> None:
        make.report(self.request, self.fire_lead, "accepted", status="at_risk", changed="Two builders pulled out.")
        before = make.report_request(self.review_work, self.office, dt.date(2014, 9, 1))
        make.report(before, self.fire_lead, "accepted", status="on_track", changed="All is well.")
        page = self.page(self.reader)
        self.assertContains(page, "Two builders pulled out.")
        self.assertContains(page, "Was on track")
        self.assertNotContains(page, "All is well.")

    def test_a_draft_report_is_nobodys_to_read_here(self) -> None:
        make.report(self.request, self.fire_lead, changed="Not yet for others.")
        self.assertNotContains(self.page(self.reader), "Not yet for others.")

    def test_how_a_value_is_known_stands_beside_it(self) -> None:
        told = {
            "purpose": {"source": "seed"}, "stage": {"source": "inferred"}, "started_on": {"source": "unknown", "note": "after November"},
            "status_now": {"value": "led on to other work", "source": "added: a newspaper"},
        }  # fmt: skip
        Initiative.objects.filter(pk=self.review_work.pk).update(provenance=told)
        page = self.page(self.reader)
        for words in (
            "from the 2014 post",
            "inferred",
            "not known",
            "after November",
            "Led on to other work",
            "added: a newspaper",
        ):
            self.assertContains(page, words)

    def test_each_organisation_says_whether_it_confirms_the_purpose(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        page = self.page(self.fire_lead)
        self.assertContains(page, "0 of 3 organisations taking part have confirmed the purpose")
        self.assertContains(page, f"/initiatives/participations/{party.pk}/confirm/")
        self.client.post(f"/initiatives/participations/{party.pk}/confirm/")
        self.assertContains(self.client.get(HOME), "1 of 3 organisations taking part has confirmed the purpose")
        self.assertContains(self.client.get(HOME), "6 October 2014 by Elin Pryce")

    def test_declined_invited_and_planned_organisations_are_told_apart(self) -> None:
        make.participation(self.review_work, self.elsewhere, answer="declined", answer_reason="Too far away.")
        make.participation(self.review_work, make.organisation("Only planned"), is_planned=True)
        make.participation(self.review_work, make.organisation("Only invited"), answer="invited", invited_at=EIGHT)
        page = self.page(self.fire_lead)
        for words in ("Declined: Too far away.", "Planned only", "Invited on 6 October 2014, not answered yet"):
            self.assertContains(page, words)

    def test_people_who_may_not_change_it_are_offered_nothing(self) -> None:
        page = self.page(self.reader)
        for words in ("Change this record", "Add a milestone", "Park this work", "Confirm<"):
            self.assertNotContains(page, words)

    def test_every_section_has_an_address(self) -> None:
        make.meeting(self.office, (self.fire,), title="Heads of services").initiatives.add(self.review_work)
        make.agreement((self.fire,), (self.review_work,), title="A firm agreement", next_step="Find the signed copy")
        for section, words in (
            ("reports", "Initial outcomes"), ("meetings", "Heads of services"), ("agreements", "Find the signed copy"), ("history", "History"),
        ):  # fmt: skip
            self.assertContains(self.page(self.fire_lead, f"{HOME}{section}/"), words)

    def test_a_meeting_of_others_is_not_told(self) -> None:
        make.meeting(self.elsewhere, (self.elsewhere,), title="Behind closed doors").initiatives.add(self.review_work)
        self.assertNotContains(self.page(self.fire_lead, f"{HOME}meetings/"), "Behind closed doors")

    def test_restricted_work_carries_its_marking(self) -> None:
        Initiative.objects.filter(pk=self.review_work.pk).update(marking="sensitive")
        self.assertContains(self.page(self.fire_lead), "OFFICIAL-SENSITIVE")

    def test_a_purpose_confirmed_long_ago_can_be_said_to_be_still_true(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        for days, is_asked in ((59, False), (60, True)):
            party.purpose_confirmed_on, party.purpose_confirmed_by = MONDAY - dt.timedelta(days=days), self.fire_lead
            party.save()
            page = self.page(self.fire_lead)
            assert ("Still true" in page.content.decode()) is is_asked
        assert "Still true" not in self.page(self.reader).content.decode()

    def test_parked_work_can_be_left_parked_once_its_day_is_near(self) -> None:
        for days, is_offered in ((15, False), (14, True)):
            again = MONDAY + dt.timedelta(days=days)
            parked = {"standing": "parked", "standing_reason": "No money.", "look_again_on": again}
            Initiative.objects.filter(pk=self.review_work.pk).update(**parked)
            page = self.page(self.fire_lead, HOME).content.decode()
            assert ("Keep it parked for longer" in page) is is_offered

    def test_what_people_type_is_shown_and_not_run(self) -> None:
        Initiative.objects.filter(pk=self.review_work.pk).update(
            name="<script>alert(1)</script>", purpose="<b>bold</b>", facts=["<i>x</i>"]
        )
        page = self.page(self.fire_lead)
        for words in ("<script>alert", "<b>bold", "<i>x"):
            self.assertNotContains(page, words)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self) -> None:
        for someone in (self.fire_lead, self.officer, self.reader):
            assert self.queries_of(someone) <= 12
        for number in range(30):
            body = make.organisation(f"Body {number}", Kind.POLICING_BODY)
            force = make.organisation(f"Force {number}", governed_by=body)
            make.participation(
                self.review_work,
                force,
                purpose_confirmed_on=EIGHT.date(),
                purpose_confirmed_by=make.person(f"P {number}"),
            )
            make.named(self.review_work, make.person(f"Author {number}", force))
            make.milestone(self.review_work)
            asked = make.report_request(self.review_work, self.office, dt.date(2014, 1, 1) + dt.timedelta(days=number))
            make.report(asked, self.fire_lead, "accepted")
        for someone in (self.fire_lead, self.officer, self.reader):
            assert self.queries_of(someone) <= 12

    def queries_of(self, someone: User) -> int:
        self.page(someone)
        with CaptureQueriesContext(connection) as queries:
            assert self.client.get(HOME).status_code == 200
        return len(queries)


class WhoReachesWhat(CastTestCase):
    """A page that is not yours looks like one that does not exist."""

    def test_a_strangers_page_equals_a_wrong_address(self) -> None:
        self.sign_in(self.stranger)
        party = self.review_work.participations.first().pk
        for mine, nobodys in (
            (HOME, "/initiatives/CHS-999/"), (f"{HOME}history/", "/initiatives/CHS-999/history/"),
            (f"{HOME}change/why/", "/initiatives/CHS-999/change/why/"),
            (f"/initiatives/participations/{party}/answer/", "/initiatives/participations/999999/answer/"),
        ):  # fmt: skip
            hidden, missing = self.client.get(mine), self.client.get(nobodys)
            assert (hidden.status_code, missing.status_code) == (404, 404)
            assert once_only(hidden.content) == once_only(missing.content)

    def test_a_reader_sees_but_does_not_change(self) -> None:
        self.sign_in(self.reader)
        assert self.client.get(HOME).status_code == 200
        for page in (
            "change/why/",
            "change/who/",
            "change/people/",
            "park/",
            "stop/",
            "milestones/add/",
            "take-up-again/",
        ):
            refused = self.client.get(HOME + page)
            assert refused.status_code == 403, page
            self.assertContains(refused, "Only a service lead, sponsor or board secretary", status_code=403)

    def test_an_invited_organisation_sees_but_does_not_change(self) -> None:
        make.participation(self.review_work, self.elsewhere, answer="invited")
        self.sign_in(self.stranger)
        assert self.client.get(HOME).status_code == 200
        assert self.client.get(f"{HOME}change/why/").status_code == 403

    def test_the_office_changes_what_it_oversees(self) -> None:
        self.sign_in(self.officer)
        assert self.client.get(f"{HOME}change/why/").status_code == 200
        self.sign_in(self.commissioner)
        assert self.client.get(f"{HOME}change/why/").status_code == 403

    def test_deeds_are_done_by_post_only(self) -> None:
        self.sign_in(self.fire_lead)
        party = self.review_work.participations.get(organisation=self.fire)
        for address in (f"/initiatives/participations/{party.pk}/confirm/", f"{HOME}change/who/add/"):
            assert self.client.get(address).status_code == 405
        named = self.review_work.named_people.first()
        assert self.client.get(f"/initiatives/people/{named.pk}/remove/").status_code == 405
        assert self.client.get(f"/initiatives/participations/{party.pk}/remove/").status_code == 405

    def test_odd_references_are_not_found(self) -> None:
        self.sign_in(self.fire_lead)
        for ref in ("chs-007", "%00", "CHS-007%20", "x" * 300, "😀"):
            assert self.client.get(f"/initiatives/{ref}/").status_code == 404, ref
        assert self.client.get(f"{HOME}change/colour/").status_code == 404

    def test_a_draft_is_not_there_for_others_and_leads_to_its_task_list_for_its_author(self) -> None:
        draft = make.initiative("Draft", (self.fire,), standing="draft", registered_by=self.fire_lead)
        self.sign_in(self.fire_lead)
        self.assertRedirects(self.client.get(f"/initiatives/{draft.ref}/"), f"/initiatives/{draft.ref}/draft/")
        self.sign_in(self.sponsor)
        assert self.client.get(f"/initiatives/{draft.ref}/draft/").status_code == 404


class RegisteringInTheBrowser(CastTestCase):
    """From the first button to the page of the new work."""

    def setUp(self) -> None:
        self.sign_in(self.police_lead)

    def begin(self, name: str = "Joint fleet workshop", **more: str) -> Any:
        return self.client.post("/initiatives/new/", {"name": name, "short_name": "", **more})

    def draft(self) -> Initiative:
        self.begin()
        return Initiative.objects.get(standing="draft")

    def test_every_section_is_saved_by_itself(self) -> None:
        home = f"/initiatives/{self.draft().ref}/"
        back = f"{home}draft/"

        def version() -> dict:
            return {"version": Initiative.objects.get(standing="draft").version}

        self.assertRedirects(
            self.client.post(f"{home}change/why/", {"purpose": "One for all.", "themes": ["fleet"], **version()}), back
        )
        self.client.post(f"{home}change/who/add/", {"organisation": self.fire.pk})
        self.assertRedirects(self.client.post(f"{home}change/who/", {"lead": "jointly", **version()}), back)
        dates = {"stage": "case", "started_on-year": "2014", "started_on-month": "oct", **version()}
        self.assertRedirects(self.client.post(f"{home}change/when/", dates), back)
        seen = {"reach": "participants", "marking": "official", "handling": "", **version()}
        self.assertRedirects(self.client.post(f"{home}change/seen/", seen), back)
        self.client.post(f"{home}change/people/", {"person": self.fire_lead.pk, "duty": "author"})
        self.assertContains(self.client.get(back), "4 of the 4 sections")
        done = self.client.post(f"{back}check/", {"once": "1"})
        self.assertRedirects(done, "/initiatives/CHS-008/")
        work = Initiative.objects.get(ref="CHS-008")
        assert (work.stage, work.started_on, work.is_jointly_led) == ("case", VagueDate("2014-10"), True)
        assert Letter.objects.filter(to=self.fire_lead, kind="you_are_invited").exists()

    def test_what_is_missing_stands_on_top(self) -> None:
        page = self.client.post(f"/initiatives/{self.draft().ref}/draft/check/", {"once": "1"})
        self.assertContains(page, "This cannot be registered yet", status_code=422)
        self.assertContains(page, "<li>Enter the purpose.</li>", status_code=422, html=True)

    def test_the_second_press_leads_to_the_registered_work(self) -> None:
        draft = self.draft()
        self.client.post(f"/initiatives/{draft.ref}/change/who/add/", {"organisation": self.fire.pk})
        Initiative.objects.filter(pk=draft.pk).update(purpose="For all.", is_jointly_led=True)
        self.client.post(f"/initiatives/{draft.ref}/draft/check/", {"once": "1"})
        again = self.client.post(f"/initiatives/{draft.ref}/draft/check/", {"once": "1"})
        draft.refresh_from_db()
        self.assertRedirects(again, f"/initiatives/{draft.ref}/")
        assert Initiative.objects.filter(name="Joint fleet workshop").count() == 1

    def test_a_name_like_one_they_can_see_is_asked_about(self) -> None:
        page = self.begin("Tri-service reviews of collaboration")
        ask = "This looks like ‘Tri-service collaboration review’ (CHS-007). Tick the box if it is different work"
        self.assertContains(page, ask, status_code=422)
        assert self.begin("Tri-service reviews of collaboration", is_different="on").status_code == 302

    def test_a_name_like_one_they_cannot_see_is_not_given_away(self) -> None:
        make.initiative("Joint fleet workshop", (self.elsewhere,))
        assert self.begin().status_code == 302

    def test_a_draft_is_deleted_after_asking(self) -> None:
        draft = self.draft()
        self.assertContains(
            self.client.get(f"/initiatives/{draft.ref}/draft/delete/"), "Delete the draft ‘Joint fleet workshop’?"
        )
        assert Initiative.objects.filter(pk=draft.pk).exists()
        self.client.post(f"/initiatives/{draft.ref}/draft/delete/", {"once": "1"})
        assert not Initiative.objects.filter(pk=draft.pk).exists()

    def test_an_organisation_is_found_by_part_of_its_name(self) -> None:
        page = self.client.get(f"/initiatives/{self.draft().ref}/change/who/?find=ambul")
        self.assertContains(page, "1 organisation found")
        self.assertContains(page, "North West Ambulance Service")
        nothing = self.client.get(f"/initiatives/{self.draft().ref}/change/who/?find=coastguard")
        self.assertContains(nothing, "No organisation matches ‘coastguard’")

    def test_a_reader_cannot_register(self) -> None:
        self.sign_in(self.reader)
        assert self.client.get("/initiatives/new/").status_code == 403


class ChangingInTheBrowser(CastTestCase):
    """Sentences for every wrong answer, both texts after a conflict, and words before the end."""

    def setUp(self) -> None:
        self.sign_in(self.fire_lead)

    def sentences(self, address: str, **answers: Any) -> str:
        answer = self.client.post(HOME + address, {"pressed": "yes", **answers})
        assert answer.status_code == 422, answer.status_code
        return answer.content.decode()

    def test_each_wrong_answer_gets_its_sentence(self) -> None:
        assert "Enter what it is for" in self.sentences("change/why/", purpose=" ", version=1)
        assert "What it is for must be 600 characters or less" in self.sentences(
            "change/why/", purpose="x" * 601, version=1
        )
        assert "Enter the name" in self.sentences("change/what/", name="", version=1)
        early = {"started_on-year": "2014", "started_on-month": "10", "planned_end_on-year": "2013", "version": 1}
        assert "The planned end must be after October 2014, when it started" in self.sentences("change/when/", **early)
        assert "The start must include a year" in self.sentences(
            "change/when/", **{"started_on-month": "10", "version": 1}
        )
        assert "Select who sees it" in self.sentences("change/seen/", marking="official", version=1)
        sensitive = {"marking": "sensitive", "reach": "portal", "version": 1}
        assert "OFFICIAL-SENSITIVE work is for the organisations that take part" in self.sentences(
            "change/seen/", **sensitive
        )
        assert "Select who leads, or that it is led jointly" in self.sentences("change/who/", version=1)
        assert "Enter why it is parked" in self.sentences("park/", reason="")
        today = {
            "reason": "No money.",
            "look_again_on-day": "6",
            "look_again_on-month": "10",
            "look_again_on-year": "2014",
        }
        assert "The date to look at it again must be in the future" in self.sentences("park/", **today)
        assert "Select how it ended" in self.sentences("stop/", reason="Over.")
        assert "Enter why it ended" in self.sentences("stop/", ending="stopped")
        assert "Enter the milestone" in self.sentences("milestones/add/")
        assert "Choose a person from the list" in self.sentences("change/people/", duty="author")
        assert "Choose a person from the list" in self.sentences(
            "change/people/", duty="author", person=self.stranger.pk
        )
        guest = {"email": "kit", "until-day": "5", "until-month": "10", "until-year": "2014"}
        answer = self.sentences("change/people/guest/", **guest)
        assert "Last day they may see it must be on or after 6 October 2014" in answer
        assert "Enter an email address in the correct format" in answer

    def test_the_second_of_two_sees_both_texts_and_chooses(self) -> None:
        self.client.post(f"{HOME}change/why/", {"purpose": "Fire’s words.", "themes": ["fleet"], "version": 1})
        self.sign_in(self.police_lead)
        conflict = self.client.post(
            f"{HOME}change/why/", {"purpose": "Police’s words.", "themes": ["fleet"], "version": 1}
        )
        for words in ("Elin Pryce changed this", "Fire’s words.", "Police’s words."):
            self.assertContains(conflict, words, status_code=409)
        mine = {"purpose": "Police’s words.", "themes": ["fleet"], "version": 2, "choose_purpose": "mine"}
        self.assertRedirects(self.client.post(f"{HOME}change/why/", mine), HOME)
        assert Initiative.objects.get(ref="CHS-007").purpose == "Police’s words."

    def test_stopping_is_said_in_words_before_it_is_done(self) -> None:
        answers = {"ending": "declined", "reason": "Nobody gains."}
        page = self.client.post(f"{HOME}stop/", answers)
        self.assertContains(page, "It closes today as ‘considered, not pursued’")
        self.assertContains(page, "1 report is still asked of it")
        assert not Initiative.objects.get(ref="CHS-007").is_closed
        self.assertRedirects(self.client.post(f"{HOME}stop/", {**answers, "sure": "yes"}), HOME)
        self.assertContains(self.client.get(HOME), "Closed on 6 October 2014: considered, not pursued.")
        assert self.client.get(f"{HOME}change/why/").status_code == 403

    def test_parked_work_says_until_when_and_can_be_taken_up_again(self) -> None:
        answers = {
            "reason": "No money.",
            "look_again_on-day": "1",
            "look_again_on-month": "apr",
            "look_again_on-year": "2015",
        }
        self.client.post(f"{HOME}park/", answers)
        self.assertContains(self.client.get(HOME), "Parked. We look at it again on Wednesday 1 April 2015.")
        self.client.post(f"{HOME}take-up-again/", {"reason": "Money came."})
        assert Initiative.objects.get(ref="CHS-007").standing == "live"

    def test_inviting_later_says_who_was_written_to(self) -> None:
        page = self.client.post(f"{HOME}change/who/add/", {"organisation": self.elsewhere.pk}, follow=True)
        self.assertContains(page, "We have written to Kit Lowe.")
        empty = make.organisation("Nobody Home")
        page = self.client.post(f"{HOME}change/who/add/", {"organisation": empty.pk}, follow=True)
        self.assertContains(page, "nobody there can answer here yet")
        page = self.client.post(f"{HOME}change/who/add/", {"organisation": "x"}, follow=True)
        self.assertContains(page, "Choose an organisation from the list")

    def test_the_invited_organisation_answers(self) -> None:
        party = make.participation(self.review_work, self.elsewhere, answer="invited", invited_by=self.fire_lead)
        address = f"/initiatives/participations/{party.pk}/answer/"
        assert self.client.get(address).status_code == 403
        self.sign_in(self.stranger)
        self.assertContains(self.client.get(address), "Does your organisation take part?")
        self.assertContains(self.client.post(address, {"takes_part": "no", "reason": ""}), "Enter why", status_code=422)
        self.assertRedirects(self.client.post(address, {"takes_part": "no", "reason": "Too far."}), "/initiatives/")
        assert Participation.objects.get(pk=party.pk).answer == "declined"
        assert self.client.get(HOME).status_code == 404

    def test_dates_of_a_part_are_changed_and_told(self) -> None:
        party = self.review_work.participations.get(organisation=self.fire)
        address = f"/initiatives/participations/{party.pk}/change/"
        wrong = {"part": "host", "from_on-year": "2014", "to_on-year": "2013", "version": "1"}
        self.assertContains(self.client.post(address, wrong), "The end of its part must be after 2014", status_code=422)
        self.assertRedirects(
            self.client.post(address, {"part": "host", "from_on-year": "2013", "from_on-month": "11", "version": "1"}),
            HOME,
        )
        self.assertContains(self.client.get(f"{HOME}history/"), "November 2013")

    def test_two_people_changing_one_part_both_see_both_answers(self) -> None:
        address = (
            f"/initiatives/participations/{self.review_work.participations.get(organisation=self.fire).pk}/change/"
        )
        self.client.post(address, {"part": "host", "from_on-year": "2013", "version": "1"})
        self.sign_in(self.police_lead)
        page = self.client.post(address, {"part": "observer", "from_on-year": "2012", "version": "1"})
        self.assertContains(page, "Elin Pryce changed this", status_code=409)
        self.assertContains(page, "Observer", status_code=409)
        self.assertContains(page, "Host", status_code=409)

    def test_two_people_moving_one_milestone_both_see_both_days(self) -> None:
        address = f"/initiatives/milestones/{make.milestone(self.review_work).pk}/move/"
        first = {"forecast_on-day": "15", "forecast_on-month": "1", "forecast_on-year": "2015", "reason": "Ill."}
        self.client.post(address, {**first, "version": "1"})
        self.sign_in(self.police_lead)
        page = self.client.post(address, {**first, "forecast_on-day": "20", "version": "1"})
        self.assertContains(page, "15 January 2015", status_code=409)
        self.assertContains(page, "20 January 2015", status_code=409)

    def test_milestones_are_added_moved_and_reached(self) -> None:
        due = {"name": "Survey", "due_on-day": "1", "due_on-month": "12", "due_on-year": "2014"}
        self.client.post(f"{HOME}milestones/add/", due)
        milestone = self.review_work.milestones.get()
        moved = {"forecast_on-day": "15", "forecast_on-month": "jan", "forecast_on-year": "2015"}
        moved |= {"reason": "Ill.", "version": "1"}
        self.client.post(f"/initiatives/milestones/{milestone.pk}/move/", moved)
        self.assertContains(self.client.get(HOME), "Was 1 December 2014. Now 15 January 2015")
        done = {"done_on-day": "6", "done_on-month": "10", "done_on-year": "2014"}
        self.client.post(f"/initiatives/milestones/{milestone.pk}/done/", done)
        self.assertContains(self.client.get(HOME), "Done 6 October 2014")

    def test_a_guest_sees_the_work_until_the_last_day(self) -> None:
        until = {"email": self.stranger.email, "until-day": "7", "until-month": "10", "until-year": "2014"}
        self.client.post(f"{HOME}change/people/guest/", until)
        self.sign_in(self.stranger)
        assert self.client.get(HOME).status_code == 200
        with self.settings(PORTAL_CLOCK="2014-10-08 08:00"):
            assert self.client.get(HOME).status_code == 404

"""Passing one report to a colleague; and deputies, who act for somebody who is away."""

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives import rules
from initiatives.reviews import actions, passing_on
from initiatives.reviews.models import Report, ReportRequest
from services.access.roles import Role
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import MONDAY, CastTestCase
from tests.initiatives.reviews.deputies import covering
from tests.initiatives.reviews.typed import typed

NOW = clock.at(MONDAY, 10)


class Passing(CastTestCase):
    def pass_on(self, person, by=None):
        return passing_on.pass_on(self.request, by=by or self.fire_lead, at=NOW, person=person)

    def writers(self):
        return ReportRequest.objects.get(pk=self.request.pk).writer_ids

    def owing(self):
        return {name for name, each in self.cast.items() if ReportRequest.objects.to_be_written_by(each)}

    def test_the_colleague_writes_in_the_place_of_who_passed_it_on(self):
        for _ in range(2):
            self.pass_on(self.reader)
        assert self.writers() == {self.police_lead.pk, self.ambulance_lead.pk, self.reader.pk}
        assert self.owing() == {"police_lead", "ambulance_lead", "reader"}
        assert [each.to for each in Letter.objects.filter(kind="report_was_passed_to_you")] == [self.reader]

    def test_another_report_stays_with_its_authors(self):
        self.pass_on(self.reader)
        other = make.report_request(self.review_work, self.office)
        assert other.writer_ids == other.author_ids
        assert other not in ReportRequest.objects.to_be_written_by(self.reader)

    def test_who_passed_it_on_still_reads_the_draft_and_hears_the_end(self):
        self.pass_on(self.reader)
        report = make.report(self.request, self.reader, planned="A count.")
        assert report in Report.objects.visible_to(self.fire_lead)
        actions.send(self.request, by=self.reader, at=NOW)
        actions.accept(self.request, by=self.officer, at=NOW)
        told = {each.to for each in Letter.objects.filter(kind="report_was_accepted")}
        assert told == {self.police_lead, self.fire_lead, self.ambulance_lead, self.reader}

    def test_taken_back_it_is_the_authors_again(self):
        self.pass_on(self.reader)
        for _ in range(2):
            passing_on.take_back(self.request, by=self.police_lead, at=NOW)
        assert self.writers() == self.request.author_ids
        assert [each.to for each in Letter.objects.filter(kind="report_was_taken_back")] == [self.reader]

    def test_passed_on_again_it_still_stands_for_the_first_author(self):
        third = make.person("Ola Grant", self.police)
        self.pass_on(self.reader)
        self.pass_on(third, by=self.reader)
        assert self.writers() == {self.police_lead.pk, self.ambulance_lead.pk, third.pk}

    def test_given_back_to_who_passed_it_on_nobody_stands_in_any_more(self):
        self.pass_on(self.reader)
        self.pass_on(self.fire_lead, by=self.reader)
        assert self.writers() == self.request.author_ids

    def test_another_author_takes_it_back_first(self):
        self.pass_on(self.reader)
        with pytest.raises(Refused, match="passed to Ruth Kemble"):
            self.pass_on(self.sponsor, by=self.police_lead)

    def test_only_to_active_colleagues_who_may_see_it(self):
        left = make.person("Gone Away", self.fire, is_active=False)
        runs_it = make.person("Runs It", self.fire, Role.ADMINISTRATOR)
        for someone in (self.stranger, self.officer, left, runs_it):
            with pytest.raises(Refused, match="Choose a colleague of an organisation that takes part"):
                self.pass_on(someone)

    def test_work_for_named_people_goes_to_named_people_only(self):
        self.review_work.reach = "named"
        self.review_work.save()
        with pytest.raises(Refused, match="Choose a colleague"):
            self.pass_on(self.reader)
        self.pass_on(self.sponsor)
        assert self.sponsor.pk in self.writers()

    def test_in_the_browser(self):
        def at(page):
            return reverse(f"reports:{page}", kwargs={"pk": self.request.pk})

        self.sign_in(self.fire_lead)
        page = self.client.get(at("pass_on"))
        self.assertContains(page, "Ruth Kemble, North West Ambulance Service")
        self.assertNotContains(page, "Kit Lowe")
        for _ in range(2):
            page = self.client.post(at("pass_on"), {"person": self.reader.pk}, follow=True)
            self.assertContains(page, "Ruth Kemble has been told, and writes this report now.")
        self.assertEqual(self.client.get(at("write")).status_code, 403)
        self.sign_in(self.reader)
        self.assertRedirects(self.client.post(at("write"), typed()), at("check"))
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.post(at("take_back"), follow=True), "The report is with its authors again.")


class Deputies(CastTestCase):
    def test_a_deputy_writes_and_sends_in_the_name_of_who_is_away(self):
        at = f"/reports/{self.request.pk}/"
        self.sign_in(self.reader)
        with covering(self.reader, self.fire_lead):
            self.assertContains(self.client.get("/my-work/"), "Start report")
            self.client.post(f"{at}write/", typed())
            self.assertRedirects(self.client.post(f"{at}send/", {"version": "1"}), f"{at}sent/")
        self.assertContains(self.client.get(at), "Ruth Kemble (for Elin Pryce)")
        assert Entry.objects.filter(verb="sent the report for Elin Pryce", by=self.reader).exists()

    def test_a_deputy_who_may_not_see_it_may_do_nothing(self):
        self.sign_in(self.stranger)
        with covering(self.stranger, self.fire_lead):
            self.assertEqual(self.client.get(f"/reports/{self.request.pk}/write/").status_code, 404)
            assert not ReportRequest.objects.to_be_written_by(self.stranger)

    def test_once_the_author_is_back_the_deputy_writes_no_more(self):
        with covering(self.reader, self.fire_lead):
            assert rules.WRITE_REPORT.allows(self.reader, self.request)
        assert not rules.WRITE_REPORT.allows(self.reader, self.request)

    def test_an_author_who_is_a_deputy_as_well_acts_for_themselves(self):
        with covering(self.police_lead, self.fire_lead):
            actions.save_draft(self.request, by=self.police_lead, at=NOW, changed="Mine.")
        assert self.request.events.last().who == "Priya Okafor"

    def test_a_deputy_does_not_pass_on_what_is_not_theirs(self):
        with covering(self.reader, self.fire_lead):
            assert not rules.PASS_REPORT_ON.allows(self.reader, self.request)


NAMES = ("ada", "bea", "cid", "dee")
SOME = st.sets(st.sampled_from(NAMES))


class WhoMay(HypothesisTestCase):
    """The lists and the gate agree, whoever is named, passed on to, away and covered for."""

    @settings(max_examples=60, deadline=None)
    @given(authors=SOME, sponsors=SOME, away=SOME, passed=st.none() | st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)),
           saved_by=st.sampled_from(NAMES), state=st.sampled_from(["drafting", "ready", "cleared", "sent"]))  # fmt: skip
    def test_lists_and_gate_agree(self, authors, sponsors, away, passed, saved_by, state):
        work = make.organisation()
        people = {name: make.person(name, work, Role.READER) for name in NAMES}
        request = make.report_request(make.initiative("Work", (work,)), make.organisation(), needs_clearing=True)
        for duty, names in (("author", authors), ("sponsor", sponsors)):
            for name in names:
                make.named(request.initiative, people[name], duty)
        if passed:
            ReportRequest.objects.update(passed_by=people[passed[0]], passed_to=people[passed[1]])
        make.report(request, people[saved_by], state)
        request = ReportRequest.objects.get(pk=request.pk)
        with covering(people["dee"], *(people[name] for name in away)):
            for name, person in people.items():
                self.agree(request, person, may_act_for={name} | (away if name == "dee" else set()), people=people)

    def agree(self, request, person, may_act_for, people):
        ids = {people[name].pk for name in may_act_for}
        writes = request.is_owed and bool(ids & request.writer_ids)
        assert rules.WRITE_REPORT.allows(person, request) == writes
        assert ReportRequest.objects.to_be_written_by(person).exists() == writes
        own = request.report.saved_by_id == person.pk
        clears = not own and bool(ids & (request.sponsor_ids_on(MONDAY) - {request.report.saved_by_id}))
        assert rules.CLEAR_REPORT.allows(person, request) == clears
        found = ReportRequest.objects.to_be_cleared_by(person).exists()
        assert found == (clears and request.waits_for_clearing)

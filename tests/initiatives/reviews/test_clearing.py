"""Clearing: a sponsor who did not write the report reads it before it goes."""

import pytest
from django.urls import reverse

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.reviews import actions, clearing
from initiatives.reviews.models import Report, ReportRequest
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import MONDAY, CastTestCase
from tests.initiatives.reviews.deputies import covering
from tests.initiatives.reviews.typed import typed

NOW = clock.at(MONDAY, 10, 26)


class ClearingCase(CastTestCase):
    def setUp(self):
        self.review_work.report_requests.update(needs_clearing=True)
        self.request.refresh_from_db()

    def draft(self, state="drafting", by=None, **fields):
        made = make.report(self.request, by or self.fire_lead, state, planned="A count.", **fields)
        self.request = ReportRequest.objects.get(pk=self.request.pk)
        return made

    def state(self):
        return ReportRequest.objects.get(pk=self.request.pk).state

    def told(self, kind):
        return {each.to.name for each in Letter.objects.filter(kind=kind)}


class TheVerbs(ClearingCase):
    def test_an_uncleared_report_cannot_be_sent(self):
        self.draft()
        with pytest.raises(Refused, match="has to clear this report"):
            actions.send(self.request, by=self.fire_lead, at=NOW)

    def test_the_sponsor_is_told_once_that_it_is_ready(self):
        self.draft()
        for _ in range(2):
            clearing.say_ready(self.request, by=self.fire_lead, at=NOW)
        assert self.told("report_is_ready_to_clear") == {"Helen Marsh"}
        assert self.request.events.filter(kind="ready_to_clear").count() == 1

    def test_a_sponsor_who_changed_it_last_is_neither_told_nor_may_clear(self):
        make.named(self.review_work, self.sponsor)
        other = make.named(self.review_work, make.person("Ola Grant", self.fire), "sponsor").person
        self.draft(by=self.sponsor)
        clearing.say_ready(self.request, by=self.fire_lead, at=NOW)
        assert self.told("report_is_ready_to_clear") == {other.name}
        with pytest.raises(Refused, match="somebody else has to clear it"):
            clearing.clear(self.request, by=self.sponsor, at=NOW)

    def test_the_only_sponsor_who_changes_it_leaves_nobody_waiting(self):
        make.named(self.review_work, self.sponsor)
        report = self.draft()
        clearing.say_ready(self.request, by=self.fire_lead, at=NOW)
        actions.save_draft(
            self.request, by=self.sponsor, at=NOW, expected_version=report.version, changed="A word more."
        )
        assert not ReportRequest.objects.get(pk=self.request.pk).waits_for_clearing
        with pytest.raises(Refused, match="Name one first"):
            clearing.say_ready(self.request, by=self.fire_lead, at=NOW)

    def test_whoever_covers_for_the_sponsor_is_told_as_well(self):
        deputy = make.person("Ann Bell", self.fire)
        make.leave(self.sponsor, deputy=deputy)
        self.draft()
        clearing.say_ready(self.request, by=self.fire_lead, at=NOW)
        assert self.told("report_is_ready_to_clear") == {"Helen Marsh", "Ann Bell"}
        letter = Letter.objects.get(to=deputy)
        assert (letter.why, "you cover for them" in letter.text) == ("you cover for Helen Marsh", True)

    def test_a_deputy_who_may_not_see_the_work_is_not_told(self):
        make.leave(self.sponsor, deputy=self.stranger)
        self.draft()
        clearing.say_ready(self.request, by=self.fire_lead, at=NOW)
        assert self.told("report_is_ready_to_clear") == {"Helen Marsh"}

    def test_without_a_sponsor_nobody_is_left_waiting(self):
        self.review_work.named_people.filter(duty="sponsor").delete()
        self.draft()
        with pytest.raises(Refused, match="Name one first"):
            clearing.say_ready(self.request, by=self.fire_lead, at=NOW)

    def test_an_unfinished_report_is_not_ready(self):
        self.draft(changed="")
        with pytest.raises(Refused, match="not finished"):
            clearing.say_ready(self.request, by=self.fire_lead, at=NOW)

    def test_what_is_cleared_is_what_was_read(self):
        self.draft("ready")
        Report.objects.update(version=2)
        with pytest.raises(ChangedMeanwhile):
            clearing.clear(self.request, by=self.sponsor, at=NOW, expected_version=1)

    def test_cleared_the_authors_are_told_and_can_send_it(self):
        self.draft("ready")
        for _ in range(2):
            clearing.clear(self.request, by=self.sponsor, at=NOW)
        assert self.told("report_was_cleared") == {"Priya Okafor", "Elin Pryce", "Sam Adeyemi"}
        actions.send(self.request, by=self.police_lead, at=NOW)
        assert self.state() == "sent"

    def test_a_change_after_clearing_makes_it_a_draft_again(self):
        self.draft("cleared")
        actions.save_draft(self.request, by=self.police_lead, at=NOW, expected_version=1, changed="New words.")
        assert self.state() == "drafting"
        assert "changed the report after it was cleared" in Entry.objects.values_list("verb", flat=True)

    def test_the_same_answers_again_leave_it_cleared(self):
        report = self.draft("cleared")
        actions.save_draft(self.request, by=self.police_lead, at=NOW, expected_version=1, changed=report.changed)
        assert self.state() == "cleared"

    def test_put_back_it_is_a_draft_and_the_authors_read_why(self):
        self.draft("ready")
        for _ in range(2):
            clearing.put_back(self.request, by=self.sponsor, at=NOW, why="Say which stations.")
        assert self.state() == "drafting"
        letters = Letter.objects.filter(kind="report_was_put_back")
        assert letters.count() == 3
        assert all("> Say which stations." in each.text for each in letters)

    def test_a_returned_report_is_cleared_again_before_it_is_sent_again(self):
        self.draft("returned")
        with pytest.raises(Refused, match="has to clear this report"):
            actions.send(self.request, by=self.fire_lead, at=NOW)
        clearing.say_ready(self.request, by=self.fire_lead, at=NOW)
        clearing.clear(self.request, by=self.sponsor, at=NOW)
        assert self.state() == "cleared"

    def test_the_deputy_of_a_sponsor_who_is_away_clears_in_their_name(self):
        self.draft("ready")
        with covering(self.reader, self.sponsor):
            clearing.clear(self.request, by=self.reader, at=NOW)
        assert self.request.events.last().who == "Ruth Kemble (for Helen Marsh)"
        assert Entry.objects.filter(verb="cleared the report for Helen Marsh").exists()


class ThePages(ClearingCase):
    def at(self, page):
        return reverse(f"reports:{page}", kwargs={"pk": self.request.pk})

    def test_from_the_first_word_to_the_office(self):
        self.sign_in(self.fire_lead)
        self.client.post(self.at("write"), typed())
        page = self.client.get(self.at("check"))
        self.assertContains(page, "It is ready to be cleared")
        self.assertNotContains(page, "Send report")
        self.assertContains(self.client.post(self.at("ready"), {"version": "1"}, follow=True), "waits to be cleared")
        self.sign_in(self.sponsor)
        page = self.client.post(self.at("clear"), {"version": "1"}, follow=True)
        self.assertContains(page, "The report is cleared.")
        self.sign_in(self.police_lead)
        self.assertContains(self.client.get(self.at("write")), "it has to be cleared again")
        self.assertRedirects(self.client.post(self.at("send"), {"version": "1"}), self.at("sent"))

    def test_a_sponsor_reads_a_draft_only_once_it_is_ready(self):
        self.draft(changed="Words of a draft.")
        self.sign_in(self.sponsor)
        self.assertNotContains(self.client.get(self.at("report")), "Words of a draft.")
        make.event(self.request, "ready_to_clear", self.fire_lead)
        page = self.client.get(self.at("report"))
        self.assertContains(page, "Words of a draft.")
        self.assertContains(page, "Clear report")

    def test_the_office_reads_no_reason_of_a_sponsor(self):
        self.draft("returned")
        make.event(self.request, "ready_to_clear", self.fire_lead)
        make.event(self.request, "put_back", self.sponsor, why="Between ourselves.")
        for someone, reads in ((self.fire_lead, True), (self.officer, False)):
            self.sign_in(someone)
            self.assertEqual("Between ourselves." in self.client.get(self.at("report")).content.decode(), reads)

    def test_nor_does_the_history_of_the_work_tell_it(self):
        self.draft("ready")
        clearing.put_back(self.request, by=self.sponsor, at=NOW, why="Between ourselves.")
        self.sign_in(self.officer)
        history = self.client.get(f"{self.review_work.get_absolute_url()}history/")
        self.assertContains(history, "ut the report back to its authors")
        self.assertNotContains(history, "Between ourselves.")

    def test_nobody_but_a_sponsor_clears(self):
        self.draft("ready")
        for someone, said in (
            (self.police_lead, "Only a sponsor"),
            (self.fire_lead, "You changed this report last"),
            (self.officer, "Only a sponsor"),
        ):
            self.sign_in(someone)
            self.assertContains(self.client.post(self.at("clear"), {"version": "1"}), said, status_code=403)

    def test_a_sponsor_puts_it_back_with_words(self):
        self.draft("ready")
        self.sign_in(self.sponsor)
        self.assertContains(
            self.client.post(self.at("put_back"), {"why": ""}), "Enter what the authors should change", status_code=422
        )
        self.client.post(self.at("put_back"), {"why": "Say which stations."})
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(self.at("write")), "Say which stations.")

    def test_both_lists_know_what_waits(self):
        self.draft("ready")
        self.sign_in(self.sponsor)
        self.assertContains(self.client.get("/reports/?state=clearing"), "You have one report to clear.")
        self.assertContains(self.client.get("/my-work/"), "a report is ready for you to clear")

    def test_who_clears_is_the_same_in_the_list_and_at_the_gate(self):
        self.draft("ready", by=self.police_lead)
        with covering(self.reader, self.sponsor):
            found = {name for name, each in self.cast.items() if ReportRequest.objects.to_be_cleared_by(each)}
        assert found == {"sponsor", "reader"}

"""Writing, checking, sending, accepting and returning a report, as people do it in a browser."""

from django.urls import reverse

from initiatives.register.models import Status
from initiatives.reviews.models import ReportEvent, ReportRequest
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import CastTestCase
from tests.initiatives.reviews.typed import PATH, typed


class ReportPages(CastTestCase):
    def at(self, page, **kwargs):
        return reverse(f"reports:{page}", kwargs={"pk": self.request.pk, **kwargs})

    def post(self, page, data=None, **kwargs):
        return self.client.post(self.at(page), data or {}, **kwargs)

    def sent_by_fire(self, **fields):
        made = make.report(self.request, self.fire_lead, planned="A count.", state="sent", **fields)
        return made

    def state(self):
        return ReportRequest.objects.get(pk=self.request.pk).state


class TheThread(ReportPages):
    def test_a_report_that_is_not_asked_for_any_more_was_not_sent(self):
        self.sent_by_fire()
        make.event(self.request, "withdrawn", by=self.officer)
        self.sign_in(self.fire_lead)
        self.assertRedirects(self.client.get(self.at("sent")), self.at("report"))

    def test_an_author_writes_checks_and_sends_and_the_office_accepts(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(self.at("report")), "Friday 31 October 2014")
        self.assertContains(self.client.get(self.at("report")), "In 25 days")
        self.assertRedirects(self.post("write", typed()), self.at("check"))
        self.assertContains(self.client.get(self.at("check")), "Send report")
        self.assertRedirects(self.post("send", {"version": "1"}), self.at("sent"))
        self.assertContains(self.client.get(self.at("sent")), "Dana Whitlock of Police and Crime Commissioner")
        self.assertEqual(self.state(), "sent")
        self.sign_in(self.officer)
        self.assertContains(self.client.get(self.at("report")), "Accept report")
        self.assertContains(self.post("accept", follow=True), "The report is accepted.")
        self.review_work.refresh_from_db()
        self.assertEqual((self.review_work.status, str(self.review_work.status_on)), ("on_track", "2014-10-06"))
        verbs = Entry.objects.told_on(self.review_work).values_list("verb", flat=True)
        self.assertEqual(list(verbs), ["accepted the report", "sent the report", "started the report"])

    def test_save_and_come_back_later_keeps_the_draft_and_says_so(self):
        self.sign_in(self.fire_lead)
        answer = self.client.post(
            self.at("write"), {"changed": "Half a thought", "version": "0", "later": "yes"}, follow=True
        )
        self.assertContains(answer, "Your draft is saved.")
        self.assertContains(self.client.get(self.at("write")), "Half a thought")
        self.assertEqual(self.state(), "drafting")

    def test_what_is_wrong_is_kept_as_it_was_typed(self):
        self.sign_in(self.fire_lead)
        wrong = typed(status="at_risk", **{**PATH, "path_by-month": "13"}, changed="x" * 601)
        answer = self.post("write", wrong)
        self.assertEqual(answer.status_code, 422)
        self.assertContains(answer, "The date it is back on track must be a real date", status_code=422)
        again = self.client.get(self.at("write"))
        self.assertContains(again, 'value="13"')
        self.assertContains(again, "x" * 601)
        self.assertContains(again, "Two more analysts")

    def test_after_an_error_the_page_goes_on_from_the_version_it_saved(self):
        self.sign_in(self.fire_lead)
        page = self.post("write", typed(changed="")).content.decode()
        self.assertIn('name="version" value="1"', page)
        self.assertRedirects(self.post("write", typed(1)), self.at("check"))

    def test_starting_is_told_once(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed(changed=""))
        self.post("write", typed(1))
        self.assertEqual(Entry.objects.filter(verb="started the report").count(), 1)
        self.assertEqual(ReportEvent.objects.filter(kind="started").count(), 1)

    def test_a_report_that_is_not_finished_cannot_be_sent(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed(planned=""))
        page = self.client.get(self.at("check"))
        self.assertContains(page, "1 answer still missing")
        self.assertNotContains(page, "Send report")
        self.assertContains(self.post("send", {"version": "1"}, follow=True), "This report is not finished.")
        self.assertEqual(self.state(), "drafting")
        self.assertContains(
            self.client.get(self.at("write") + "?missing=yes"), "Enter what comes next", status_code=422
        )

    def test_checking_before_anything_is_written_leads_to_writing(self):
        self.sign_in(self.fire_lead)
        self.assertRedirects(self.client.get(self.at("check")), self.at("write"))

    def test_pressing_send_twice_sends_once(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed())
        for _ in range(2):
            self.assertRedirects(self.post("send", {"version": "1"}), self.at("sent"))
        self.assertEqual(ReportEvent.objects.filter(kind="sent").count(), 1)
        self.assertEqual(Letter.objects.filter(kind="report_was_sent").count(), 1)

    def test_a_second_author_who_sends_is_told_who_did(self):
        self.sent_by_fire()
        self.sign_in(self.police_lead)
        self.assertContains(self.post("send", {"version": "1"}, follow=True), "Elin Pryce sent this at 8am.")

    def test_what_was_checked_is_what_is_sent(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed())
        self.sign_in(self.police_lead)
        self.post("write", typed(1, changed="Police say otherwise."))
        self.sign_in(self.fire_lead)
        answer = self.post("send", {"version": "1"}, follow=True)
        self.assertContains(answer, "Priya Okafor changed this after you opened it.")
        self.assertEqual(self.state(), "drafting")

    def test_a_post_with_nothing_in_it_is_a_draft_with_nothing_in_it(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.post("write"), "Select whether this is on track", status_code=422)


class TwoAuthors(ReportPages):
    def test_the_second_reads_both_texts_and_nothing_is_lost(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed(changed="Fire’s words."))
        self.sign_in(self.police_lead)
        page = self.post("write", typed(changed="Police’s words.", status=""))
        self.assertEqual(page.status_code, 409)
        self.assertRegex(page.content.decode(), "Elin Pryce changed this at 8(:\\d\\d)?am")
        for said in ("Fire’s words.", "Police’s words."):
            self.assertContains(page, said, status_code=409)
        kept = typed(1, changed="Police’s words.", choose_changed="theirs", choose_status="theirs")
        self.assertRedirects(self.post("write", kept), self.at("check"))
        self.request.report.refresh_from_db()
        self.assertEqual(self.request.report.changed, "Fire’s words.")

    def test_half_a_date_on_either_side_can_be_compared(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed(status="at_risk", **{"path_by-day": "31"}))
        self.sign_in(self.police_lead)
        page = self.post("write", typed(status="at_risk", **{"path_by-month": "smarch"}))
        self.assertContains(page, "smarch", status_code=409)

    def test_pressing_save_twice_is_no_conflict(self):
        self.sign_in(self.fire_lead)
        for _ in range(2):
            self.assertRedirects(self.post("write", typed()), self.at("check"))

    def test_a_version_nobody_gave_out_is_met_with_both_texts(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed())
        self.assertEqual(self.post("write", {**typed(changed="Other."), "version": "x"}).status_code, 409)


class TheOffice(ReportPages):
    def test_returns_it_with_a_reason_that_the_authors_read(self):
        self.sent_by_fire()
        self.sign_in(self.officer)
        self.assertContains(self.client.get(self.at("send_back")), "600 characters")
        answer = self.post("send_back", {"why": "Say what it costs."}, follow=True)
        self.assertContains(answer, "The report is returned.")
        self.assertEqual(self.state(), "returned")
        told = Letter.objects.filter(kind="report_was_returned")
        self.assertEqual({each.to for each in told}, {self.police_lead, self.fire_lead, self.ambulance_lead})
        self.assertTrue(all("> Say what it costs." in each.text for each in told))
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(self.at("write")), "Say what it costs.")

    def test_needs_a_reason_of_at_most_600_characters(self):
        self.sent_by_fire()
        self.sign_in(self.officer)
        self.assertContains(
            self.post("send_back", {"why": " "}), "Enter what the authors should change or add", status_code=422
        )
        self.assertContains(self.post("send_back", {"why": "x" * 601}), "600 characters or less", status_code=422)

    def test_the_second_reviewer_reads_what_the_first_did(self):
        self.sent_by_fire()
        self.sign_in(self.officer)
        self.post("accept")
        self.sign_in(self.commissioner)
        accepted = "Dana Whitlock accepted this at 8(:\\d\\d)?am."
        self.assertRegex(self.post("accept", follow=True).content.decode(), accepted)
        answer = self.post("send_back", {"why": "My reason."})
        self.assertRegex(answer.content.decode(), accepted)
        self.assertContains(answer, "My reason.", status_code=422)

    def test_pressing_twice_is_once(self):
        self.sent_by_fire()
        self.sign_in(self.officer)
        for _ in range(2):
            self.assertContains(self.post("accept", follow=True), "The report is accepted.")
        self.assertEqual(ReportEvent.objects.filter(kind="accepted").count(), 1)
        self.assertEqual(Letter.objects.filter(kind="report_was_accepted").count(), 3)

    def test_reads_a_returned_report_as_it_was_sent_not_the_new_draft(self):
        self.sign_in(self.fire_lead)
        self.post("write", typed(changed="As sent."))
        self.post("send", {"version": "1"})
        self.sign_in(self.officer)
        self.post("send_back", {"why": "More."})
        self.sign_in(self.fire_lead)
        self.post("write", typed(1, changed="Half a new thought."))
        self.assertContains(self.client.get(self.at("report")), "Half a new thought.")
        self.sign_in(self.officer)
        page = self.client.get(self.at("report"))
        self.assertContains(page, "As sent.")
        self.assertNotContains(page, "Half a new thought.")

    def test_accepting_never_happens_by_a_link(self):
        self.sent_by_fire()
        self.sign_in(self.officer)
        for page in ("accept", "send"):
            self.assertIn(self.client.get(self.at(page)).status_code, (403, 405))
        self.assertEqual(self.state(), "sent")


class LastTime(ReportPages):
    def earlier(self, **fields):
        before = make.report_request(self.review_work, self.office, make.dt.date(2014, 6, 30))
        return make.report(before, self.fire_lead, "accepted", status=Status.AT_RISK, changed="Two builders pulled out.",
                           planned="Find others.", path_to_green="Ask again.", path_owner="Helen", risk="Price.", **fields)  # fmt: skip

    def test_stands_beside_each_question(self):
        self.earlier()
        self.sign_in(self.fire_lead)
        page = self.client.get(self.at("write"))
        for said in (
            "Last time: At risk",
            "Last time: Two builders pulled out.",
            "Last time: Find others.",
            "Last time: Price.",
        ):
            self.assertContains(page, said)

    def test_when_there_is_none_the_page_says_so(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(self.at("write")), "This is the first report.")

    def test_the_check_page_says_in_words_what_is_different(self):
        self.earlier()
        self.sign_in(self.fire_lead)
        self.post("write", typed(needs_decision="yes", decision="Approve the plan"))
        page = self.client.get(self.at("check"))
        self.assertContains(page, "It was at risk, and is now on track.")
        self.assertContains(page, "A decision is needed, which was not so last time.")

    def test_a_status_never_goes_back_to_an_older_report(self):
        self.review_work.status, self.review_work.status_on = Status.OFF_TRACK, make.dt.date(2014, 11, 3)
        self.review_work.save()
        self.sent_by_fire()
        self.sign_in(self.officer)
        self.post("accept")
        self.review_work.refresh_from_db()
        self.assertEqual(self.review_work.status, Status.OFF_TRACK)


class WhoMay(ReportPages):
    def test_a_stranger_finds_nothing(self):
        self.sign_in(self.stranger)
        for page in ("report", "write", "check", "sent", "send_back"):
            self.assertEqual(self.client.get(self.at(page)).status_code, 404)
        self.assertEqual(self.client.get(reverse("reviews:review", kwargs={"ref": "CHS-R01"})).status_code, 404)
        self.assertEqual(self.client.get(reverse("reports:report", kwargs={"pk": 10**30})).status_code, 404)

    def test_a_reader_sees_that_it_is_asked_and_may_not_write(self):
        self.sign_in(self.reader)
        self.assertEqual(self.client.get(self.at("report")).status_code, 200)
        self.assertContains(self.client.get(self.at("write")), "Only the people named to write", status_code=403)
        self.assertEqual(self.post("accept").status_code, 403)

    def test_the_office_may_not_write_and_an_author_may_not_accept(self):
        self.sent_by_fire()
        self.sign_in(self.officer)
        self.assertEqual(self.post("send").status_code, 403)
        self.sign_in(self.fire_lead)
        self.assertContains(self.post("accept"), "Only the office that asked", status_code=403)
        self.assertContains(self.client.get(self.at("write")), "can no longer be changed", status_code=403)

    def test_a_draft_is_for_its_authors_alone(self):
        make.report(self.request, self.fire_lead, changed="A secret of the draft.")
        for name, someone in self.cast.items():
            with self.subTest(name):
                self.sign_in(someone)
                page = self.client.get(self.at("report")).content.decode()
                self.assertEqual(
                    "A secret of the draft." in page, name in ("police_lead", "fire_lead", "ambulance_lead")
                )

    def test_sensitive_answers_stay_inside_when_the_initiative_reaches_everybody(self):
        self.review_work.reach = "portal"
        self.review_work.save()
        self.sent_by_fire(marking="sensitive", changed="Names of officers.")
        for someone, reads in ((self.reader, True), (self.officer, True), (self.stranger, False)):
            self.sign_in(someone)
            page = self.client.get(self.at("report")).content.decode()
            self.assertEqual("Names of officers." in page, reads)
            self.assertEqual("<strong>OFFICIAL-SENSITIVE" in page, reads)

    def test_a_partner_that_declined_takes_sensitive_answers_from_nobody_who_takes_part(self):
        self.review_work.reach = "portal"
        self.review_work.save()
        make.participation(self.review_work, make.organisation("Mersey ports"), answer="declined")
        self.sent_by_fire(marking="sensitive", changed="Names of officers.")
        self.sign_in(self.reader)
        self.assertContains(self.client.get(self.at("report")), "Names of officers.")

    def test_when_nobody_is_named_to_write_the_page_says_so(self):
        lonely = make.report_request(make.initiative("Alone", (self.police,)), self.office)
        self.sign_in(self.officer)
        page = self.client.get(lonely.get_absolute_url())
        self.assertContains(page, "Nobody is named to write this report.")


class AskingForAReportNoLonger(CastTestCase):
    def withdraw(self, why: str = "The work has stopped."):
        return self.client.post(f"/reports/{self.request.pk}/withdraw/", {"why": why})

    def test_the_office_takes_it_back_with_a_reason_and_the_authors_are_told(self):
        self.sign_in(self.officer)
        self.assertRedirects(self.withdraw(), self.request.get_absolute_url())
        self.request.refresh_from_db()
        assert self.request.state == "withdrawn"
        told = Letter.objects.filter(kind="report_is_not_asked_for").values_list("to__name", flat=True)
        assert set(told) == {"Priya Okafor", "Elin Pryce", "Sam Adeyemi"}

    def test_without_a_reason_nothing_is_taken_back(self):
        self.sign_in(self.officer)
        self.assertContains(self.withdraw(why=""), "Enter why the report is not needed any more", status_code=422)
        self.request.refresh_from_db()
        assert self.request.is_owed

    def test_an_author_cannot_take_it_back(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.withdraw(), "Only the office that asked", status_code=403)

    def test_a_sent_report_is_accepted_or_returned_instead(self):
        make.report(self.request, self.fire_lead, "sent")
        self.sign_in(self.officer)
        self.assertContains(self.withdraw(), "nothing to take back", status_code=403)

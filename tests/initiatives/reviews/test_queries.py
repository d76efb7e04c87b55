"""Which reports are found, by whom, in how many queries, and that every list says how long it is."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.reviews.filters import STATES
from initiatives.reviews.models import Report, ReportRequest
from tests import make
from tests.case import MONDAY, CastTestCase


class WhatIsFound(CastTestCase):
    def test_late_due_and_sent_never_overlap(self):
        late = make.report_request(self.review_work, self.office, dt.date(2014, 10, 3))
        sent = make.report_request(self.review_work, self.office, dt.date(2014, 10, 7))
        make.report(sent, self.fire_lead, "sent")
        found = ReportRequest.objects.all()
        self.assertEqual(set(found.late_on(MONDAY)), {late})
        self.assertEqual(set(found.due_between(MONDAY, dt.date(2014, 10, 31))), {self.request})
        self.assertEqual(set(found.waiting_for_an_answer()), {sent})

    def test_a_report_due_today_is_not_late(self):
        today = make.report_request(self.review_work, self.office, MONDAY)
        self.assertNotIn(today, ReportRequest.objects.late_on(MONDAY))
        self.assertIn(today, ReportRequest.objects.late_on(MONDAY + dt.timedelta(days=1)))

    def test_a_decision_waits_until_the_leaders_have_met(self):
        make.report(self.request, self.fire_lead, "sent", needs_decision=True, decision="Approve it")
        self.assertEqual(ReportRequest.objects.asking_for_a_decision().count(), 1)
        self.review.held_on = MONDAY
        self.review.save()
        self.assertEqual(ReportRequest.objects.asking_for_a_decision().count(), 0)

    def test_only_authors_are_asked_to_write(self):
        writes = {name for name, each in self.cast.items() if ReportRequest.objects.to_be_written_by(each)}
        self.assertEqual(writes, {"police_lead", "fire_lead", "ambulance_lead"})

    def test_an_author_who_left_the_work_writes_no_more(self):
        self.review_work.participations.filter(organisation=self.fire).delete()
        make.named(self.review_work, self.stranger)
        self.review_work.named_people.filter(person=self.stranger).update(until=dt.date(2014, 10, 3))
        self.assertNotIn(self.request, ReportRequest.objects.to_be_written_by(self.stranger))

    def test_answers_are_read_by_these_people_in_each_state(self):
        authors = {"police_lead", "fire_lead", "ambulance_lead"}
        everybody = set(self.cast) - {"stranger", "administrator"}
        for state, expected in (
            ("drafting", authors),
            ("sent", everybody),
            ("returned", authors),
            ("accepted", everybody),
        ):
            with self.subTest(state):
                request = make.report_request(self.review_work, self.office)
                report = make.report(request, self.fire_lead, state)
                reads = {name for name, each in self.cast.items() if report in Report.objects.visible_to(each)}
                self.assertEqual(reads, expected)


class Lists(CastTestCase):
    def fill(self, number):
        for _ in range(number):
            work = make.initiative("", (self.police, self.fire), lead=self.fire)
            make.named(work, self.fire_lead)
            make.report(make.report_request(work, self.office, dt.date(2014, 10, 3)), self.fire_lead, "drafting")

    def test_each_says_how_long_it_is(self):
        said = {"late": "No reports are late.", "sent": "No reports wait for an answer.", "mine": "You have one report to write.",
                "due": "One report is due in the next 20 working days.", "": "There is one report you can see."}  # fmt: skip
        self.sign_in(self.fire_lead)
        for state, sentence in said.items():
            self.assertContains(self.client.get(reverse("reports:reports"), {"state": state}), sentence)
        self.fill(2)
        self.assertContains(self.client.get(reverse("reports:reports"), {"state": "late"}), "2 reports are late.")

    def test_the_lead_narrows_it(self):
        self.fill(1)
        self.sign_in(self.officer)
        for lead, sentence in (
            ("fire-cheshire", "one report"),
            ("police-cheshire", "No reports"),
            ("unknown", "one report"),
        ):
            self.assertContains(self.client.get(reverse("reports:reports"), {"lead": lead}), sentence)

    def test_words_it_does_not_know_are_left_aside(self):
        self.sign_in(self.fire_lead)
        for query in (
            {"state": "x'--"},
            {"page": "99"},
            {"lead": "\x00"},
            {"page": "-1", "state": ""},
            {"month": "2014-13"},
            {"month": "\x00"},
        ):
            self.assertEqual(self.client.get(reverse("reports:reports"), query).status_code, 200)

    def test_of_a_month_has_what_fell_due_from_its_first_day_to_its_last(self):
        for day, came in ((31, None), (1, 0), (30, 2), (15, "withdrawn")):
            month = 8 if day == 31 else 9
            asked = make.report_request(self.review_work, self.office, dt.date(2014, month, day))
            if came == "withdrawn":
                make.event(asked, "withdrawn", self.officer)
            elif came is not None:
                make.event(asked, "started", self.fire_lead)
                make.event(asked, "sent", self.fire_lead, days_late=came)
        self.sign_in(self.officer)
        for query, said in (
            ({"month": "2014-09"}, "Due in September 2014: there are 2 reports you can see."),
            ({"month": "2014-09", "state": "on-time"}, "Due in September 2014: one report was sent on time."),
            ({"month": "2014-09", "state": "sent-late"}, "Due in September 2014: one report was sent late."),
            ({"month": "2014-08", "state": "not-sent"}, "Due in August 2014: one report was due and is not sent."),
            ({"month": "2014-10", "state": "not-sent"}, "Due in October 2014: no reports that were due"),
            (
                {"month": "2014-10", "state": "due"},
                "Due in October 2014: one report is due in the next 20 working days.",
            ),
        ):
            page = self.client.get(reverse("reports:reports"), query)
            self.assertContains(page, said)
            self.assertContains(page, f'<option value="{query["month"]}" selected>')

    def test_a_month_that_is_long_past_can_be_asked_for_and_taken_off(self):
        self.sign_in(self.officer)
        page = self.client.get(reverse("reports:reports"), {"month": "2009-02"})
        self.assertContains(page, '<option value="2009-02" selected>February 2009</option>')
        self.assertContains(page, "Show all reports")

    def test_takes_eight_queries_at_most_whatever_its_length(self):
        self.sign_in(self.officer)
        counts = {}
        for size in (1, 30):
            self.fill(size)
            for state in STATES:
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    self.client.get(reverse("reports:reports"), {"state": state})
                counts.setdefault(state, set()).add(len(asked))
        self.assertTrue(all(max(each) <= 8 for each in counts.values()), counts)


class Pages(CastTestCase):
    def queries(self, someone, name, **where):
        self.sign_in(someone)
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(self.client.get(reverse(name, kwargs=where)).status_code, 200)
        return len(asked)

    def test_a_report_takes_twelve_queries_at_most_at_two_sizes(self):
        make.report(self.request, self.fire_lead, "sent")
        small = self.queries(self.officer, "reports:report", pk=self.request.pk)
        for n in range(9):
            make.report(
                make.report_request(self.review_work, self.office, dt.date(2014, 1, n + 1)), self.fire_lead, "accepted"
            )
            make.event(self.request, "returned", self.officer, why="More.")
            make.event(self.request, "sent", self.fire_lead)
            make.named(self.review_work, make.person("", self.police))
        large = self.queries(self.officer, "reports:report", pk=self.request.pk)
        self.assertLessEqual(max(small, large), 12)
        self.assertLessEqual(large, small)

    def test_writing_and_checking_take_twelve_at_most(self):
        make.report(self.request, self.fire_lead, "drafting")
        for page in ("write", "check"):
            self.assertLessEqual(self.queries(self.fire_lead, f"reports:{page}", pk=self.request.pk), 12)

    def test_a_review_takes_twelve_at_most(self):
        for _ in range(5):
            make.report_request(make.initiative("", (self.police,)), self.office, review=self.review)
        self.assertLessEqual(self.queries(self.officer, "reviews:review", ref="CHS-R01"), 12)


class TheReviewPage(CastTestCase):
    def test_a_vague_date_is_shown_as_vague_and_falls_due_on_its_last_working_day(self):
        self.sign_in(self.reader)
        page = self.client.get(reverse("reviews:review", kwargs={"ref": "CHS-R01"}))
        self.assertContains(page, "October 2014")
        self.assertContains(page, "Falls due on Friday 31 October 2014")
        self.assertNotContains(page, "Record that this review took place")

    def test_the_asking_office_records_that_it_took_place(self):
        self.sign_in(self.officer)
        at = reverse("reviews:hold", kwargs={"ref": "CHS-R01"})
        self.assertContains(
            self.client.post(at, {"held_on-day": ""}), "Enter the day the leaders met about it", status_code=422
        )
        typed = {"held_on-day": "3", "held_on-month": "10", "held_on-year": "2014"}
        self.assertContains(
            self.client.post(at, typed, follow=True), "This review took place on Friday 3 October 2014."
        )

    def test_nobody_else_may(self):
        self.sign_in(self.fire_lead)
        answer = self.client.post(reverse("reviews:hold", kwargs={"ref": "CHS-R01"}), {"held_on-day": "3"})
        self.assertContains(answer, "Only the office that asked", status_code=403)


class SensitiveAnswers(CastTestCase):
    """Of work that every member sees, a report that only those inside may read."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.open_work = make.initiative("Open work", (cls.police, cls.fire), reach="portal")
        cls.asked = make.report_request(cls.open_work, cls.office)
        answers = {"marking": "sensitive", "needs_decision": True, "decision": "Buy the boats."}
        make.report(cls.asked, cls.fire_lead, "sent", **answers)

    def test_a_guest_reads_them_until_the_last_day_only(self):
        guest = make.named(self.open_work, self.stranger, "reader", until=MONDAY)
        self.assertTrue(Report.objects.visible_to(self.stranger).filter(request=self.asked).exists())
        guest.until = MONDAY - dt.timedelta(days=1)
        guest.save()
        self.assertFalse(Report.objects.visible_to(self.stranger).filter(request=self.asked).exists())

    def test_that_a_decision_is_asked_for_is_told_to_those_who_may_read_it(self):
        decisions = STATES["decisions"].find
        everything = ReportRequest.objects.all()
        self.assertIn(self.asked, decisions(everything, self.officer, MONDAY))
        self.assertIn(self.asked, decisions(everything, self.police_lead, MONDAY))
        self.assertNotIn(self.asked, decisions(everything, self.stranger, MONDAY))


class WhoLeads(CastTestCase):
    def test_work_led_jointly_has_a_known_lead(self):
        jointly = make.initiative("Boats", (self.fire,), is_jointly_led=True)
        asked = make.report_request(jointly, self.office)
        self.assertNotIn(asked, ReportRequest.objects.led_by(None))
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(reverse("reports:reports")), "Led jointly")

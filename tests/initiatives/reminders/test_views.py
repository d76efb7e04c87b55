"""The page on which people read the reminders of an initiative."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase


class ThePage(ReminderTestCase):
    def page(self, someone=None, initiative=None):
        self.sign_in(someone or self.reader)
        return self.client.get(reverse("reminders:of_initiative", kwargs={"ref": (initiative or self.review_work).ref}))

    def test_it_says_what_was_sent_and_what_goes_next(self):
        self.live_through(OCTOBER_3, OCTOBER_3)
        page = self.page()
        self.assertContains(page, "Next: Friday 17 October 2014, to Elin Pryce, Priya Okafor and Sam Adeyemi")
        [story] = page.context["stories"]
        assert [(line.day.day, line.who, line.mark) for line in story.lines] == [
            (3, "Elin Pryce, Priya Okafor and Sam Adeyemi", "sent"),
            (17, "Elin Pryce, Priya Okafor and Sam Adeyemi", "ahead"),
            (24, "Elin Pryce, Priya Okafor and Sam Adeyemi", "ahead"),
            (30, "Elin Pryce, Priya Okafor and Sam Adeyemi", "ahead"),
            (3, "Elin Pryce, Priya Okafor and Sam Adeyemi", "ahead"),
            (5, "Helen Marsh", "ahead"),
            (7, "Dana Whitlock", "ahead"),
        ]

    def test_a_letter_that_could_not_be_delivered_is_a_red_fact(self):
        self.live_through(OCTOBER_3, OCTOBER_3)
        Letter.objects.filter(to=self.fire_lead).update(state="failed")
        lines = self.page().context["stories"][0].lines
        assert {(line.who, line.outcome) for line in lines if line.mark in ("sent", "failed")} == {
            ("Elin Pryce", "Could not be delivered"),
            ("Priya Okafor and Sam Adeyemi", "Sent"),
        }

    def test_nobody_to_tell_stands_there(self):
        self.review_work.named_people.filter(duty="sponsor").delete()
        self.sponsor.memberships.all().delete()
        self.assertContains(self.page(), "Nobody to tell: no sponsor is named, and Cheshire Constabulary, ")

    def test_what_was_left_unsaid_says_why(self):
        self.live_through(OCTOBER_3, dt.date(2014, 10, 6))
        make.event(self.request, "sent", by=self.fire_lead)
        self.tick(dt.date(2014, 10, 7))
        page = self.page()
        self.assertContains(page, "The report has been sent.")
        self.assertContains(page, "The report is sent, so nothing more goes.")

    def test_without_a_report_it_explains_the_ladder(self):
        quiet = make.initiative(partners=(self.ambulance,))
        page = self.page(initiative=quiet)
        self.assertContains(page, "No report has been asked of this work yet")
        self.assertContains(page, "20, 10, 5 and 1 working days before it is due, to the people who write its reports")

    def test_a_stranger_finds_nothing(self):
        assert self.page(self.stranger).status_code == 404

    def test_people_who_are_not_signed_in_are_asked_to(self):
        page = self.client.get(reverse("reminders:of_initiative", kwargs={"ref": "CHS-007"}))
        assert page.status_code == 302
        assert "/sign-in/" in page.url

    def test_queries_do_not_follow_the_number_of_reminders(self):
        self.live_through(OCTOBER_3, OCTOBER_3)
        self.page()
        with CaptureQueriesContext(connection) as few:
            self.page()
        self.live_through(dt.date(2014, 10, 6), dt.date(2014, 10, 30))
        with CaptureQueriesContext(connection) as many:
            self.page()
        assert len(many) == len(few) <= 22, [query["sql"][:150] for query in many]

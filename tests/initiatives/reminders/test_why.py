"""“Why did I get this?”: behind every reminder letter, for its reader alone."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.reminders import why
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.changed_rules import DUE, RuleTestCase
from tests.initiatives.reminders.mornings import OCTOBER_3

OCTOBER_17 = dt.date(2014, 10, 17)


class WhyDidIGetThis(RuleTestCase):
    def setUp(self):
        self.live_through(OCTOBER_3, OCTOBER_17)

    def letter(self, someone=None):
        return Letter.objects.filter(to=someone or self.fire_lead).latest("posted_at")

    def page(self, someone=None, letter=None):
        self.sign_in(someone or self.fire_lead)
        return self.client.get(f"/reminders/why/{(letter or self.letter()).pk}/")

    def reason(self, **asked):
        [reason] = self.page(**asked).context["reasons"]
        return reason

    def test_the_letter_leads_to_it(self):
        self.sign_in(self.fire_lead)
        page = self.client.get(self.letter().get_absolute_url())
        self.assertContains(page, f"/reminders/why/{self.letter().pk}/")

    def test_a_letter_that_is_no_reminder_does_not(self):
        self.sign_in(self.fire_lead)
        other = make.letter(self.fire_lead)
        self.assertNotContains(self.client.get(other.get_absolute_url()), "/reminders/why/")
        self.assertContains(self.page(letter=other), "It is not a reminder")

    def test_it_names_the_record_the_rule_and_the_relation(self):
        reason = self.reason()
        assert reason.record == (
            "CHS-R01 for CHS-007",
            self.request.get_absolute_url(),
            "Initial outcomes: Tri-service collaboration review",
        )
        assert reason.rule == "10 working days before it is due, to the people who write its reports"
        assert reason.relation == "you write its reports"

    def test_it_says_what_went_before_and_what_comes_next(self):
        reason = self.reason()
        assert reason.before == [(OCTOBER_3, "Elin Pryce, Priya Okafor and Sam Adeyemi")]
        assert reason.next == "on Friday 24 October 2014 to the people who write its reports"

    def test_it_says_what_to_do_if_it_is_wrong(self):
        self.assertContains(self.page(), "take your name off the people named on the work")
        self.assertContains(self.page(), "/account/leave/")
        assert why.IF_IT_IS_WRONG["authors"] == self.reason().if_wrong

    def test_only_its_reader_reads_it(self):
        assert self.page(self.police_lead).status_code == 404
        assert self.page(self.administrator).status_code == 404

    def test_a_record_that_they_can_no_longer_see_is_not_told_of(self):
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        self.review_work.participations.filter(organisation=self.fire).delete()
        page = self.page()
        self.assertContains(page, "A record that you can no longer see")
        for hidden in ("CHS-R01", "Priya Okafor", "24 October"):
            self.assertNotContains(page, hidden)

    def test_a_rule_that_was_changed_since_says_so(self):
        assert self.reason().is_still_the_rule
        self.change(DUE, offsets=(5,))
        reason = self.reason()
        assert not reason.is_still_the_rule
        assert reason.rule.startswith("10 working days before")

    def test_a_letter_that_was_taken_back_says_so(self):
        self.tick(dt.date(2014, 10, 24))
        make.event(self.request, "sent", by=self.fire_lead)
        self.tick(dt.date(2014, 10, 24), hour=9)
        self.assertContains(self.page(), "This letter was taken back before it left. What it says is no longer so.")

    def test_each_thing_of_a_letter_about_several_has_its_reason(self):
        make.report_request(self.review_work, self.office, dt.date(2014, 11, 7))
        self.live_through(dt.date(2014, 10, 24), dt.date(2014, 10, 24))
        reasons = self.page().context["reasons"]
        assert [reason.rule.partition(" before")[0] for reason in reasons] == ["5 working days", "10 working days"]

    def test_the_queries_do_not_follow_the_number_of_things(self):
        self.page()
        with CaptureQueriesContext(connection) as few:
            self.page()
        for _ in range(5):
            make.report_request(self.review_work, self.office, self.request.due_on)
        self.live_through(dt.date(2014, 10, 24), dt.date(2014, 10, 24))
        with CaptureQueriesContext(connection) as many:
            assert len(self.page().context["reasons"]) == 6
        assert len(many) == len(few) <= 20, [query["sql"][:150] for query in many]

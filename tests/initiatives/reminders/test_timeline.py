"""The administrator's timeline: each day counted, its lines, and any day rehearsed."""

import datetime as dt

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from initiatives.reminders import rehearsal, timeline
from initiatives.reminders.models import Reminder
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.changed_rules import DUE, RuleTestCase
from tests.initiatives.reminders.mornings import DAY, OCTOBER_3, ReminderTestCase
from tests.initiatives.reminders.test_rule_pages import words

MONDAY = dt.date(2014, 10, 6)
OCTOBER_17 = dt.date(2014, 10, 17)


class TheDays(ReminderTestCase):
    def setUp(self):
        self.live_through(dt.date(2014, 10, 1), MONDAY)

    def counts(self, day):
        return next(each.counts for each in timeline.days(MONDAY) if each.day == day)

    def test_they_are_the_last_7_and_the_next_30(self):
        days = [each.day for each in timeline.days(MONDAY)]
        assert (days[0], days[-1], len(days)) == (MONDAY - 7 * DAY, MONDAY + 30 * DAY, 38)

    def test_what_was_sent_counts_on_its_day_and_what_is_planned_on_its_own(self):
        assert self.counts(OCTOBER_3) == {"sent": 3}
        assert self.counts(OCTOBER_17) == {"planned": 3}
        assert self.counts(dt.date(2014, 10, 7)) == {}

    def test_what_was_said_later_than_planned_counts_on_the_day_it_was_said(self):
        Reminder.objects.filter(recipient=self.fire_lead, state="sent").update(planned_on=dt.date(2014, 10, 2))
        assert self.counts(OCTOBER_3) == {"sent": 3}
        assert self.counts(dt.date(2014, 10, 2)) == {}

    def test_a_reminder_after_midnight_in_london_counts_on_the_new_day(self):
        half_past_midnight = dt.datetime(2014, 10, 3, 23, 30, tzinfo=dt.UTC)
        Reminder.objects.filter(recipient=self.fire_lead, state="sent").update(decided_at=half_past_midnight)
        assert self.counts(dt.date(2014, 10, 4)) == {"sent": 1}

    def test_letters_in_trouble_are_counted_apart(self):
        for someone, state in (
            (self.fire_lead, "failed"),
            (self.police_lead, "bounced"),
            (self.ambulance_lead, "held"),
        ):
            Letter.objects.filter(to=someone).update(state=state, last_error="Why.")
        assert self.counts(OCTOBER_3) == {"failed": 2, "held": 1}

    def test_what_is_not_said_any_more_counts_on_the_day_it_was_planned_for(self):
        make.event(self.request, "sent", by=self.fire_lead)
        self.tick(dt.date(2014, 10, 7))
        assert self.counts(OCTOBER_17) == {"cancelled": 3}

    def test_weekends_and_holidays_say_so(self):
        make.bank_holiday(dt.date(2014, 10, 13), name="A one-off day")
        make.bank_holiday(dt.date(2014, 10, 14), name="Kept in Scotland", division="scotland")
        closed = {each.day: each.closed for each in timeline.days(MONDAY)}
        assert [closed[dt.date(2014, 10, n)] for n in (10, 11, 12, 13, 14)] == [
            "",
            "Saturday",
            "Sunday",
            "A one-off day",
            "",
        ]

    def test_they_take_two_queries(self):
        with self.assertNumQueries(2):
            timeline.days(MONDAY)


class ThePages(RuleTestCase):
    def setUp(self):
        self.live_through(dt.date(2014, 10, 1), MONDAY)
        self.both = make.person("Ann Both", self.office, "administrator")
        make.membership(self.both, self.office, "policy_officer")

    def page(self, address, someone=None):
        self.sign_in(someone or self.both)
        return self.client.get(f"/reminders/timeline/{address}")

    def test_a_row_a_day_leads_to_its_lines(self):
        page = words(self.page(""))
        assert "Friday 3 October 2014" in page
        assert "/reminders/timeline/2014-10-03/?state=sent" in page
        assert "Saturday: nothing goes" in page

    def test_the_lines_of_a_day(self):
        page = self.page("2014-10-03/")
        [line, *_] = page.context["lines"]
        assert (line.who, line.about, line.what) == ("Elin Pryce", "Report due", "CHS-R01 for CHS-007")
        assert (line.stage, line.outcome, line.reason) == ("20 working days before", "Sent", "")

    def test_a_number_leads_to_its_rows(self):
        Letter.objects.filter(to=self.fire_lead).update(state="failed", last_error="550 No such user")
        page = self.page("2014-10-03/?state=failed")
        assert [(line.who, line.outcome, line.reason) for line in page.context["lines"]] == [
            ("Elin Pryce", "Could not be delivered", "550 No such user")
        ]
        assert len(self.page("2014-10-03/?state=nonsense").context["lines"]) == 3

    def test_an_administrator_sees_no_record_by_that_alone(self):
        page = self.page("2014-10-03/", self.administrator)
        self.assertContains(page, "A record you cannot see", count=3)
        self.assertNotContains(page, "CHS-")
        simulated = self.page("?day=2014-10-03", self.administrator)
        self.assertContains(simulated, "A record you cannot see", count=3)
        self.assertNotContains(simulated, "CHS-")

    def test_any_day_can_be_rehearsed(self):
        page = self.page("?day=2014-10-24")
        lines = [(line.who, line.what, line.stage) for line in page.context["page"]]
        matter = "CHS-R01 Initial outcomes for CHS-007"
        assert lines == [
            ("Elin Pryce", matter, "5 working days before"),
            ("Priya Okafor", matter, "5 working days before"),
            ("Sam Adeyemi", matter, "5 working days before"),
        ]

    def test_a_rehearsal_goes_by_the_rules_in_force(self):
        self.change(DUE, offsets=(5,), to="office")
        assert [line.who for line in self.page("?day=2014-10-24").context["page"]] == ["Ann Both", "Dana Whitlock"]
        self.assertContains(self.page("?day=2014-10-17"), "Nothing is said on Friday 17 October 2014.")

    def test_a_rehearsal_says_where_there_is_nobody_to_tell(self):
        self.without_a_sponsor()
        [line] = self.page("?day=2014-11-05").context["page"]
        assert line.who == "Nobody"
        assert line.why.startswith("no sponsor is named, and Cheshire Constabulary, Cheshire Fire")

    def test_what_is_missing_names_nobody_to_those_who_cannot_see_the_record(self):
        self.without_a_sponsor()
        [line] = self.page("?day=2014-11-05", self.administrator).context["page"]
        assert (line.what, line.why) == ("A record you cannot see", "no sponsor is named")

    def test_a_rehearsal_changes_nothing(self):
        before = list(Reminder.objects.values_list("pk", "state", "planned_on"))
        self.page("?day=2014-10-17")
        assert list(Reminder.objects.values_list("pk", "state", "planned_on")) == before

    def test_a_day_that_is_none_gets_a_sentence(self):
        page = self.page("?day=2014-02-30")
        self.assertContains(page, "“2014-02-30” is not a date like 2014-10-24", status_code=422)
        self.assertContains(self.page("?day=9999-12-31"), "too far away", status_code=422)
        self.assertRedirects(
            self.page("2014-02-30/"), "/reminders/timeline/?day=2014-02-30", fetch_redirect_response=False
        )

    def test_many_lines_come_on_pages(self):
        for _ in range(12):
            make.report_request(self.review_work, self.office, self.request.due_on)
        self.tick(dt.date(2014, 10, 7))
        assert self.page("2014-10-17/").context["page"].paginator.num_pages == 2
        assert len(self.page("2014-10-17/?page=2").context["lines"]) == 14
        assert self.page("?day=2014-10-17").context["page"].paginator.num_pages == 2

    def test_at_most_twelve_queries_however_many_reminders(self):
        for address in ("", "2014-10-17/"):
            self.page(address)
            with CaptureQueriesContext(connection) as few:
                self.client.get(f"/reminders/timeline/{address}")
            make.report_request(self.review_work, self.office, self.request.due_on)
            self.tick(dt.date(2014, 10, 7))
            with CaptureQueriesContext(connection) as many:
                self.client.get(f"/reminders/timeline/{address}")
            assert len(many) == len(few) <= 12, (address, [query["sql"][:150] for query in many])

    def test_a_rehearsal_adds_few_queries_to_those_of_the_plan(self):
        self.page("?day=2014-10-17")
        for _ in range(2):
            with CaptureQueriesContext(connection) as of_the_plan:
                rehearsal.plan_of(OCTOBER_17)
            with CaptureQueriesContext(connection) as of_the_page:
                self.client.get("/reminders/timeline/?day=2014-10-17")
            assert len(of_the_page) - len(of_the_plan) == 5, (len(of_the_page), len(of_the_plan))
            make.report_request(self.review_work, self.office, self.request.due_on)


@override_settings(PORTAL_CLOCK="2014-10-26 08:00")
class WhenTheClocksChange(ReminderTestCase):
    def test_the_day_of_25_hours_is_one_row(self):
        self.live_through(dt.date(2014, 10, 24), dt.date(2014, 10, 24))
        late = dt.datetime(2014, 10, 26, 23, 30, tzinfo=dt.UTC)
        Reminder.objects.filter(recipient=self.fire_lead, state="sent").update(decided_at=late)
        counts = {each.day: each.counts for each in timeline.days(dt.date(2014, 10, 26))}
        assert counts[dt.date(2014, 10, 26)] == {"sent": 1}
        assert counts[dt.date(2014, 10, 27)] == {}

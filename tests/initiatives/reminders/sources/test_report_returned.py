"""A returned report that is not sent again: its writers hear after three and after five working days."""

import datetime as dt

from initiatives.reminders.sources.report_returned import REPORTS_RETURNED
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import ReminderTestCase, eight_on

NOVEMBER_10 = dt.date(2014, 11, 10)


class ReturnedReports(ReminderTestCase):
    def setUp(self):
        make.report(self.request, self.fire_lead, "sent")
        self.give_back(NOVEMBER_10)

    def give_back(self, day):
        make.event(self.request, "returned", by=self.officer, at=eight_on(day), why="Say what it costs.")

    def told(self, first=NOVEMBER_10, last=dt.date(2014, 12, 31)):
        self.live_through(first, last)
        return [
            (day.month, day.day) for day, kind in self.letters(self.fire_lead) if kind == "report_is_not_sent_again"
        ]

    def test_after_three_and_five_working_days(self):
        assert self.told() == [(11, 13), (11, 17)]
        authors = {self.fire_lead, self.police_lead, self.ambulance_lead}
        assert {row.recipient for row in self.rows(kind="report_returned")} == authors

    def test_one_that_is_written_or_cleared_again_waits_no_more_and_the_ledger_says_why(self):
        for kind, reason in (("put_back", "being written again"), ("cleared", "cleared again")):
            make.event(self.request, kind, by=self.fire_lead, at=eight_on(NOVEMBER_10), why="Once more.")
            [said] = REPORTS_RETURNED.why_gone({self.request.history_key}).values()
            assert reason in said

    def test_the_letter_says_since_when_and_leads_to_the_answers(self):
        self.told(last=dt.date(2014, 11, 13))
        letter = Letter.objects.get(to=self.fire_lead, kind="report_is_not_sent_again")
        assert letter.subject == "Tri-service collaboration…: returned report not sent again"
        assert "was returned to its authors on Monday 10 November 2014" in letter.text
        assert f"/reports/{self.request.pk}/write/" in letter.text
        assert (
            "If the report has not been sent again by then, the next reminder goes on Monday 17 November" in letter.text
        )

    def test_sent_again_nothing_more_goes(self):
        self.told(last=dt.date(2014, 11, 13))
        make.event(self.request, "sent", by=self.fire_lead, at=eight_on(dt.date(2014, 11, 14)))
        assert self.told(dt.date(2014, 11, 14)) == [(11, 13)]
        assert {row.reason for row in self.rows(kind="report_returned", state="cancelled")} == {
            "The report has been sent again."
        }

    def test_returned_a_second_time_it_is_said_a_second_time(self):
        self.told(last=dt.date(2014, 11, 18))
        make.event(self.request, "sent", by=self.fire_lead, at=eight_on(dt.date(2014, 11, 19)))
        self.give_back(dt.date(2014, 11, 20))
        assert self.told(dt.date(2014, 11, 20)) == [(11, 13), (11, 17), (11, 25), (11, 27)]

    def test_a_return_long_ago_that_was_brought_in_says_nothing(self):
        assert self.told(dt.date(2014, 12, 8)) == []

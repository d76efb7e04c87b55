"""Letters that wait for the mail server while the world goes on."""

import datetime as dt

from initiatives.reminders.models import Reminder
from initiatives.reviews.models import ReportRequest
from services.letters import delivery
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import FRIDAY, OCTOBER_3, ReminderTestCase, eight_on

OCTOBER_17 = dt.date(2014, 10, 17)


class LettersThatWait(ReminderTestCase):
    def test_a_report_sent_meanwhile_takes_its_waiting_letters_back(self):
        self.tick(OCTOBER_17)
        make.event(self.request, "sent", by=self.fire_lead)
        assert self.tick(OCTOBER_17, 9).taken_back == 3
        assert set(Letter.objects.values_list("state", "last_error")) == {
            ("cancelled", "What it says is no longer so.")
        }
        assert {(row.state, row.reason) for row in self.rows(planned_on=OCTOBER_17)} == {
            ("cancelled", "The report has been sent.")
        }
        assert delivery.deliver_waiting(eight_on(OCTOBER_17)) == 0

    def test_a_letter_that_has_left_stays_in_the_ledger(self):
        self.live_through(OCTOBER_17, OCTOBER_17)
        make.event(self.request, "sent", by=self.fire_lead)
        assert self.tick(OCTOBER_17, 9).taken_back == 0
        assert self.rows(state="sent").count() == 3

    def test_a_letter_being_handed_over_at_this_moment_is_left_alone(self):
        self.tick(OCTOBER_17)
        Letter.objects.filter(to=self.fire_lead).update(state="handing_over", lease_until=eight_on(OCTOBER_17))
        make.event(self.request, "sent", by=self.fire_lead)
        assert self.tick(OCTOBER_17, 9).taken_back == 2
        assert self.rows(recipient=self.fire_lead, planned_on=OCTOBER_17).get().state == "sent"

    def test_what_still_holds_of_a_letter_goes_in_a_new_one_the_same_morning(self):
        other = make.initiative("Joint control room", (self.fire,))
        make.named(other, self.fire_lead)
        make.report_request(other, self.office, FRIDAY)
        self.tick(OCTOBER_17)
        make.event(self.request, "sent", by=self.fire_lead)
        self.tick(OCTOBER_17, 9)
        new = Letter.objects.exclude(state="cancelled").get(to=self.fire_lead)
        assert new.subject == "Joint control room: report due Friday 31 October"
        assert new.key.endswith(":2014-10-17:2")
        assert Reminder.objects.get(letter=new, state="sent").subject != self.request.history_key

    def test_a_date_that_moved_meanwhile_is_told_as_it_is_now(self):
        self.tick(OCTOBER_3)
        ReportRequest.objects.update(due_on=dt.date(2014, 10, 30))
        self.tick(OCTOBER_3, 9)
        subjects = set(Letter.objects.exclude(state="cancelled").values_list("subject", flat=True))
        assert subjects == {"Tri-service collaboration…: report due Thursday 30 October"}
        assert Letter.objects.filter(state="cancelled").count() == 3

    def test_a_mail_server_away_for_weeks_leaves_one_letter_each_with_the_latest_stage(self):
        for day in (3, 6, 17, 20, 24):
            self.tick(dt.date(2014, 10, day))
        assert Letter.objects.unsent().count() == 3
        assert delivery.deliver_waiting(eight_on(dt.date(2014, 10, 24))) == 3
        assert self.letters(self.fire_lead) == [(dt.date(2014, 10, 24), "report_is_due")]
        assert self.states(self.fire_lead)[:3] == [(3, "superseded"), (17, "superseded"), (24, "sent")]

    def test_a_letter_that_waited_overnight_is_written_anew_in_the_morning_only(self):
        self.tick(OCTOBER_17, 17)
        assert self.tick(dt.date(2014, 10, 18), 9).taken_back == 0
        assert self.tick(dt.date(2014, 10, 20), 7).taken_back == 0
        assert self.tick(dt.date(2014, 10, 20), 8).taken_back == 3
        assert "in 9 working days" in Letter.objects.unsent().get(to=self.fire_lead).text

    def test_a_person_who_lost_access_has_the_waiting_letter_taken_back(self):
        self.tick(OCTOBER_17)
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        self.tick(OCTOBER_17, 9)
        assert self.letters(self.fire_lead) == []
        assert len(self.letters()) == 2

"""The last look: a letter that was true when it was written is asked again as it leaves."""

import datetime as dt

from collab_portal.toolkit import clock
from initiatives.reviews import actions as reports
from initiatives.reviews.models import ReportRequest
from services.letters import delivery
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase, eight_on

OCTOBER_17 = dt.date(2014, 10, 17)


class RemindersAsTheyLeave(ReminderTestCase):
    def delivered(self, day, hour=8):
        return delivery.deliver_waiting(clock.at(day, hour))

    def test_a_report_sent_a_moment_ago_is_not_asked_for(self):
        self.tick(OCTOBER_17)
        make.event(self.request, "sent", by=self.fire_lead)
        assert self.delivered(OCTOBER_17) == 0
        assert set(Letter.objects.values_list("state", "last_error")) == {
            ("cancelled", "What it says is no longer so.")
        }
        assert {(row.state, row.reason) for row in self.rows(planned_on=OCTOBER_17)} == {
            ("cancelled", "The report has been sent.")
        }

    def test_a_date_moved_a_moment_ago_is_told_as_it_is_now_by_the_next_tick(self):
        self.tick(OCTOBER_3)
        ReportRequest.objects.update(due_on=dt.date(2014, 10, 30))
        assert self.delivered(OCTOBER_3) == 0
        self.tick(OCTOBER_3)
        assert self.delivered(OCTOBER_3) == 3
        assert set(Letter.objects.filter(state="sent").values_list("subject", flat=True)) == {
            "Tri-service collaboration…: report due Thursday 30 October"
        }

    def test_an_author_dropped_a_moment_ago_gets_nothing(self):
        self.tick(OCTOBER_17)
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        assert self.delivered(OCTOBER_17) == 2
        assert Letter.objects.get(to=self.fire_lead).state == "cancelled"

    def test_what_still_holds_of_it_goes_the_same_morning(self):
        other = make.initiative("Joint control room", (self.fire,))
        make.named(other, self.fire_lead)
        make.report_request(other, self.office, dt.date(2014, 10, 31))
        self.tick(OCTOBER_17)
        make.event(self.request, "sent", by=self.fire_lead)
        self.delivered(OCTOBER_17)
        self.tick(OCTOBER_17)
        assert self.delivered(OCTOBER_17) == 1
        assert Letter.objects.get(to=self.fire_lead, state="sent").subject.startswith("Joint control room: report due")


class NoticesAsTheyLeave(ReminderTestCase):
    def test_a_letter_about_work_its_reader_may_no_longer_see_stays(self):
        make.report(self.request, self.fire_lead, "sent")
        reports.send_back(self.request, by=self.officer, at=eight_on(OCTOBER_17), why="Say what it costs.")
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        self.review_work.participations.filter(organisation=self.fire).update(to_on="2014-10-01")
        assert delivery.deliver_waiting(eight_on(OCTOBER_17)) == 2
        letter = Letter.objects.get(to=self.fire_lead)
        assert (letter.state, letter.last_error) == ("cancelled", "This person may no longer see what it is about.")

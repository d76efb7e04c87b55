"""Parked work on its day to look at it again: five working days before, and on the day."""

import datetime as dt

from initiatives.register.actions import standing
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import ReminderTestCase, eight_on

LOOK = dt.date(2014, 12, 8)


class ParkedWork(ReminderTestCase):
    def setUp(self):
        make.event(self.request, "withdrawn")
        self.idea = make.initiative("Shared drones", (), lead=self.fire, registered_at=eight_on(dt.date(2014, 10, 6)))
        self.park(LOOK, at=dt.date(2014, 11, 3))

    def park(self, day, at):
        standing.park(self.idea, by=self.fire_lead, at=eight_on(at), reason="Nobody pays for it.", look_again_on=day)

    def take_up(self, at):
        standing.take_up_again(self.idea, by=self.fire_lead, at=eight_on(at), reason="There is money.")

    def told(self, first=dt.date(2014, 11, 24), last=dt.date(2014, 12, 19)):
        self.live_through(first, last)
        return [(day.month, day.day) for day, kind in self.letters(self.fire_lead) if kind == "look_at_it_again"]

    def test_five_working_days_before_and_on_the_day(self):
        assert self.told() == [(12, 1), (12, 8)]

    def test_the_letter_says_until_when_it_was_parked_and_never_why(self):
        self.told()
        before, today = Letter.objects.filter(to=self.fire_lead).order_by("posted_at")
        assert before.subject == "Shared drones: look at it again on Monday 8 December"
        assert today.subject == "Shared drones: look at it again today"
        assert "“Shared drones” " in before.text
        assert "Nobody pays" not in before.text + today.text

    def test_taken_up_before_it_is_not_spoken_of(self):
        self.told(last=dt.date(2014, 12, 1))
        self.take_up(dt.date(2014, 12, 2))
        assert self.told(dt.date(2014, 12, 2)) == [(12, 1)]
        assert {row.reason for row in self.rows(state="cancelled")} == {"The work is not parked any more."}

    def test_parked_again_until_a_later_day_it_is_said_again(self):
        self.told(last=dt.date(2014, 12, 8))
        self.take_up(dt.date(2014, 12, 9))
        self.park(dt.date(2015, 1, 19), at=dt.date(2014, 12, 9))
        assert self.told(dt.date(2014, 12, 10), dt.date(2015, 1, 19)) == [(12, 1), (12, 8), (1, 12), (1, 19)]

    def test_a_day_that_was_past_when_the_record_was_brought_in_says_nothing(self):
        self.idea.refresh_from_db()
        self.idea.registered_at = eight_on(dt.date(2014, 12, 9))
        self.idea.save()
        assert self.told(dt.date(2014, 12, 9)) == []

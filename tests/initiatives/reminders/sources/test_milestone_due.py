"""Milestones: five working days before the day now expected, and one after it, to the people who write the reports."""

import datetime as dt

from collab_portal.toolkit import clock
from initiatives.register.models import Milestone
from services.history import actions as history
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import ReminderTestCase

EXPECTED = dt.date(2014, 12, 1)


class MilestonesAhead(ReminderTestCase):
    def setUp(self):
        make.event(self.request, "withdrawn")
        self.milestone = make.milestone(self.review_work, name="Site chosen", on=EXPECTED)

    def told(self, first=dt.date(2014, 11, 17), last=dt.date(2014, 12, 10)):
        self.live_through(first, last)
        return [(day, kind) for day, kind in self.letters(self.fire_lead)]

    def move(self, day):
        Milestone.objects.update(forecast_on=day)

    def test_before_and_after_the_day_it_is_expected(self):
        assert self.told() == [
            (dt.date(2014, 11, 24), "milestone_is_near"),
            (dt.date(2014, 12, 2), "milestone_is_late"),
        ]
        assert self.letters(self.sponsor) == []

    def test_the_letter_names_the_milestone_and_its_work(self):
        self.told()
        near, late = Letter.objects.filter(to=self.fire_lead).order_by("posted_at")
        assert near.subject == "Tri-service collaboration…: milestone due Monday 1 December"
        assert "The milestone “Site chosen” of “Tri-service collaboration review” (CHS-007) is expected on" in near.text
        assert late.subject == "Tri-service collaboration…: milestone is 1 working day late"
        assert "/initiatives/CHS-007/" in late.text

    def test_reached_it_is_not_spoken_of_any_more(self):
        self.told(last=dt.date(2014, 11, 24))
        Milestone.objects.update(done_on=dt.date(2014, 11, 28))
        assert len(self.told(dt.date(2014, 11, 28))) == 1
        assert "The milestone has been reached." in {row.reason for row in self.rows(state="cancelled")}

    def test_work_that_is_parked_or_closed_is_left_alone(self):
        self.review_work.standing, self.review_work.standing_reason = "parked", "No money."
        self.review_work.look_again_on = dt.date(2015, 6, 1)
        self.review_work.save()
        assert self.told() == []

    def test_a_moved_milestone_is_told_of_on_its_new_days(self):
        self.told(last=dt.date(2014, 11, 24))
        self.move(dt.date(2015, 1, 12))
        days = [day for day, _ in self.told(dt.date(2014, 11, 25), dt.date(2015, 1, 13))]
        assert days == [dt.date(2014, 11, 24), dt.date(2015, 1, 5), dt.date(2015, 1, 13)]

    def test_one_that_was_past_when_it_was_entered_says_nothing(self):
        at = clock.at(dt.date(2014, 12, 2), 9)
        history.record("added the milestone", self.milestone, by=self.fire_lead, at=at)
        assert self.told(dt.date(2014, 12, 2)) == []

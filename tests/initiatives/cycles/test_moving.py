"""The dates of a running cycle: one moves, one is dropped, later ones come, and the calendar changes under them."""

import datetime as dt

import pytest

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.cycles.actions import dates as actions
from initiatives.cycles.actions import setting_up
from initiatives.cycles.models import CycleDate
from initiatives.cycles.planning import known_days, offers
from initiatives.reviews.models import ReportRequest
from services.access.roles import Role
from services.directory.actions import add_bank_holiday, remove_bank_holiday
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT
from tests.initiatives.cycles.test_setting_up import QUARTERS, CycleTestCase

DECEMBER_15 = dt.date(2014, 12, 15)


class RunningTestCase(CycleTestCase):
    def setUp(self):
        self.cycle = self.start(self.draft(title="Report"))
        self.date = self.cycle.dates.get(on=QUARTERS[0])
        self.asked = ReportRequest.objects.get(review=self.date.review)

    def move(self, on=DECEMBER_15, date=None, by=None, at=EIGHT, **told):
        return actions.move_date(
            date or self.date, on=on, reason="The commissioner is away.", by=by or self.officer, at=at, **told
        )

    def again(self, row):
        return type(row).objects.get(pk=row.pk)


class Moving(RunningTestCase):
    def test_moves_the_deadlines_the_review_and_the_reports_still_owed(self):
        moved = self.move()
        self.assertEqual((moved.moved_from, moved.planned_on, moved.on), (QUARTERS[0], QUARTERS[0], DECEMBER_15))
        asked = self.again(self.asked)
        days = (moved.draft_due_on, moved.clear_due_on, moved.papers_due_on)
        self.assertEqual(days, (dt.date(2014, 11, 24), dt.date(2014, 12, 1), dt.date(2014, 12, 5)))
        self.assertEqual((asked.draft_due_on, asked.clear_due_on, asked.due_on), days)
        self.assertEqual((asked.review.title, str(asked.review.due)), ("Report, 15 December 2014", "5 December 2014"))

    def test_is_told_on_the_cycle_the_review_and_the_initiative(self):
        self.move()
        for place in (self.cycle, self.date.review, self.review_work):
            entry = Entry.objects.told_on(place).first()
            self.assertEqual((entry.by, entry.why), (self.officer, "The commissioner is away."))

    def test_a_report_that_was_sent_stays_where_it_is(self):
        make.report(self.asked, self.fire_lead, "sent")
        self.move()
        self.assertEqual(self.again(self.asked).due_on, dt.date(2014, 11, 28))

    def test_pressed_twice_it_moves_once(self):
        self.move()
        self.move(expected_version=1)
        self.assertEqual(Entry.objects.filter(verb__startswith="moved a date").count(), 1)

    def test_of_two_people_the_second_is_told(self):
        self.move()
        with pytest.raises(ChangedMeanwhile, match="Dana Whitlock changed this"):
            self.move(dt.date(2014, 12, 16), by=make.person("Rob", self.office, Role.SECRETARY), expected_version=1)

    def test_a_date_nobody_was_asked_for_is_asked_for_once_it_can_be(self):
        late = make.cycle_date(self.cycle, dt.date(2014, 10, 10), review=None)
        moved = self.move(dt.date(2014, 11, 10), late)
        self.assertEqual(ReportRequest.objects.get(review=moved.review).due_on, dt.date(2014, 10, 31))

    def test_a_moved_date_is_not_offered_again(self):
        self.move()
        known = known_days(self.cycle.dates.all())
        self.assertEqual(offers(self.cycle, make.MONDAY, known=known), [])


class WhereItMayNotMove(RunningTestCase):
    def refused(self, on=DECEMBER_15, **told):
        with pytest.raises(Refused) as refusal:
            self.move(on, **told)
        assert self.again(self.date).on == QUARTERS[0]
        return refusal.value.message

    def test_to_a_day_that_cannot_be(self):
        make.bank_holiday(DECEMBER_15)
        self.assertEqual(self.refused(make.MONDAY), "The new date must be in the future")
        self.assertEqual(self.refused(dt.date(2016, 1, 7)), "The new date must be within the next 15 months")
        self.assertEqual(self.refused(QUARTERS[1]), "This cycle has a date on 6 March 2015 already")
        self.assertEqual(self.refused(QUARTERS[0]), "It is on 8 December 2014 already. Enter another date")
        self.assertIn("Saturday 13 December 2014 is not a working day", self.refused(dt.date(2014, 12, 13)))
        self.assertIn("Monday 15 December 2014 is not a working day", self.refused())

    def test_to_a_day_whose_papers_would_have_been_due(self):
        said = self.refused(dt.date(2014, 10, 13))
        self.assertEqual(
            said, "The papers for 13 October 2014 would have been due on 3 October 2014. Choose a later date"
        )

    def test_once_it_has_passed(self):
        self.assertIn("has passed", self.refused(at=clock.at(dt.date(2014, 12, 9), 9)))

    def test_once_the_leaders_have_met(self):
        self.date.review.held_on = QUARTERS[0]
        self.date.review.save()
        self.assertIn("The leaders met about this on 8 December 2014", self.refused())

    def test_once_it_was_dropped_or_the_cycle_has_ended(self):
        actions.drop_date(self.date, reason="No board.", by=self.officer, at=EIGHT)
        self.assertIn("was dropped", self.refused())
        setting_up.end(self.cycle, reason="Done.", by=self.officer, at=EIGHT)
        self.assertIn("has ended", self.refused())


class Dropping(RunningTestCase):
    def drop(self):
        return actions.drop_date(self.date, reason="The board does not meet.", by=self.officer, at=EIGHT)

    def test_asks_no_longer_for_what_is_owed_and_tells_its_authors(self):
        make.report(self.asked, self.fire_lead)
        self.drop()
        self.assertEqual(self.again(self.asked).state, "withdrawn")
        letters = Letter.objects.filter(kind="report_is_not_asked_for")
        self.assertEqual({each.to for each in letters}, {self.police_lead, self.fire_lead, self.ambulance_lead})
        self.assertTrue(all("The board does not meet." in each.text for each in letters))

    def test_leaves_what_was_sent(self):
        make.report(self.asked, self.fire_lead, "sent")
        self.drop()
        self.assertEqual(self.again(self.asked).state, "sent")

    def test_dropped_twice_it_is_dropped_once(self):
        self.drop()
        self.drop()
        entry = Entry.objects.get(verb="dropped a date: 8 December 2014")
        self.assertEqual((entry.place, entry.why), (self.cycle.history_key, "The board does not meet."))

    def test_nothing_more_is_asked_for_it_the_next_day(self):
        self.drop()
        actions.daily.ask_for_reports(dt.date(2014, 10, 7), EIGHT)
        self.assertFalse(self.date.review.requests.owed().exists())


class LaterDates(RunningTestCase):
    JANUARY = clock.at(dt.date(2015, 1, 5), 9)

    def confirm(self, dates=(dt.date(2016, 3, 8),)):
        return actions.confirm_later(self.cycle, dates=list(dates), by=self.officer, at=self.JANUARY)

    def test_come_when_15_months_have_moved_on(self):
        self.confirm()
        self.assertEqual(self.cycle.dates.last().on, dt.date(2016, 3, 8))
        self.assertEqual(Entry.objects.told_on(self.cycle).first().verb, "confirmed later dates")

    def test_confirmed_twice_they_come_once(self):
        self.confirm()
        self.confirm()
        self.assertEqual(self.cycle.dates.count(), 6)

    def test_a_new_holiday_on_a_known_date_offers_no_second_one(self):
        make.bank_holiday(QUARTERS[2])
        known = known_days(self.cycle.dates.all())
        self.assertEqual(offers(self.cycle, make.MONDAY, known=known), [])

    def test_a_day_to_which_another_date_moved_is_not_offered_again(self):
        CycleDate.objects.filter(on=QUARTERS[4]).update(on=dt.date(2016, 3, 8))
        self.assertEqual(offers(self.cycle, dt.date(2015, 1, 5), known=known_days(self.cycle.dates.all())), [])
        self.confirm()
        self.assertEqual(self.cycle.dates.count(), 5)

    def test_a_draft_has_none(self):
        with pytest.raises(Refused, match="has not started"):
            actions.confirm_later(self.draft(), dates=QUARTERS, by=self.officer, at=EIGHT)


class TheCalendar(RunningTestCase):
    PAPERS = dt.date(2014, 11, 28)

    def announce(self, day):
        return add_bank_holiday(day=day, name="One-off", why="Proclaimed.", by=self.administrator, at=EIGHT)

    def due(self):
        return self.again(self.date).papers_due_on, self.again(self.asked).due_on, str(self.again(self.date.review).due)

    def test_a_holiday_between_the_papers_and_the_board_moves_the_papers_earlier(self):
        self.announce(dt.date(2014, 12, 2))
        self.assertEqual(self.due(), (dt.date(2014, 11, 27), dt.date(2014, 11, 27), "27 November 2014"))
        self.assertEqual(Entry.objects.told_on(self.cycle).first().why, "Proclaimed.")

    def test_a_holiday_on_the_day_of_the_papers_moves_them_one_day_and_not_to_the_board(self):
        self.announce(self.PAPERS)
        self.assertEqual(self.due(), (dt.date(2014, 11, 27), dt.date(2014, 11, 27), "27 November 2014"))

    def test_a_holiday_that_is_withdrawn_moves_them_back(self):
        added = self.announce(self.PAPERS)
        remove_bank_holiday(added, why="Withdrawn.", by=self.administrator, at=EIGHT)
        self.assertEqual(self.due(), (self.PAPERS, self.PAPERS, "28 November 2014"))

    def test_a_report_that_was_given_more_time_keeps_it(self):
        ReportRequest.objects.filter(pk=self.asked.pk).update(due_on=dt.date(2014, 12, 3))
        self.announce(dt.date(2014, 12, 2))
        self.assertEqual(self.again(self.asked).due_on, dt.date(2014, 12, 3))
        self.assertEqual(self.again(self.asked).draft_due_on, dt.date(2014, 11, 14))

    def test_the_board_s_own_day_stays(self):
        self.announce(QUARTERS[0])
        self.assertEqual(self.again(self.date).on, QUARTERS[0])

    def test_the_same_holiday_twice_moves_nothing_twice(self):
        self.announce(dt.date(2014, 12, 2))
        self.assertEqual(actions.follow_the_calendar(by=None, at=EIGHT), 0)

    def test_other_reviews_of_the_board_are_left_alone(self):
        self.announce(dt.date(2014, 10, 31))
        self.assertEqual(self.again(self.request).due_on, dt.date(2014, 10, 30))
        self.assertEqual(self.again(self.review).due, VagueDate("2014-10"))

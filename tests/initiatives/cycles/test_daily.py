"""What is asked for every day: ahead of each date, of the work that belongs to the cycle that day, and only once."""

import datetime as dt
from unittest import mock

from django.conf import settings

from collab_portal.celery import app
from collab_portal.toolkit import clock
from initiatives.cycles import actions
from initiatives.cycles.actions import daily
from initiatives.cycles.tasks import ask
from initiatives.demonstrations import mornings
from initiatives.register.models import Answer
from initiatives.reminders.models import Reminder
from initiatives.reviews import actions as reports
from initiatives.reviews.models import ReportRequest
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import MONDAY, CastTestCase

NOVEMBER_10 = dt.date(2014, 11, 10)
DECEMBER_8 = dt.date(2014, 12, 8)
MARCH_9 = dt.date(2015, 3, 9)


class DailyTestCase(CastTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.board = make.board(cls.office, (cls.police, cls.fire, cls.ambulance))
        cls.cycle = make.cycle(cls.board, cls.office, (cls.police, cls.fire, cls.ambulance), title="Quarterly report")

    def on(self, day):
        return actions.ask_for_reports(day, clock.at(day, 7))

    def asked(self, date):
        """References of the work that is asked for a date, in order."""
        requests = ReportRequest.objects.filter(review=date.review).exclude(state="withdrawn")
        return list(requests.order_by("initiative__ref").values_list("initiative__ref", flat=True))


class WhatIsAsked(DailyTestCase):
    def test_a_report_is_asked_for_with_its_three_days(self):
        date = make.cycle_date(self.cycle)
        self.assertEqual(self.on(MONDAY), 1)
        asked = ReportRequest.objects.get(review=date.review)
        self.assertEqual((asked.initiative, asked.due_on), (self.review_work, dt.date(2014, 11, 28)))
        self.assertEqual((asked.draft_due_on, asked.clear_due_on), (dt.date(2014, 11, 17), dt.date(2014, 11, 24)))
        self.assertTrue(asked.needs_clearing)

    def test_doing_it_again_asks_for_nothing_more(self):
        make.cycle_date(self.cycle)
        self.assertEqual([self.on(MONDAY) for _ in range(3)], [1, 0, 0])
        self.assertEqual(Entry.objects.filter(verb="asked for the report").count(), 1)

    def test_dates_whose_drafts_are_due_within_45_days_are_asked_for_and_later_ones_not(self):
        near, next_one, far = (make.cycle_date(self.cycle, on) for on in (NOVEMBER_10, DECEMBER_8, MARCH_9))
        self.assertEqual(self.on(MONDAY), 2)
        self.assertEqual([self.asked(each) for each in (near, next_one, far)], [["CHS-007"], ["CHS-007"], []])

    def test_the_45_days_end_with_the_day_the_draft_is_due(self):
        make.cycle_date(self.cycle, NOVEMBER_10)
        far = make.cycle_date(self.cycle, MARCH_9)
        first_day = far.draft_due_on - daily.ASKED_AHEAD
        self.on(MONDAY)
        make.cycle_date(self.cycle, dt.date(2015, 2, 2))
        self.on(first_day - dt.timedelta(days=1))
        self.assertEqual(self.asked(far), [])
        self.on(first_day)
        self.assertEqual(self.asked(far), ["CHS-007"])

    def test_where_none_is_near_the_next_date_is_asked_for(self):
        dates = [make.cycle_date(self.cycle, on) for on in (dt.date(2015, 6, 8), MARCH_9)]
        self.on(MONDAY)
        self.assertEqual([self.asked(each) for each in dates], [[], ["CHS-007"]])

    def test_a_date_whose_papers_are_due_already_is_not_asked_for(self):
        late = make.cycle_date(self.cycle, dt.date(2014, 10, 10))
        self.assertEqual(self.on(MONDAY), 0)
        self.assertEqual(self.asked(late), [])

    def test_a_draft_that_would_have_been_due_already_is_not_asked_for_by_a_day(self):
        date = make.cycle_date(self.cycle, dt.date(2014, 10, 21))
        self.on(MONDAY)
        asked = ReportRequest.objects.get(review=date.review)
        self.assertEqual(
            (asked.draft_due_on, asked.clear_due_on, asked.due_on), (None, dt.date(2014, 10, 7), dt.date(2014, 10, 13))
        )

    def test_without_clearing_none_is_asked_for(self):
        self.cycle.needs_clearing = False
        self.cycle.save()
        date = make.cycle_date(self.cycle)
        self.on(MONDAY)
        asked = ReportRequest.objects.get(review=date.review)
        self.assertEqual((asked.needs_clearing, asked.clear_due_on), (False, None))

    def test_a_dropped_date_a_draft_and_a_cycle_that_has_ended_ask_for_nothing(self):
        make.cycle_date(self.cycle, is_dropped=True, dropped_reason="No board.")
        ended = make.cycle(self.board, self.office, (self.police, self.fire), state="ended", ended_reason="Done.")
        draft = make.cycle(self.board, self.office, (self.police, self.fire), state="draft")
        make.cycle_date(ended)
        make.cycle_date(draft)
        self.assertEqual(self.on(MONDAY), 0)

    def test_nobody_is_written_to_by_the_asking_itself(self):
        make.cycle_date(self.cycle)
        self.on(MONDAY)
        self.assertFalse(Letter.objects.exists())


class WhatBelongs(DailyTestCase):
    def setUp(self):
        self.date = make.cycle_date(self.cycle)

    def belongs(self, *parties, **fields):
        make.initiative("Other", parties, ref="CHS-099", **fields)
        self.on(MONDAY)
        return "CHS-099" in self.asked(self.date)

    def test_live_work_that_two_of_them_share(self):
        self.assertTrue(self.belongs(self.police, self.ambulance))

    def test_not_work_of_one_of_them_and_a_stranger(self):
        self.assertFalse(self.belongs(self.police, self.elsewhere))

    def test_not_work_that_is_not_live(self):
        self.assertFalse(
            self.belongs(self.police, self.fire, standing="closed", standing_reason="Done.", ending="completed")
        )

    def test_not_work_that_the_office_may_not_see(self):
        self.assertFalse(self.belongs(self.fire, self.ambulance))

    def test_work_the_office_may_not_see_for_its_organisations_but_that_every_member_sees(self):
        self.assertTrue(self.belongs(self.fire, self.ambulance, reach="portal"))

    def test_not_work_for_named_people_only(self):
        self.assertFalse(self.belongs(self.police, self.fire, reach="named"))

    def test_not_work_to_which_the_second_is_only_invited_or_which_it_has_left(self):
        for number, fields in enumerate(
            [{"answer": Answer.INVITED}, {"to_on": make.VagueDate("2013")}, {"is_planned": True}]
        ):
            work = make.initiative("Other", (self.police,), ref=f"CHS-1{number}")
            make.participation(work, self.fire, **fields)
        self.on(MONDAY)
        self.assertEqual(self.asked(self.date), ["CHS-007"])

    def test_of_a_chosen_list_only_what_is_on_it_and_live(self):
        other = make.initiative("Other", (self.police, self.elsewhere), ref="CHS-099")
        parked = make.initiative("Parked", (self.police, self.fire), standing="parked", standing_reason="No money",
                                 look_again_on=MONDAY)  # fmt: skip
        self.cycle.covers = "chosen"
        self.cycle.save()
        self.cycle.chosen.set([other, parked])
        self.on(MONDAY)
        self.assertEqual(self.asked(self.date), ["CHS-099"])


class WhoComesAndGoes(DailyTestCase):
    def setUp(self):
        self.date = make.cycle_date(self.cycle)
        self.on(MONDAY)
        self.asked_first = ReportRequest.objects.get(review=self.date.review)

    def park(self):
        self.review_work.standing, self.review_work.standing_reason = "parked", "No money"
        self.review_work.look_again_on = DECEMBER_8
        self.review_work.save()

    def state(self):
        return ReportRequest.objects.get(pk=self.asked_first.pk).state

    def test_work_that_joins_later_is_asked_for_dates_that_are_asked_for_already(self):
        make.initiative("New", (self.police, self.fire), ref="CHS-099")
        self.assertEqual(self.on(MONDAY + dt.timedelta(days=1)), 1)
        self.assertEqual(self.asked(self.date), ["CHS-007", "CHS-099"])

    def test_work_that_stops_is_asked_no_longer_with_the_reason(self):
        self.park()
        self.on(MONDAY + dt.timedelta(days=1))
        self.assertEqual(self.state(), "withdrawn")
        self.assertEqual(Entry.objects.told_on(self.review_work).first().why, "This work is parked.")

    def test_work_that_leaves_is_told_which_cycle_it_left(self):
        self.cycle.organisations.set([self.police, self.elsewhere])
        self.on(MONDAY + dt.timedelta(days=1))
        said = f"This work no longer belongs to the review cycle {self.cycle.ref}, Quarterly report."
        self.assertEqual(Entry.objects.told_on(self.review_work).first().why, said)

    def test_what_somebody_has_begun_is_never_taken_back(self):
        make.report(self.asked_first, self.fire_lead)
        self.park()
        self.on(MONDAY + dt.timedelta(days=1))
        self.assertEqual(self.state(), "drafting")

    def test_work_that_comes_back_is_asked_again(self):
        self.park()
        self.on(MONDAY + dt.timedelta(days=1))
        self.review_work.standing = "live"
        self.review_work.save()
        self.assertEqual(self.on(MONDAY + dt.timedelta(days=2)), 1)
        self.assertEqual(self.state(), "asked")

    def test_what_a_person_withdrew_stays_withdrawn(self):
        reports.withdraw(self.asked_first, by=self.officer, at=clock.at(MONDAY, 9), why="Not needed.")
        self.assertEqual(self.on(MONDAY + dt.timedelta(days=1)), 0)
        self.assertEqual(self.state(), "withdrawn")

    def test_reports_of_dates_that_have_passed_are_left_alone(self):
        self.park()
        self.on(DECEMBER_8)
        self.assertEqual(self.state(), "asked")


class Doors(DailyTestCase):
    def test_a_cycle_that_fails_is_logged_and_the_others_are_asked(self):
        broken = make.cycle(self.board, self.office, (self.police, self.fire), title="Broken")
        for cycle in (broken, self.cycle):
            make.cycle_date(cycle)
        real = daily.ask_for

        def fails(cycle, *args, **kwargs):
            if cycle == broken:
                raise RuntimeError
            return real(cycle, *args, **kwargs)

        with mock.patch.object(daily, "ask_for", side_effect=fails), self.assertLogs(daily.logger, "ERROR") as logged:
            self.assertEqual(self.on(MONDAY), 1)
        self.assertIn(broken.ref, logged.output[0])

    def test_celery_s_door_asks_on_the_portal_s_own_day(self):
        date = make.cycle_date(self.cycle)
        ask()
        self.assertEqual(self.asked(date), ["CHS-007"])

    def test_beat_says_look_once_an_hour_on_the_queue_of_ticks(self):
        said = settings.CELERY_BEAT_SCHEDULE["ask"]
        self.assertEqual((said["task"], said["schedule"]), (ask.name, 3600))
        self.assertEqual(settings.CELERY_TASK_ROUTES["initiatives.cycles.tasks.*"], {"queue": "tick"})
        self.assertIn(ask.name, app.tasks)

    def test_the_loop_without_celery_asks_before_it_reminds(self):
        soon = make.cycle_date(self.cycle, dt.date(2014, 10, 21))
        mornings.work(clock.at(dt.date(2014, 10, 7), 9))
        self.assertEqual(self.asked(soon), ["CHS-007"])
        self.assertTrue(Reminder.objects.filter(subject=soon.review.requests.get().history_key).exists())

    def test_an_hour_with_nothing_new_takes_the_same_few_queries_at_two_sizes(self):
        make.cycle_date(self.cycle)
        self.on(MONDAY)
        with self.assertNumQueries(7):
            self.on(MONDAY)
        for _ in range(9):
            make.initiative("", (self.police, self.fire))
        self.on(MONDAY)
        with self.assertNumQueries(7):
            self.on(MONDAY)

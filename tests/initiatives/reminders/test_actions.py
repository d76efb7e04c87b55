"""Ticks: what is said, when, to whom, and that nothing is said twice."""

import datetime as dt
from unittest import mock

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from initiatives.reminders import actions
from initiatives.reminders.models import Reminder
from initiatives.reviews.models import ReportRequest
from initiatives.reviews.queries import ReportRequests
from services.access.roles import Role
from services.directory.models import BankHoliday
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import DAY, FRIDAY, OCTOBER_3, ReminderTestCase, eight_on


class TheLadder(ReminderTestCase):
    def test_chs_r01_is_reminded_of_on_these_days_and_no_other(self):
        self.live_through(dt.date(2014, 9, 22), dt.date(2014, 11, 21))
        due = [(dt.date(2014, 10, day), "report_is_due") for day in (3, 17, 24, 30)]
        late = [(dt.date(2014, 11, 3), "report_is_late")]
        for author in (self.fire_lead, self.police_lead, self.ambulance_lead):
            assert self.letters(author) == due + late
        assert self.letters(self.sponsor) == [(dt.date(2014, 11, 5), "report_is_late_for_the_sponsor")]
        assert self.letters(self.officer) == [(dt.date(2014, 11, 7), "report_is_late_for_the_office")]
        assert len(self.letters()) == 17
        assert not self.rows(state="planned").exists()

    def test_a_report_that_is_sent_is_not_reminded_of_any_more(self):
        self.live_through(OCTOBER_3, dt.date(2014, 10, 20))
        make.event(self.request, "sent", by=self.fire_lead)
        self.live_through(dt.date(2014, 10, 21), dt.date(2014, 11, 14))
        assert [day.day for day, _ in self.letters(self.fire_lead)] == [3, 17]
        assert {row.reason for row in self.rows(state="cancelled")} == {"The report has been sent."}

    def test_a_returned_report_is_reminded_of_again_from_then_on(self):
        self.live_through(OCTOBER_3, dt.date(2014, 10, 20))
        make.event(self.request, "sent", by=self.fire_lead)
        self.live_through(dt.date(2014, 10, 21), dt.date(2014, 10, 26))
        returned_at = eight_on(dt.date(2014, 10, 24))
        make.event(self.request, "returned", by=self.officer, at=returned_at, why="Say what it costs.")
        self.live_through(dt.date(2014, 10, 27), dt.date(2014, 11, 4))
        told = self.letters(self.fire_lead)
        assert [day.day for day, kind in told if kind.startswith("report_is_due")] == [3, 17, 30]
        assert [day.day for day, kind in told if kind == "report_is_not_sent_again"] == [29, 31]
        assert [day.day for day, kind in told if kind == "report_is_late"] == [3]

    def test_a_withdrawn_report_is_not_reminded_of(self):
        self.tick(dt.date(2014, 10, 2))
        make.event(self.request, "withdrawn")
        self.live_through(OCTOBER_3, FRIDAY)
        assert self.letters() == []
        assert {row.reason for row in self.rows()} == {"The report is no longer asked for."}

    def test_history_says_who_was_reminded(self):
        self.tick(OCTOBER_3)
        entry = Entry.objects.filter(place=self.review_work.history_key, thing=self.request.history_key).first()
        assert entry.by is None
        assert entry.verb == "reminded Sam Adeyemi of the report, 20 working days before"


class NeverTwice(ReminderTestCase):
    def test_fifty_ticks_say_what_one_says(self):
        for _ in range(50):
            self.tick(OCTOBER_3)
        assert len(self.letters()) == 3
        assert self.rows(state="sent").count() == 3
        rows = list(Reminder.objects.order_by("id").values_list())
        assert self.tick(OCTOBER_3, 17, 59) == actions.Tick()
        assert list(Reminder.objects.order_by("id").values_list()) == rows

    def test_ticks_all_day_long_for_weeks_say_each_stage_once(self):
        self.live_through(dt.date(2014, 9, 29), dt.date(2014, 11, 10), hours=(0, 7, 8, 9, 12, 17, 18, 23))
        assert len(self.letters()) == 17

    def test_the_database_itself_refuses_the_same_row_twice(self):
        self.tick(OCTOBER_3)
        columns = (
            "kind, subject, cycle, stage, recipient_id, place, planned_on, due_on, state, reason, letter_id, decided_at"
        )
        copy = f"INSERT INTO initiatives_reminder ({columns}) SELECT {columns} FROM initiatives_reminder LIMIT 1"
        with self.assertRaisesMessage(IntegrityError, "said_once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(copy)

    def test_three_reports_due_make_one_letter(self):
        for _ in range(2):
            other = make.initiative(partners=(self.fire,))
            make.named(other, self.fire_lead)
            make.report_request(other, self.office, FRIDAY)
        self.live_through(OCTOBER_3, dt.date(2014, 10, 6))
        assert self.letters(self.fire_lead) == [(OCTOBER_3, "several_things_are_due")]
        letter = Letter.objects.get(to=self.fire_lead)
        assert self.rows(letter=letter).count() == 3
        assert letter.subject == "3 things are due, the first on Friday 31 October"

    def test_a_person_who_had_a_letter_this_morning_waits_for_the_next(self):
        self.tick(OCTOBER_3)
        other = make.initiative(partners=(self.fire,))
        make.named(other, self.fire_lead)
        make.report_request(other, self.office, FRIDAY)
        self.live_through(OCTOBER_3, dt.date(2014, 10, 6), hours=(9, 17))
        assert [day for day, _ in self.letters(self.fire_lead)] == [OCTOBER_3, dt.date(2014, 10, 6)]

    def test_a_tick_that_thinks_nobody_was_written_to_finds_out_before_it_writes(self):
        self.tick(OCTOBER_3)
        other = make.initiative(partners=(self.fire,))
        make.named(other, self.fire_lead)
        make.report_request(other, self.office, FRIDAY)
        calendar = BankHoliday.objects.working_days()
        actions.bring_up_to_date(eight_on(OCTOBER_3), calendar, again=True)
        with CaptureQueriesContext(connection) as asked:
            assert not actions.write_to([self.fire_lead.pk], eight_on(OCTOBER_3), calendar)
        assert any("services_user" in query["sql"] and "FOR NO KEY UPDATE" in query["sql"] for query in asked)
        assert len(self.letters(self.fire_lead)) == 1

    def test_somebody_in_two_audiences_hears_once(self):
        make.named(self.review_work, self.officer, "sponsor")
        make.named(self.review_work, self.officer)
        self.live_through(dt.date(2014, 11, 1), dt.date(2014, 11, 12))
        assert [day.day for day, _ in self.letters(self.officer)] == [3, 5, 7]


class WhenLettersLeave(ReminderTestCase):
    def test_nothing_before_8_or_from_6_in_the_evening(self):
        for hour, minute in ((0, 0), (7, 59), (18, 0), (23, 59)):
            self.tick(OCTOBER_3, hour, minute)
        assert self.letters() == []
        self.tick(OCTOBER_3, 8, 0)
        assert len(self.letters()) == 3

    def test_nothing_at_a_weekend_or_on_a_bank_holiday(self):
        make.bank_holiday(dt.date(2014, 10, 6))
        for day in (dt.date(2014, 10, 4), dt.date(2014, 10, 5), dt.date(2014, 10, 6)):
            self.tick(day, 10)
        assert self.letters() == []
        self.tick(dt.date(2014, 10, 7))
        assert len(self.letters()) == 3

    def test_a_bank_holiday_added_later_moves_what_is_planned_earlier(self):
        self.live_through(dt.date(2014, 10, 20), dt.date(2014, 10, 20))
        make.bank_holiday(dt.date(2014, 10, 24), name="A day of thanks")
        self.live_through(dt.date(2014, 10, 21), dt.date(2014, 10, 29))
        assert [day.day for day, _ in self.letters(self.fire_lead)] == [20, 23]
        assert self.rows(stage="before_5_authors").count() == 3

    def test_8am_is_8am_on_both_sides_of_the_clock_changes(self):
        for change, due_on in (
            (dt.date(2014, 10, 26), dt.date(2014, 10, 28)),
            (dt.date(2015, 3, 29), dt.date(2015, 3, 31)),
        ):
            work = make.initiative(partners=(self.ambulance,))
            make.named(work, self.reader)
            make.report_request(work, self.office, due_on)
            before = len(self.letters(self.reader))
            self.live_through(change - 2 * DAY, change + DAY, hours=(0, 1, 2, 3, 7, 8))
            new = list(Letter.objects.filter(to=self.reader).order_by("posted_at"))[before:]
            assert [f"{letter.posted_at:%d %H:%M}" for letter in new] == (
                ["24 07:00", "27 08:00"] if change.month == 10 else ["27 08:00", "30 07:00"]
            )


class AfterAGap(ReminderTestCase):
    def test_two_weeks_of_silence_are_made_good_by_the_latest_stage_once(self):
        self.tick(dt.date(2014, 10, 2))
        self.live_through(dt.date(2014, 10, 27), dt.date(2014, 10, 29))
        assert self.letters(self.fire_lead) == [(dt.date(2014, 10, 27), "report_is_due")]
        assert self.states(self.fire_lead)[:3] == [(3, "cancelled"), (17, "superseded"), (24, "sent")]
        superseded = self.rows(recipient=self.fire_lead, state="superseded").get()
        assert superseded.superseded_by.stage == "before_5_authors"

    def test_a_first_tick_late_in_the_ladder_says_the_latest_stage_only(self):
        self.live_through(dt.date(2014, 11, 3), dt.date(2014, 11, 4))
        assert self.letters(self.fire_lead) == [(dt.date(2014, 11, 3), "report_is_late")]

    def test_what_is_older_than_the_look_back_is_left_unsaid(self):
        self.tick(dt.date(2014, 10, 31), 7)
        self.live_through(dt.date(2014, 12, 1), dt.date(2014, 12, 5))
        assert self.letters() == []
        assert {(row.state, row.reason) for row in self.rows()} == {
            ("cancelled", "Its day was too long ago to remind anybody of.")
        }

    def test_a_due_date_in_the_past_that_is_brought_in_sends_no_mail(self):
        work = make.initiative(partners=(self.fire,))
        make.named(work, self.reader)
        make.report_request(work, self.office, dt.date(2014, 10, 1))
        self.live_through(dt.date(2014, 10, 6), dt.date(2014, 10, 10))
        assert self.letters(self.reader) == []
        assert self.letters(self.officer) == []

    def test_a_stage_that_appears_after_a_later_one_was_said_stays_unsaid(self):
        self.live_through(dt.date(2014, 10, 24), dt.date(2014, 10, 24))
        Reminder.objects.filter(recipient=self.fire_lead, stage="before_10_authors").delete()
        self.live_through(dt.date(2014, 10, 27), dt.date(2014, 10, 28))
        assert len(self.letters(self.fire_lead)) == 1
        assert self.rows(recipient=self.fire_lead, stage="before_10_authors").get().state == "superseded"

    def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(self):
        write = actions.writing.write

        def spoilt(items, person, *rest):
            if person == self.fire_lead:
                raise ValueError("spoilt")
            return write(items, person, *rest)

        with (
            mock.patch.object(actions.writing, "write", spoilt),
            self.assertLogs("initiatives.reminders.actions", "ERROR"),
        ):
            self.tick(OCTOBER_3)
        assert len(self.letters()) == 2
        self.tick(OCTOBER_3)
        assert len(self.letters()) == 3


class TruthAtSending(ReminderTestCase):
    def test_a_person_no_longer_named_gets_nothing(self):
        self.tick(dt.date(2014, 10, 2))
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        self.live_through(OCTOBER_3, FRIDAY)
        assert self.letters(self.fire_lead) == []
        assert {row.state for row in self.rows(recipient=self.fire_lead)} == {"cancelled"}

    def test_a_guest_whose_time_has_run_out_gets_nothing(self):
        self.review_work.named_people.filter(person=self.fire_lead).update(until=dt.date(2014, 10, 16))
        self.live_through(OCTOBER_3, FRIDAY)
        assert [day.day for day, _ in self.letters(self.fire_lead)] == [3]

    def test_a_person_who_cannot_sign_in_gets_nothing(self):
        self.fire_lead.is_active = False
        self.fire_lead.save()
        self.live_through(OCTOBER_3, FRIDAY)
        assert self.letters(self.fire_lead) == []

    def test_access_is_asked_again_at_sending_whatever_the_plan_says(self):
        """Asked for one person alone; test_many_at_once.py holds asking for many to the same answers."""
        nothing = mock.patch.object(ReportRequests, "visible_to", lambda rows, user: rows.none())
        with nothing, mock.patch.object(actions, "AT_ONCE", 1):
            self.tick(OCTOBER_3)
        assert self.letters() == []
        assert self.rows(planned_on=OCTOBER_3, state="planned").count() == 3

    def test_duty_is_asked_again_at_sending_whatever_the_plan_says(self):
        self.tick(dt.date(2014, 10, 2))
        self.review_work.named_people.filter(person=self.fire_lead).update(duty="reader")
        with mock.patch.object(actions, "bring_up_to_date", return_value=(0, 0)):
            self.tick(OCTOBER_3)
        assert self.letters(self.fire_lead) == []
        assert len(self.letters()) == 2

    def test_an_officer_is_told_only_of_what_the_office_may_see(self):
        self.review_work.reach = "named"
        self.review_work.save()
        self.live_through(dt.date(2014, 11, 3), dt.date(2014, 11, 10))
        assert self.letters(self.officer) == []
        assert not self.rows(recipient=self.officer).exists()

    def test_an_officer_who_left_is_not_told_and_who_came_is(self):
        self.officer.memberships.update(ends_on=dt.date(2014, 11, 6))
        newcomer = make.person("Nia Rees", self.office, Role.POLICY_OFFICER)
        make.person("Lee Watts", self.police, Role.POLICY_OFFICER)
        self.live_through(dt.date(2014, 11, 3), dt.date(2014, 11, 10))
        told = {row.recipient for row in self.rows(stage="late_5_office", state="sent")}
        assert told == {newcomer}


class MovedDates(ReminderTestCase):
    def move(self, due_on):
        ReportRequest.objects.filter(pk=self.request.pk).update(due_on=due_on)

    def test_a_date_moved_before_anything_was_said_moves_the_rows(self):
        self.tick(dt.date(2014, 10, 2))
        before = set(self.rows(recipient=self.fire_lead).values_list("pk", flat=True))
        self.move(dt.date(2014, 11, 14))
        self.live_through(dt.date(2014, 10, 3), dt.date(2014, 11, 14))
        assert [day.day for day, _ in self.letters(self.fire_lead)] == [17, 31, 7, 13]
        assert before <= set(self.rows(recipient=self.fire_lead).values_list("pk", flat=True))
        assert self.rows(recipient=self.fire_lead).count() == 5

    def test_an_extension_after_the_ladder_has_begun_begins_it_again(self):
        self.live_through(OCTOBER_3, dt.date(2014, 10, 30))
        self.move(dt.date(2014, 12, 12))
        self.live_through(dt.date(2014, 10, 31), dt.date(2014, 12, 15))
        told = [(day.month, day.day) for day, _ in self.letters(self.fire_lead)]
        assert told == [(10, 3), (10, 17), (10, 24), (10, 30), (11, 14), (11, 28), (12, 5), (12, 11), (12, 15)]
        assert set(self.rows(recipient=self.fire_lead, state="sent").values_list("cycle", flat=True)) == {"1", "2"}

    def test_a_date_moved_a_day_earlier_does_not_say_the_same_again(self):
        self.tick(OCTOBER_3)
        self.move(dt.date(2014, 10, 30))
        self.live_through(dt.date(2014, 10, 6), dt.date(2014, 10, 15))
        assert len(self.letters(self.fire_lead)) == 1

    def test_moving_there_and_back_loses_nothing(self):
        self.tick(dt.date(2014, 10, 2))
        self.move(dt.date(2015, 3, 31))
        self.tick(dt.date(2014, 10, 2))
        assert set(self.rows().values_list("state", flat=True)) == {"cancelled"}
        self.move(FRIDAY)
        self.live_through(OCTOBER_3, dt.date(2014, 11, 10))
        assert len(self.letters()) == 17


class AnEmptyPortal(TestCase):
    def test_a_tick_of_an_empty_portal_does_nothing(self):
        assert actions.tick(make.EIGHT) == actions.Tick()


class WhatIsDueFirst(ReminderTestCase):
    def test_is_written_first_and_so_leaves_first(self):
        newest = make.person("Zoe Ash", self.fire, Role.SERVICE_LEAD)
        sooner = make.initiative("Sooner", (self.fire, self.police))
        make.named(sooner, newest)
        make.report_request(sooner, self.office, dt.date(2014, 10, 17))
        self.tick(OCTOBER_3)
        first, *others = Letter.objects.order_by("next_try_at", "id")
        assert first.to == newest
        assert {letter.to for letter in others} == {self.fire_lead, self.police_lead, self.ambulance_lead}

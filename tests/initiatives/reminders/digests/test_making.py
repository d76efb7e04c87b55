"""Digests as ticks make them: one a window, nothing when there is nothing to say, and what fails goes with the next."""

import datetime as dt
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from initiatives.reminders.digests import writing
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.models import Reminder
from services.letters.models import Letter
from services.people import actions as people
from tests import make
from tests.initiatives.reminders.digests.living import MONDAY, NEXT_MONDAY, SUNDAY, DigestTestCase
from tests.initiatives.reminders.mornings import DAY


class When(DigestTestCase):
    def test_it_goes_on_monday_at_eight_and_once(self):
        self.morning()
        for minute in range(1, 59, 7):
            self.tick(MONDAY, 8, minute)
        assert self.days(self.officer) == [MONDAY]

    def test_weeks_of_ticks_make_one_a_week(self):
        self.live_through(SUNDAY, MONDAY + 22 * DAY, hours=(7, 8, 9, 17, 20))
        assert self.days(self.officer) == [MONDAY + n * 7 * DAY for n in range(4)]

    def test_nobody_gets_one_who_did_not_ask(self):
        self.live_through(SUNDAY, NEXT_MONDAY)
        assert {letter.to for letter in self.digests()} == {self.officer}

    def test_a_choice_counts_from_the_next_time_on(self):
        self.tick(MONDAY + 2 * DAY, 9)
        self.wants(self.fire_lead)
        self.live_through(MONDAY + 2 * DAY, NEXT_MONDAY, hours=(10,))
        assert self.days(self.fire_lead) == [NEXT_MONDAY]

    def test_who_stops_them_gets_none(self):
        self.tick(SUNDAY, 20)
        people.stop_digests(self.officer, at=clock.at(SUNDAY, 21), how="one_click")
        self.live_through(MONDAY, NEXT_MONDAY)
        assert self.digests() == []
        assert not Digest.objects.exists()

    def test_another_day_moves_it(self):
        self.tick(SUNDAY, 20)
        self.wants(self.officer, digest_weekday=2, digest_hour=15)
        self.live_through(MONDAY, NEXT_MONDAY, hours=(8, 15))
        assert [letter.posted_at for letter in self.digests()] == [clock.at(MONDAY + 2 * DAY, 15)]

    def test_on_a_bank_holiday_it_waits_for_the_next_working_day(self):
        make.bank_holiday(MONDAY)
        self.live_through(SUNDAY, MONDAY + 3 * DAY)
        assert self.days(self.officer) == [MONDAY + DAY]

    def test_when_ones_own_organisation_is_closed_it_waits_too(self):
        make.closure(self.office, MONDAY, MONDAY + DAY)
        self.live_through(SUNDAY, MONDAY + 4 * DAY)
        assert self.days(self.officer) == [MONDAY + 2 * DAY]

    def test_leave_entered_that_very_morning_pauses_it(self):
        self.tick(SUNDAY, 20)
        make.leave(self.officer, MONDAY)
        self.live_through(MONDAY, NEXT_MONDAY, hours=(8, 9))
        assert self.days(self.officer) == [NEXT_MONDAY]

    def test_a_morning_without_the_engine_makes_it_late_and_once(self):
        self.tick(SUNDAY, 20)
        self.live_through(MONDAY + 3 * DAY, NEXT_MONDAY - 3 * DAY, hours=(7, 8, 9))
        assert self.days(self.officer) == [MONDAY + 3 * DAY]

    def test_after_hours_it_waits_for_the_morning(self):
        self.tick(SUNDAY, 20)
        self.tick(MONDAY, 18)
        assert self.digests() == []
        self.tick(MONDAY + DAY, 8)
        assert self.days(self.officer) == [MONDAY + DAY]

    def test_a_silent_fortnight_makes_one_and_the_next_comes_a_week_later(self):
        self.tick(SUNDAY, 20)
        self.live_through(NEXT_MONDAY + DAY, NEXT_MONDAY + 14 * DAY)
        assert self.days(self.officer) == [NEXT_MONDAY + DAY, NEXT_MONDAY + 7 * DAY, NEXT_MONDAY + 14 * DAY]


class NothingToSay(DigestTestCase):
    @classmethod
    def make_late(cls, work, office):
        make.event(cls.request, "withdrawn")

    def test_then_nothing_is_sent(self):
        self.live_through(SUNDAY, NEXT_MONDAY)
        assert self.digests() == []
        assert set(Digest.objects.made().values_list("state", flat=True)) == {"silent"}

    def test_but_that_nothing_is_late_is_news_before_a_board(self):
        board = make.board(self.office, (self.police,), name="Strategic Board")
        make.meeting(self.office, (self.police,), board=board, held_on=VagueDate("2014-10-08"))
        self.wants(self.officer, "before_board")
        self.live_through(dt.date(2014, 10, 3), MONDAY)
        [letter] = self.digests()
        assert letter.subject == "Board on 8 October: nothing is late"
        assert "Strategic Board meets on Wednesday 8 October 2014, in 2 working days." in letter.text
        assert "Nothing is late." in letter.text

    def test_a_board_that_is_called_off_brings_none(self):
        board = make.board(self.office, (self.police,))
        meeting = make.meeting(self.office, (self.police,), board=board, held_on=VagueDate("2014-10-08"))
        self.wants(self.officer, "before_board")
        self.tick(dt.date(2014, 10, 3), 20)
        meeting.delete()
        self.live_through(MONDAY, MONDAY + 2 * DAY)
        assert self.digests() == []


class TheLetter(DigestTestCase):
    def test_it_carries_the_link_that_ends_digests_in_its_text_and_in_its_headers(self):
        self.morning()
        self.deliver(MONDAY)
        [sent] = [each for each in mail.outbox if each.to == [self.officer.email]]
        link = sent.message()["List-Unsubscribe"].strip("<>")
        assert sent.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link in sent.body
        self.client.post(link.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"})
        self.live_through(NEXT_MONDAY, NEXT_MONDAY + 7 * DAY)
        assert self.days(self.officer) == [MONDAY]

    def test_what_is_kept_has_no_such_link(self):
        self.morning()
        assert "/digests/stop/" not in self.text()

    def test_reminders_and_news_have_no_such_header(self):
        self.tick(dt.date(2014, 10, 3))
        self.deliver(dt.date(2014, 10, 3))
        assert mail.outbox
        assert not any("List-Unsubscribe" in each.message() for each in mail.outbox)

    def test_it_says_why_it_came(self):
        self.morning()
        [letter] = self.digests()
        assert letter.why == "digests come to you every Monday at 8am"


class WhatFails(DigestTestCase):
    def became(self, state):
        """The letter of this Monday met its fate."""
        self.morning()
        Letter.objects.filter(kind="digest").update(state=state, sent_at=make.EIGHT, last_error="Because.")
        self.tick(MONDAY, 9)
        return self.digest()

    def test_what_arrived_ends_there_and_the_next_begins_there(self):
        assert self.became("delivered").state == "sent"
        self.live_through(NEXT_MONDAY, NEXT_MONDAY)
        first, second = Digest.objects.made().order_by("due_at")
        assert second.since == first.until

    def test_a_digest_that_failed_keeps_what_it_said_for_the_next(self):
        failed = self.became("failed")
        self.live_through(NEXT_MONDAY, NEXT_MONDAY)
        second = Digest.objects.made().get(state__in=["posted", "sent"])
        assert (failed.state, second.since < failed.until) == ("failed", True)
        assert second.window == "weekly:2014-W42"

    def test_one_that_may_have_arrived_is_never_sent_again(self):
        assert self.became("ambiguous").state == "failed"
        self.live_through(MONDAY, NEXT_MONDAY - DAY, hours=(9, 10))
        assert len(self.digests()) == 1

    def test_one_that_came_back_does_not_count_as_read(self):
        self.became("delivered")
        Letter.objects.filter(kind="digest").update(state="bounced")
        assert Digest.objects.last_that_arrived(self.officer) is None

    def test_one_that_cannot_be_written_is_tried_again(self):
        self.tick(SUNDAY, 20)
        with mock.patch.object(writing, "write", side_effect=KeyError("x")), self.assertLogs(level="ERROR"):
            self.tick(MONDAY)
        assert self.digests() == []
        self.tick(MONDAY, 8, 1)
        assert self.days(self.officer) == [MONDAY]

    def test_one_that_waited_overnight_is_written_anew_the_next_day(self):
        self.morning()
        self.deliver(MONDAY + DAY)
        assert Letter.objects.get(kind="digest").last_error == "It waited overnight, so a newer one takes its place."
        self.live_through(MONDAY + DAY, MONDAY + 3 * DAY)
        assert self.days(self.officer) == [MONDAY + DAY]

    def test_one_that_waited_for_weeks_leaves_the_word_to_the_later_one(self):
        self.morning()
        self.morning(NEXT_MONDAY)
        self.deliver(NEXT_MONDAY)
        self.live_through(NEXT_MONDAY, NEXT_MONDAY + 2 * DAY)
        assert self.days(self.officer) == [NEXT_MONDAY]
        assert set(Digest.objects.made().values_list("state", flat=True)) == {"failed", "sent"}

    def test_stopped_after_it_was_written_it_does_not_leave(self):
        self.morning()
        people.stop_digests(self.officer, at=clock.at(MONDAY, 8), how="one_click")
        self.deliver(MONDAY)
        self.live_through(MONDAY, NEXT_MONDAY)
        assert self.digests() == []
        assert not mail.outbox or {tuple(each.to) for each in mail.outbox} != {(self.officer.email,)}

    def test_on_leave_after_it_was_written_it_waits(self):
        self.morning()
        make.leave(self.officer, MONDAY)
        self.deliver(MONDAY)
        self.live_through(MONDAY, NEXT_MONDAY)
        assert self.days(self.officer) == [NEXT_MONDAY]

    def test_what_its_reader_may_not_see_any_more_does_not_leave(self):
        self.morning()
        self.review_work.reach = "named"
        self.review_work.save()
        self.deliver(MONDAY)
        assert Letter.objects.get(kind="digest").last_error == "This person may no longer see what it is about."
        self.live_through(MONDAY, MONDAY)
        assert self.digests() == []


class TheDatabase(DigestTestCase):
    def test_it_refuses_a_second_one_for_a_window(self):
        self.morning()
        first = self.digest()
        with pytest.raises(IntegrityError, match="one_digest_a_window"), transaction.atomic():
            Digest.objects.create(
                person=self.officer, window=first.window, due_at=first.due_at, state="silent", until=make.EIGHT
            )

    def test_it_refuses_two_ahead(self):
        self.tick(SUNDAY, 20)
        with pytest.raises(IntegrityError, match="one_digest_ahead"), transaction.atomic():
            Digest.objects.create(person=self.officer, window="weekly:2019-W01", due_at=make.EIGHT)

    def test_digests_are_seen_by_their_reader_alone(self):
        self.morning()
        assert Digest.objects.visible_to(self.officer).count() == 1
        assert not Digest.objects.visible_to(self.administrator).exists()

    def test_a_tick_with_nothing_due_costs_one_query_for_any_number_of_readers(self):
        for number in (2, 20):
            for _ in range(number):
                self.wants(make.person("", self.office, "policy_officer"))
            self.tick(MONDAY - 3 * DAY)
            with self.assertNumQueries(10):
                self.tick(MONDAY - 3 * DAY)
        assert Reminder.objects.exists()

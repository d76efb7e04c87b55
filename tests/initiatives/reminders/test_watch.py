"""The tick as its doors run it: a pause after a long silence, told to those who look after the portal."""

import datetime as dt
from unittest import mock

import pytest
from django.core import mail
from django.test import override_settings

from collab_portal.toolkit import clock, leaps
from collab_portal.toolkit.clock import Reading
from initiatives.reminders import actions, watch
from services.access.roles import Role
from services.letters import delivery, holds, rounds
from services.letters.models import Hold, Letter, Pulse
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase, eight_on

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


class Watched(ReminderTestCase):
    def look(self, now, ahead=dt.timedelta()):
        return watch.tick(Reading(now, ahead))

    def round(self, now):
        self.look(now)
        return rounds.deliver(Reading(now))

    def account_letters(self):
        return Letter.objects.filter(sort="account").order_by("id")


class ASignOfLife(Watched):
    def test_each_tick_says_what_it_did(self):
        self.look(eight_on(OCTOBER_3))
        pulse = Pulse.objects.get(name="tick")
        assert pulse.at == eight_on(OCTOBER_3)
        assert {key: pulse.did[key] for key in ("posted", "taken_back")} == {"posted": 3, "taken_back": 0}
        assert pulse.did["planned"] > 3
        assert pulse.did["milliseconds"] >= 0

    def test_a_tick_that_fails_is_none(self):
        with mock.patch.object(actions, "tick", side_effect=ValueError), pytest.raises(ValueError):
            self.look(eight_on(OCTOBER_3))
        assert Pulse.objects.last("tick") is None

    def test_by_a_wrong_clock_nothing_is_planned_or_said(self):
        with self.assertLogs("services.letters.rounds", "ERROR"):
            assert self.look(eight_on(OCTOBER_3), ahead=-HOUR) is None
        assert not self.rows().exists()
        assert list(Pulse.objects.values_list("name", flat=True)) == ["tick, wrong clock"]


class ALongSilence(Watched):
    def setUp(self):
        self.round(clock.at(dt.date(2014, 10, 2), 8))
        self.morning = eight_on(OCTOBER_3)

    def test_four_hours_are_none(self):
        self.look(clock.at(dt.date(2014, 10, 2), 12))
        assert not Hold.objects.exists()

    def test_the_first_tick_after_it_holds_what_it_writes_for_ten_minutes(self):
        assert self.round(self.morning) == 1, "only the letter to the administrator leaves"
        assert [self.round(self.morning + n * MINUTE) for n in range(1, 10)] == [0] * 9
        assert self.round(self.morning + 10 * MINUTE) == 3
        assert self.round(self.morning + 11 * MINUTE) == 0

    def test_whichever_door_wakes_first_holds_and_the_tick_tells_of_it(self):
        make.letter(self.fire_lead, not_before=self.morning, next_try_at=self.morning)
        assert rounds.deliver(Reading(self.morning)) == 0
        assert self.round(self.morning + MINUTE) == 1, "only the letter to the administrator leaves"
        assert (Hold.objects.count(), self.account_letters().count()) == (1, 1)

    def test_a_delivery_that_slept_while_ticks_went_on_is_told_of_too(self):
        for minutes in range(0, 24 * 60, 180):
            self.look(clock.at(dt.date(2014, 10, 2), 8) + minutes * MINUTE)
        assert self.round(self.morning) == 0
        assert self.round(self.morning + MINUTE) == 1, "only the letter to the administrator leaves"
        assert self.round(self.morning + 11 * MINUTE) == 3

    def test_only_the_latest_stage_goes_and_once(self):
        late = eight_on(dt.date(2014, 10, 27))
        sent = sum(self.round(late + n * MINUTE) for n in range(30))
        assert sent == 1 + 3
        assert self.letters(self.fire_lead) == [(dt.date(2014, 10, 27), "report_is_due")]
        assert {row.stage for row in self.rows(recipient=self.fire_lead, state="sent")} == {"before_5_authors"}

    def test_every_administrator_is_told_since_when_how_many_wait_and_where(self):
        make.person("Lee Watts", self.police, Role.ADMINISTRATOR)
        gone = make.person("Gone", self.police, Role.ADMINISTRATOR)
        gone.memberships.update(ends_on=dt.date(2014, 10, 2))
        self.round(self.morning)
        assert [letter.to.name for letter in self.account_letters()] == ["Joan Ellis", "Lee Watts"]
        text = self.account_letters()[0].text
        assert "from 2 October 2014 at 8am to 3 October 2014 at 8am" in text
        assert "3 letters wait." in text
        assert "http://localhost:8000/manage/health/" in text

    def test_the_letter_to_the_administrator_has_left_although_letters_are_held(self):
        self.round(self.morning)
        assert [each.subject for each in mail.outbox] == ["Letters are held until 8:10am: the reminders were silent"]

    def test_released_by_a_person_they_go_at_once(self):
        self.round(self.morning)
        holds.release(Hold.objects.get(), by=self.administrator, at=self.morning + MINUTE)
        assert self.round(self.morning + 2 * MINUTE) == 3

    def test_ticks_that_fail_after_it_hold_once_and_tell_once(self):
        with mock.patch.object(actions, "tick", side_effect=ValueError):
            for minutes in (0, 1, 11, 22):
                with pytest.raises(ValueError):
                    self.look(self.morning + minutes * MINUTE)
        assert Hold.objects.count() == 1
        self.round(self.morning + 30 * MINUTE)
        assert (Hold.objects.count(), self.account_letters().count()) == (1, 1)

    def test_a_second_silence_is_held_for_again(self):
        self.round(self.morning)
        self.round(self.morning + 24 * HOUR)
        assert (Hold.objects.count(), self.account_letters().count()) == (2, 2)

    def test_an_engine_that_never_ran_was_not_silent(self):
        Pulse.objects.all().delete()
        self.round(self.morning)
        assert not Hold.objects.exists()

    def test_days_that_are_lived_through_again_are_no_silence(self):
        self.live_through(OCTOBER_3, dt.date(2014, 10, 20))
        assert not Hold.objects.exists()

    @override_settings(LETTERS_A_SECOND=1.0, LETTERS_AT_ONCE=2.0)
    def test_after_it_nothing_floods(self):
        self.round(self.morning)
        with mock.patch.object(delivery, "MOST_SECONDS", 0.5):
            assert self.round(self.morning + 10 * MINUTE) == 2


class AClockThatWasMoved(Watched):
    """A demonstration leaps over days: that is no silence, but what it does not leap over still is."""

    left, reached = eight_on(OCTOBER_3) + HOUR, eight_on(OCTOBER_3) + dt.timedelta(days=3)

    def after_the_leap(self):
        return mock.patch.object(leaps, "known", return_value=(leaps.Leap(self.left, self.reached),))

    def test_the_first_look_after_it_holds_nothing(self):
        self.round(self.left)
        with self.after_the_leap():
            self.round(self.reached)
        assert not Hold.objects.exists()
        assert not self.account_letters().exists()

    def test_a_look_that_began_before_it_and_ended_after_makes_no_silence_either(self):
        self.round(self.left - 2 * MINUTE)
        with self.after_the_leap():
            self.round(self.reached)
            watch.alive(self.left - MINUTE, actions.Tick())
            self.round(self.reached + MINUTE)
        assert not Hold.objects.exists()

    def test_hours_of_silence_on_top_of_it_do(self):
        self.round(self.left)
        with self.after_the_leap():
            self.round(self.reached + 5 * HOUR)
        assert Hold.objects.get().reason == "silence"

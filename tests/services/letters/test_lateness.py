"""Whether reminders are late today: what the signs mean, and what asking costs."""

import datetime as dt

from django.test import TestCase, override_settings
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.cache import quick
from services.letters import holds, lateness
from services.letters.lateness import Because, Lateness, Signs, judge
from services.letters.models import Hold
from tests import make
from tests.case import WITHOUT_REDIS

NOW = make.EIGHT + dt.timedelta(hours=2)
MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


def from_eight_to_six(moment):
    return make.EIGHT <= moment < make.EIGHT + dt.timedelta(hours=10)


def meant_by(now=NOW, ticked_at=None, **signs):
    found = judge(Signs(ticked_at or now, **signs), now, from_eight_to_six)
    return found and found.because


class WhatTheSignsMean(TestCase):
    def test_a_tick_a_moment_ago_and_nothing_waiting_is_on_time(self):
        assert meant_by() is None

    def test_a_letter_is_late_after_a_quarter_of_an_hour_and_not_before(self):
        assert meant_by(due_at=NOW - 15 * MINUTE) is None
        assert meant_by(due_at=NOW - 15 * MINUTE - SECOND) == Because.WAITING

    def test_the_engine_is_silent_after_five_minutes_and_not_before(self):
        assert meant_by(ticked_at=NOW - 5 * MINUTE) is None
        assert meant_by(ticked_at=NOW - 5 * MINUTE - SECOND) == Because.SILENT

    def test_what_waited_overnight_is_late_a_quarter_of_an_hour_after_eight(self):
        evening = make.EIGHT - dt.timedelta(hours=13)
        assert meant_by(make.EIGHT + 14 * MINUTE, due_at=evening) is None
        assert meant_by(make.EIGHT + 15 * MINUTE, due_at=evening) == Because.WAITING

    def test_nothing_is_late_at_night(self):
        night = make.EIGHT + dt.timedelta(hours=14)
        assert meant_by(night, ticked_at=NOW, due_at=NOW) is None

    def test_a_hold_is_told_at_any_hour(self):
        night = make.EIGHT + dt.timedelta(hours=14)
        assert meant_by(night, held_since=NOW) == Because.HELD


minutes = st.integers(0, 60 * 24 * 3).map(lambda number: make.EIGHT + number * MINUTE)


@given(
    now=minutes, ticked_at=minutes, due_at=st.none() | minutes, held_since=st.none() | minutes, later=st.integers(0, 60)
)
def test_waiting_longer_on_the_same_day_never_makes_it_less_late(now, ticked_at, due_at, held_since, later):
    seen = Signs(ticked_at, due_at, held_since)
    before, after = (judge(seen, each, from_eight_to_six) for each in (now, now + later * MINUTE))
    if before and from_eight_to_six(now + later * MINUTE):
        assert after == before or (before.because, after.because) == (Because.SILENT, Because.WAITING)


@given(now=minutes, ticked_at=minutes, due_at=st.none() | minutes, held_since=st.none() | minutes)
def test_it_is_late_since_one_of_the_signs_and_outside_the_hours_only_for_a_hold(now, ticked_at, due_at, held_since):
    found = judge(Signs(ticked_at, due_at, held_since), now, from_eight_to_six)
    if found:
        assert found.since in (ticked_at, due_at, held_since)
        assert from_eight_to_six(now) or found.because == Because.HELD
    else:
        assert held_since is None


class AskedOfTheDatabase(TestCase):
    def setUp(self):
        quick.delete(lateness.KEPT_UNDER)
        self.elin = make.person("Elin Pryce")

    def waiting(self, minutes, **fields):
        then = NOW - minutes * MINUTE
        return make.letter(self.elin, **{"sort": "duty", "not_before": then, "next_try_at": NOW + MINUTE, **fields})

    def because(self):
        found = lateness.look(NOW)
        return found and found.because

    def test_before_the_engine_ever_ran_nothing_is_late(self):
        self.waiting(60)
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=NOW)
        assert lateness.look(NOW) is None

    def test_the_longest_waiting_duty_letter_counts_even_while_it_waits_for_its_next_try(self):
        holds.beat("tick", NOW)
        self.waiting(20)
        self.waiting(40, attempts=3)
        assert lateness.look(NOW) == Lateness(NOW - 40 * MINUTE, Because.WAITING)

    def test_letters_that_left_or_were_given_up_and_those_that_are_no_duty_do_not_count(self):
        holds.beat("tick", NOW)
        self.waiting(40, sort="notice")
        self.waiting(40, state="failed")
        self.waiting(40, state="sent", sent_at=NOW)
        assert self.because() is None

    def test_a_hold_counts_until_it_is_released_or_has_ended(self):
        holds.beat("tick", NOW)
        holds.hold(Hold.Reason.SILENCE, "Silent.", at=NOW - 20 * MINUTE, until=NOW - 10 * MINUTE)
        assert self.because() is None
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=NOW)
        assert self.because() == Because.HELD

    def test_every_sign_is_told_in_a_sentence(self):
        assert Lateness(NOW, Because.HELD).in_words == "Letters have been held back since 6 October 2014 at 10am."
        assert all(Lateness(NOW, because).in_words.endswith("6 October 2014 at 10am.") for because in Because)


class WhatItCosts(TestCase):
    def setUp(self):
        quick.delete(lateness.KEPT_UNDER)
        holds.beat("tick", NOW)

    def test_one_query_and_then_none_for_half_a_minute(self):
        with self.assertNumQueries(1):
            assert lateness.lateness(NOW) is None
        with self.assertNumQueries(0):
            assert lateness.lateness(NOW) is None

    def test_what_is_kept_is_what_was_found(self):
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=NOW)
        found = lateness.lateness(NOW)
        with self.assertNumQueries(0):
            assert lateness.lateness(NOW) == found == Lateness(NOW, Because.HELD)

    @override_settings(CACHES=WITHOUT_REDIS)
    def test_while_the_cache_is_away_it_is_one_query_a_page(self):
        for _ in range(2):
            with self.assertNumQueries(1):
                assert lateness.lateness(NOW) is None

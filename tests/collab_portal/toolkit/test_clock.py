"""The one place that reads the time."""

import datetime as dt

import pytest
import time_machine
from django.test import TestCase, override_settings

from collab_portal.toolkit import clock


def test_a_demonstration_clock_starts_at_its_moment_in_london(settings):
    settings.PORTAL_CLOCK, settings.PORTAL_CLOCK_SET_AT, settings.PORTAL_CLOCK_STANDS_STILL = (
        "2014-10-06 08:00",
        1e3,
        False,
    )
    with time_machine.travel(dt.datetime.fromtimestamp(1_000.0, dt.UTC), tick=False):
        assert clock.now() == dt.datetime(2014, 10, 6, 7, 0, tzinfo=dt.UTC)


def test_a_demonstration_clock_ticks_on(settings):
    settings.PORTAL_CLOCK, settings.PORTAL_CLOCK_SET_AT, settings.PORTAL_CLOCK_STANDS_STILL = (
        "2014-10-06 08:00",
        1e3,
        False,
    )
    with time_machine.travel(dt.datetime.fromtimestamp(1_090.0, dt.UTC), tick=False):
        assert clock.local(clock.now()).isoformat() == "2014-10-06T08:01:30+01:00"


def test_a_demonstration_clock_may_go_sixty_times_as_fast(settings):
    settings.PORTAL_CLOCK, settings.PORTAL_CLOCK_SET_AT, settings.PORTAL_CLOCK_STANDS_STILL = (
        "2014-10-06 08:00",
        1e3,
        False,
    )
    settings.PORTAL_CLOCK_PACE = 60.0
    with time_machine.travel(dt.datetime.fromtimestamp(1_090.0, dt.UTC), tick=False):
        assert clock.local(clock.now()).isoformat() == "2014-10-06T09:30:00+01:00"


def test_a_clock_that_cannot_be_read_says_how_to_write_it(settings):
    settings.PORTAL_CLOCK = "next Monday"
    with pytest.raises(ValueError, match="must look like"):
        clock.now()


def test_without_a_demonstration_it_is_now(settings):
    settings.PORTAL_CLOCK = ""
    with time_machine.travel(dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC), tick=False):
        assert clock.today() == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(dt.date(2026, 3, 28), 8), (dt.date(2026, 3, 29), 7), (dt.date(2026, 10, 24), 7), (dt.date(2026, 10, 25), 8)],
)
def test_eight_in_the_morning_is_eight_on_the_wall_on_both_sides_of_a_clock_change(day, utc_hour):
    assert clock.at(day, 8).hour == utc_hour


def test_half_past_midnight_in_summer_belongs_to_the_london_day(settings):
    settings.PORTAL_CLOCK = ""
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), tick=False):
        assert clock.today() == dt.date(2026, 7, 1)


class TheClockOfTheDatabase(TestCase):
    def test_it_is_its_own_whatever_this_machine_says(self):
        with time_machine.travel(dt.datetime(2031, 1, 1, tzinfo=dt.UTC)):
            wrong, right = clock.now(), clock.of_the_database()
        assert wrong.year == 2031
        assert abs(right - clock.now()) < dt.timedelta(seconds=5)
        assert right.utcoffset() == dt.timedelta()

    def test_the_difference_is_how_far_this_machine_is_ahead(self):
        for hours in (3, -3):
            with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)):
                ahead = clock.compared().ahead
            assert abs(ahead - dt.timedelta(hours=hours)) < dt.timedelta(seconds=5)

    def test_a_demonstration_moves_it_as_it_moves_ours(self):
        demonstration = {"PORTAL_CLOCK": "2014-10-06 08:00", "PORTAL_CLOCK_STANDS_STILL": False}
        with override_settings(**demonstration, PORTAL_CLOCK_SET_AT=clock.now().timestamp() - 90):
            reading = clock.compared()
            assert clock.local(reading.at).isoformat()[:16] == "2014-10-06T08:01"
            assert abs(reading.at - clock.now()) < dt.timedelta(seconds=5)

    def test_a_clock_that_stands_still_is_asked_of_nobody(self):
        with override_settings(PORTAL_CLOCK="2014-10-06 08:00"), self.assertNumQueries(0):
            assert clock.compared() == (dt.datetime(2014, 10, 6, 7, tzinfo=dt.UTC), dt.timedelta())

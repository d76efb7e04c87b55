"""A clock that a demonstration moves ahead, in every process at once."""

import datetime as dt
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from unittest import mock

import hypothesis.strategies as st
import pytest
import time_machine
from django.test import TestCase, override_settings
from hypothesis import given

from collab_portal.env import ROOT
from collab_portal.toolkit import clock, leaps
from collab_portal.toolkit.leaps import Leap

EIGHT = dt.datetime(2014, 10, 6, 7, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LOG = "collab_portal.toolkit.leaps"


@pytest.fixture
def file(settings, tmp_path, on_monday):
    """A movable clock that has not been moved yet, at 8am on the Monday."""
    settings.PORTAL_CLOCK_FILE = str(tmp_path / "clock-moved")
    return tmp_path / "clock-moved"


def test_without_the_setting_nobody_moves_it(settings, on_monday):
    assert not clock.is_movable()
    assert (leaps.known(), clock.now()) == ((), EIGHT)


def test_without_the_file_it_has_not_been_moved(file):
    assert clock.is_movable()
    assert (leaps.known(), clock.now()) == ((), EIGHT)


def test_in_production_it_is_not_movable_whatever_the_settings_say(file, settings):
    settings.DEVELOPMENT = False
    assert not clock.is_movable()


def test_it_goes_on_from_where_it_was_moved_to(file):
    clock.move_ahead(EIGHT + DAY)
    assert clock.now() == EIGHT + DAY
    clock.move_ahead(EIGHT + 3 * DAY)
    assert (clock.now(), clock.today()) == (EIGHT + 3 * DAY, dt.date(2014, 10, 9))


def test_a_clock_that_ticks_is_moved_to_the_moment_and_ticks_on(file, settings):
    settings.PORTAL_CLOCK = ""
    with time_machine.travel(dt.datetime(2026, 11, 27, 2, 30, tzinfo=dt.UTC), tick=False) as machine:
        clock.move_ahead(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC))
        machine.shift(90)
        assert clock.now() == dt.datetime(2026, 11, 30, 8, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("back", [dt.timedelta(), dt.timedelta(seconds=1), DAY])
def test_it_never_goes_back(file, back):
    with pytest.raises(ValueError, match="never goes back"):
        clock.move_ahead(EIGHT - back)
    assert not file.exists()


def test_another_process_shows_the_same_moment_and_so_does_a_restart(file):
    clock.move_ahead(EIGHT + DAY)
    ask = "import django; django.setup(); from collab_portal.toolkit import leaps; print(leaps.known()[0].reached)"
    surroundings = {
        "DEBUG": "on",
        "DJANGO_SETTINGS_MODULE": "collab_portal.settings",
        "PORTAL_CLOCK_FILE": str(file),
    }
    answer = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.strip() == "2014-10-07 07:00:00+00:00"


def test_what_another_process_wrote_is_seen_at_once(file):
    assert clock.now() == EIGHT
    for days in (1, 2):
        file.write_text(json.dumps([[EIGHT.isoformat(), (EIGHT + days * DAY).isoformat()]]))
        assert clock.now() == EIGHT + days * DAY


@pytest.mark.parametrize(
    "said",
    [
        "",
        "tomorrow",
        "{}x",
        "3",
        '[["2014-10-06T07:00:00+00:00"]]',
        '[["2014-10-06T07:00:00+00:00", "next week"]]',
        '[["2014-10-07T07:00:00+00:00", "2014-10-06T07:00:00+00:00"]]',
        '[["2014-10-06T07:00:00", "2014-10-07T07:00:00"]]',
        '[["2014-10-06T07:00:00+00:00", "2814-10-06T07:00:00+00:00"]]',
        "[[1, 2]]",
    ],
)
def test_a_damaged_file_counts_as_not_moved_and_the_log_says_so_once(file, said, caplog):
    file.write_text(said)
    assert (clock.now(), clock.now()) == (EIGHT, EIGHT)
    assert len(caplog.records) == 1
    assert f"{file} cannot be read" in caplog.text
    assert "Remove it to start afresh" in caplog.text


def test_a_file_of_bytes_is_damaged_too(file):
    file.write_bytes(b"\xff\xfe\x00")
    assert clock.now() == EIGHT


def test_after_a_damaged_file_it_is_moved_again(file):
    file.write_text("tomorrow")
    clock.move_ahead(EIGHT + DAY)
    assert clock.now() == EIGHT + DAY


def test_people_who_move_it_at_once_move_it_one_after_another(file):
    def a_day_further(_):
        with leaps.one_at_a_time():
            clock.move_ahead(clock.now() + DAY)

    with ThreadPoolExecutor(8) as many:
        list(many.map(a_day_further, range(24)))
    assert clock.now() == EIGHT + 24 * DAY
    assert all(earlier.reached == later.left for earlier, later in pairwise(leaps.known()))


class TheClocksOfTheEngine(TestCase):
    @override_settings(PORTAL_CLOCK="")
    def test_the_databases_and_the_machines_are_moved_together(self):
        with mock_leaps(Leap(clock.now(), clock.now() + 40 * DAY)):
            reading = clock.compared()
            assert abs(reading.at - clock.now()) < dt.timedelta(seconds=5)
        assert abs(reading.ahead) < dt.timedelta(seconds=5)
        assert reading.at - clock.now() > 39 * DAY


def mock_leaps(*made):
    """The clock as it is after these leaps."""
    return mock.patch.object(leaps, "known", return_value=made)


# ---------------------------------------------------------------- what was leapt over
def test_what_was_leapt_over_was_not_lived_through():
    with mock_leaps(Leap(EIGHT, EIGHT + DAY), Leap(EIGHT + 2 * DAY, EIGHT + 3 * DAY)):
        assert leaps.between(EIGHT - DAY, EIGHT) == dt.timedelta()
        assert leaps.between(EIGHT - DAY, EIGHT + 5 * DAY) == 2 * DAY
        assert leaps.between(EIGHT + DAY / 2, EIGHT + 2.25 * DAY) == 0.75 * DAY


@given(st.lists(st.integers(1, 400), min_size=2, max_size=12), st.integers(-10, 3000), st.integers(0, 3000))
def test_lived_and_leapt_are_the_whole_span(steps, start, length):
    """Hours are lived and leapt in turn; counted one by one they come to the same."""
    made, lived, at = [], set(), 0
    for number, hours in enumerate(steps):
        if number % 2:
            made.append(Leap(EIGHT + dt.timedelta(hours=at), EIGHT + dt.timedelta(hours=at + hours)))
        else:
            lived |= set(range(at, at + hours))
        at += hours
    leapt = sum(0 <= hour < at and hour not in lived for hour in range(start, start + length))
    since = EIGHT + dt.timedelta(hours=start)
    with mock_leaps(*made):
        assert leaps.between(since, since + dt.timedelta(hours=length)) == dt.timedelta(hours=leapt)

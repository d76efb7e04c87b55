"""How the portal writes days, times, numbers and lists."""

import datetime as dt

import pytest

from collab_portal.toolkit import words
from collab_portal.toolkit.dates import VagueDate

MONDAY = dt.date(2014, 10, 6)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (MONDAY, "6 October 2014"),
        (VagueDate("2013-11"), "November 2013"),
        (None, "not known"),
        (VagueDate("1978"), "1978"),
    ],
)
def test_a_day_is_written_no_more_precisely_than_it_is_known(value, written):
    assert words.day(value) == written


@pytest.mark.parametrize(
    ("utc", "written"),
    [
        ((7, 0), "8am"),
        ((9, 42), "10:42am"),
        ((11, 0), "midday"),
        ((23, 0), "midnight"),
        ((16, 5), "5:05pm"),
        ((23, 15), "12:15am"),
    ],
)
def test_a_time_is_written_as_people_say_it_in_london(utc, written):
    assert words.time(dt.datetime(2014, 10, 6, *utc, tzinfo=dt.UTC)) == written


@pytest.mark.parametrize(
    ("due", "written"),
    [
        (MONDAY, "today"),
        (dt.date(2014, 10, 7), "tomorrow"),
        (dt.date(2014, 10, 31), "in 25 days"),
        (dt.date(2014, 10, 5), "1 day late"),
    ],
)
def test_how_far_off_a_day_is(due, written):
    assert words.how_far(due, MONDAY) == written


def test_counting_gets_the_plural_right():
    assert [words.count(n, "party,parties") for n in (0, 1, 1204)] == ["0 parties", "1 party", "1,204 parties"]


@pytest.mark.parametrize(
    ("items", "written"),
    [([], ""), (["Fire"], "Fire"), (["Police", "Fire"], "Police and Fire"), (["A", "B", "C"], "A, B and C")],
)
def test_a_list_ends_with_and(items, written):
    assert words.and_list(items) == written

"""When a digest goes: the week, the month or the board it is for, at the hour its reader chose, on a day they are there."""

import datetime as dt
from collections import namedtuple

from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from initiatives.reminders.digests.windows import FAR, Next, board_of, key_before, next_digest
from services.people.preferences import Frequency, Preferences

Away = namedtuple("Away", "first_on last_on")
Board = namedtuple("Board", "key on")
DAY = dt.timedelta(days=1)
MONDAY = dt.date(2014, 10, 6)
EVERY_DAY = WorkingDays()

days = st.dates(dt.date(2012, 1, 1), dt.date(2036, 12, 31))
hours = st.integers(8, 17)
weekdays = st.integers(0, 4)
holidays = st.frozensets(st.integers(-10, 80), max_size=25)
leaves = st.lists(st.tuples(st.integers(-20, 80), st.integers(0, 40)), max_size=3)
regular = st.sampled_from([Frequency.WEEKLY, Frequency.MONTHLY])


def chosen(frequency=Frequency.WEEKLY, hour=8, weekday=0):
    return Preferences(1, Frequency(frequency), hour, weekday)


def goes(wanted, day, hour=7, *, rest=(), away=(), boards=(), **more):
    """The local day and hour of the next digest, and its window, seen from a London time."""
    found = next_digest(wanted, WorkingDays.without(rest), away, boards, clock.at(day, hour), **more)
    return found and (clock.local(found.at).date(), clock.local(found.at).hour, found.window)


def test_a_weekly_digest_goes_on_its_day_at_its_hour():
    assert goes(chosen(hour=15, weekday=2), MONDAY) == (dt.date(2014, 10, 8), 15, "weekly:2014-W41")


def test_on_the_day_itself_it_goes_if_its_hour_has_not_passed():
    assert goes(chosen(), MONDAY, 8) == (MONDAY, 8, "weekly:2014-W41")
    assert goes(chosen(), MONDAY, 9) == (MONDAY + 7 * DAY, 8, "weekly:2014-W42")


def test_on_a_bank_holiday_it_goes_on_the_next_working_day():
    assert goes(chosen(), MONDAY, rest=[MONDAY, MONDAY + DAY]) == (MONDAY + 2 * DAY, 8, "weekly:2014-W41")


def test_over_easter_a_fridays_digest_goes_on_tuesday():
    easter = [dt.date(2015, 4, 3), dt.date(2015, 4, 6)]
    assert goes(chosen(weekday=4), dt.date(2015, 4, 1), rest=easter) == (dt.date(2015, 4, 7), 8, "weekly:2015-W14")


def test_after_a_day_of_leave_it_goes_when_its_reader_is_back():
    assert goes(chosen(), MONDAY, away=[Away(MONDAY, MONDAY)]) == (MONDAY + DAY, 8, "weekly:2014-W41")


def test_after_weeks_of_leave_the_first_one_covers_the_gap():
    away = [Away(MONDAY, MONDAY + 20 * DAY)]
    assert goes(chosen(), MONDAY, away=away) == (MONDAY + 21 * DAY, 8, "weekly:2014-W44")


def test_a_monthly_digest_goes_on_the_first_working_day():
    assert goes(chosen("monthly"), dt.date(2014, 10, 20)) == (dt.date(2014, 11, 3), 8, "monthly:2014-11")
    assert goes(chosen("monthly"), dt.date(2014, 11, 1)) == (dt.date(2014, 11, 3), 8, "monthly:2014-11")


def test_february_has_its_month_too_in_leap_years_and_others():
    for year in (2015, 2016):
        assert goes(chosen("monthly"), dt.date(year, 1, 31))[2] == f"monthly:{year}-02"
        assert goes(chosen("monthly"), dt.date(year, 2, 28))[2] == f"monthly:{year}-03"
    assert goes(chosen("monthly"), dt.date(2016, 2, 29))[0] == dt.date(2016, 3, 1)


def test_before_a_board_it_goes_nine_and_two_working_days_ahead():
    board = Board("cycle_date:1", dt.date(2014, 12, 8))
    first = goes(chosen("before_board"), MONDAY, boards=[board])
    assert first == (dt.date(2014, 11, 25), 8, "before_board:cycle_date:1:9")
    second = goes(chosen("before_board"), first[0], 9, boards=[board], had={first[2]}, last_on=first[0])
    assert second == (dt.date(2014, 12, 4), 8, "before_board:cycle_date:1:2")
    assert goes(chosen("before_board"), second[0], 9, boards=[board]) is None


def test_a_board_that_moves_after_its_digest_went_brings_no_second_one():
    had = {key_before("meeting:4", 9)}
    moved = Board("meeting:4", dt.date(2014, 12, 9))
    assert goes(chosen("before_board"), dt.date(2014, 11, 26), boards=[moved], had=had)[2] == key_before("meeting:4", 2)
    assert board_of(key_before("meeting:4", 2)) == "meeting:4"


def test_two_boards_on_one_day_bring_one_digest():
    boards = [Board("meeting:1", dt.date(2014, 12, 8)), Board("meeting:2", dt.date(2014, 12, 8))]
    first = goes(chosen("before_board"), MONDAY, boards=boards)
    had, day = {first[2]}, first[0]
    assert goes(chosen("before_board"), day, 8, boards=boards, had=had, last_on=day)[0] == dt.date(2014, 12, 4)


def test_who_wants_none_gets_none():
    assert goes(chosen("never"), MONDAY) is None


def test_both_nights_of_the_clock_change_leave_the_hour_as_it_is():
    for day, utc in ((dt.date(2026, 3, 30), 7), (dt.date(2026, 10, 26), 8)):
        found = next_digest(chosen(), EVERY_DAY, (), (), clock.at(day - DAY, 12))
        assert found == Next(
            f"weekly:2026-W{day.isocalendar().week}", dt.datetime(*day.timetuple()[:3], utc, tzinfo=dt.UTC)
        )


@given(days, regular, hours, weekdays, holidays, leaves)
def test_it_goes_in_working_time_and_never_in_leave(day, frequency, hour, weekday, closed, away):
    rest = {day + n * DAY for n in closed}
    off = [Away(day + first * DAY, day + (first + length) * DAY) for first, length in away]
    when, at, _ = goes(chosen(frequency, hour, weekday), day, rest=rest, away=off)
    assert (when >= day, at) == (True, hour)
    assert WorkingDays.without(rest).is_working(when)
    assert not any(each.first_on <= when <= each.last_on for each in off)


@given(days, regular, hours, weekdays, holidays, leaves)
def test_lived_through_no_window_and_no_day_comes_twice(day, frequency, hour, weekday, closed, away):
    rest = {day + n * DAY for n in closed}
    off = [Away(day + first * DAY, day + (first + length) * DAY) for first, length in away]
    had, last_on, seen = set(), None, clock.at(day, 7)
    for _ in range(12):
        found = next_digest(
            chosen(frequency, hour, weekday), WorkingDays.without(rest), off, (), seen, had=had, last_on=last_on
        )
        assert found.window not in had
        assert last_on is None or clock.local(found.at).date() > last_on
        assert found.at >= seen
        had.add(found.window)
        last_on, seen = clock.local(found.at).date(), found.at


@given(days, hours, weekdays)
def test_in_quiet_times_a_week_never_passes_without_one(day, hour, weekday):
    found = next_digest(chosen(hour=hour, weekday=weekday), EVERY_DAY, (), (), clock.at(day, 7))
    assert found.at - clock.at(day, 7) <= dt.timedelta(days=7, hours=11)
    assert clock.local(found.at).weekday() == weekday


@given(days, st.integers(1, 90), holidays, leaves)
def test_before_a_board_means_before_it(day, distance, closed, away):
    rest = {day + n * DAY for n in closed}
    off = [Away(day + first * DAY, day + (first + length) * DAY) for first, length in away]
    board = Board("meeting:1", day + distance * DAY)
    found = goes(chosen("before_board"), day, rest=rest, away=off, boards=[board])
    assert found is None or day <= found[0] < board.on


def test_leave_of_two_years_is_waited_for():
    away = [Away(MONDAY, MONDAY + 731 * DAY)]
    assert goes(chosen(), MONDAY, away=away)[0] > away[0].last_on
    assert goes(chosen(), MONDAY, away=[Away(MONDAY, MONDAY + FAR + 30 * DAY)]) is None

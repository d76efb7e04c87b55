"""Days as the services count them."""

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import (
    Roll,
    VagueDate,
    WorkingDays,
    clear_calendar_days_before,
    financial_year,
    last_of_month,
    month_named,
    months_before,
    weekdays_between,
    whole_months_before,
    year_closes_on,
    year_in_words,
    year_of,
)

CHRISTMAS_2014 = WorkingDays.without([dt.date(2014, 12, 25), dt.date(2014, 12, 26), dt.date(2015, 1, 1)])
days = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
calendars = st.frozensets(st.dates(dt.date(2000, 1, 1), dt.date(2061, 1, 31)), max_size=40).map(WorkingDays.without)
#: Holidays so close together that whole weeks are closed, and days among them.
crowded = st.frozensets(st.dates(dt.date(2015, 12, 1), dt.date(2016, 3, 31)), max_size=90).map(WorkingDays.without)
near = st.dates(dt.date(2015, 11, 20), dt.date(2016, 4, 10))
DAY = dt.timedelta(days=1)
partial = st.one_of(
    days.map(lambda day: f"{day.year:04d}"),
    days.map(lambda day: f"{day.year:04d}-{day.month:02d}"),
    days.map(lambda day: day.isoformat()),
)


class TestVagueDate:
    def test_a_month_is_shown_as_a_month(self):
        assert str(VagueDate("2013-11")) == "November 2013"

    def test_a_year_is_shown_as_a_year(self):
        assert str(VagueDate("1978")) == "1978"

    def test_a_day_is_shown_in_full(self):
        assert str(VagueDate("2014-06-30")) == "30 June 2014"

    def test_a_month_lasts_to_its_end(self):
        assert VagueDate("2016-02").last == dt.date(2016, 2, 29)

    @pytest.mark.parametrize(
        "text", ["", "13", "2014-13", "2014-02-30", "2014-2", "October 2014", "2014-10-01T00:00", "0000"]
    )
    def test_what_is_no_date_is_refused(self, text):
        with pytest.raises(ValueError):
            VagueDate(text)

    @given(partial)
    def test_its_first_day_is_never_after_its_last(self, text):
        assert VagueDate(text).first <= VagueDate(text).last

    @given(partial, partial)
    def test_the_text_sorts_as_its_first_day_does(self, one, other):
        if VagueDate(one).first < VagueDate(other).first:
            assert one < other or other.startswith(one)


class TestWorkingDays:
    def test_twenty_working_days_before_the_end_of_october_2014_is_the_third(self):
        assert WorkingDays().before(dt.date(2014, 10, 31), 20) == dt.date(2014, 10, 3)

    def test_october_2014_falls_due_on_its_last_friday(self):
        assert WorkingDays().due(VagueDate("2014-10")) == dt.date(2014, 10, 31)

    def test_november_2013_falls_due_on_its_last_friday(self):
        assert WorkingDays().due(VagueDate("2013-11")) == dt.date(2013, 11, 29)

    def test_days_off_at_christmas_do_not_count(self):
        assert CHRISTMAS_2014.after(dt.date(2014, 12, 24), 1) == dt.date(2014, 12, 29)

    def test_from_the_fifth_there_are_twenty_working_days_to_the_end_of_october_2014(self):
        assert WorkingDays().between(dt.date(2014, 10, 5), dt.date(2014, 10, 31)) == 20

    @given(calendars, days, st.integers(1, 60))
    def test_going_back_and_forth_ends_where_it_began(self, calendar, day, count):
        start = calendar.on_or_before(day)
        assert calendar.before(calendar.after(start, count), count) == start

    @given(calendars, days, st.integers(1, 60))
    def test_as_many_working_days_lie_between_as_were_counted(self, calendar, day, count):
        assert calendar.between(day, calendar.after(day, count)) == count

    @given(calendars, days)
    def test_a_due_date_never_rolls_later(self, calendar, day):
        rolled = calendar.on_or_before(day)
        assert rolled <= day
        assert calendar.is_working(rolled)

    @given(calendars, partial)
    def test_a_vague_date_falls_due_on_a_working_day_no_later_than_its_end(self, calendar, text):
        due = calendar.due(VagueDate(text))
        assert calendar.is_working(due)
        assert due <= VagueDate(text).last


def walked(calendar, day, count, step):
    """What before and after mean, a day at a time."""
    while count > 0:
        day += step
        count -= calendar.is_working(day)
    return day


def rolled(calendar, day, step):
    while not calendar.is_working(day):
        day += step
    return day


class TestCountingByNumbers:
    """The answers are worked out from numbers; walking the days one by one gives the same."""

    @given(crowded, near, st.integers(-1, 60))
    def test_before_and_after_are_what_walking_finds(self, calendar, day, count):
        assert calendar.before(day, count) == walked(calendar, day, count, -DAY)
        assert calendar.after(day, count) == walked(calendar, day, count, DAY)

    @given(crowded, near)
    def test_rolling_is_what_walking_finds(self, calendar, day):
        assert calendar.on_or_before(day) == rolled(calendar, day, -DAY)
        assert calendar.on_or_after(day) == rolled(calendar, day, DAY)

    @given(crowded, near, near)
    def test_between_is_what_walking_counts(self, calendar, start, end):
        first, last = sorted((start, end))
        walked = sum(calendar.is_working(first + number * DAY) for number in range(1, (last - first).days + 1))
        assert calendar.between(first, last) == walked
        assert calendar.between(last, first) == -walked

    @given(crowded, near, st.integers(1, 60))
    def test_from_a_working_day_after_undoes_before(self, calendar, day, count):
        start = calendar.on_or_after(day)
        assert calendar.after(calendar.before(start, count), count) == start

    @given(crowded)
    def test_a_copy_that_was_kept_elsewhere_is_the_same_calendar(self, calendar):
        calendar.before(dt.date(2016, 2, 1), 3)
        copy = pickle.loads(pickle.dumps(calendar))
        assert (copy, hash(copy)) == (calendar, hash(calendar))
        assert copy.before(dt.date(2016, 2, 1), 3) == calendar.before(dt.date(2016, 2, 1), 3)

    @pytest.mark.parametrize(
        "beyond", [lambda: WorkingDays().before(dt.date.min, 1), lambda: WorkingDays().after(dt.date.max, 1)]
    )
    def test_before_the_year_1_and_after_9999_there_are_no_days(self, beyond):
        with pytest.raises(OverflowError):
            beyond()


class TestRoll:
    SATURDAY = dt.date(2014, 10, 4)

    @pytest.mark.parametrize(("roll", "day"), [(Roll.EARLIER, 3), (Roll.EXACT, 4), (Roll.LATER, 6)])
    def test_a_saturday_goes_where_it_is_told(self, roll, day):
        assert WorkingDays().rolled(self.SATURDAY, roll) == dt.date(2014, 10, day)
        assert WorkingDays().due(VagueDate.on(self.SATURDAY), roll) == dt.date(2014, 10, day)

    @given(crowded, near)
    def test_unless_told_otherwise_it_never_goes_later(self, calendar, day):
        assert calendar.rolled(day) <= day
        assert calendar.rolled(day) == calendar.rolled(day, Roll.EARLIER)

    @given(crowded, near, st.sampled_from(Roll))
    def test_a_working_day_stays_where_it_is(self, calendar, day, roll):
        start = calendar.on_or_after(day)
        assert calendar.rolled(start, roll) == start

    @given(crowded, near)
    def test_later_and_earlier_are_working_days_with_none_between(self, calendar, day):
        earlier, later = calendar.rolled(day, Roll.EARLIER), calendar.rolled(day, Roll.LATER)
        assert earlier <= day <= later
        assert calendar.between(earlier, later) == (earlier != later)


class TestClearDays:
    def test_five_clear_days_before_a_tuesday_start_on_the_monday_of_the_week_before(self):
        assert WorkingDays().clear_days_before(dt.date(2014, 10, 14), 5) == dt.date(2014, 10, 6)

    def test_days_on_which_offices_are_closed_are_not_clear_days(self):
        assert CHRISTMAS_2014.clear_days_before(dt.date(2015, 1, 5), 5) == dt.date(2014, 12, 23)

    def test_where_every_day_counts_the_notice_may_go_out_on_a_sunday(self):
        assert clear_calendar_days_before(dt.date(2014, 10, 11), 5) == dt.date(2014, 10, 5)

    @given(crowded, near, st.integers(0, 30))
    def test_so_many_working_days_lie_between_and_a_day_later_would_be_one_too_few(self, calendar, event, count):
        notice = calendar.clear_days_before(event, count)
        assert calendar.is_working(notice)
        assert calendar.between(notice, event - DAY) == count
        assert calendar.between(calendar.after(notice, 1), event - DAY) < max(count, 1)

    @given(near, st.integers(0, 30))
    def test_in_calendar_days_neither_end_is_counted(self, event, count):
        assert (event - clear_calendar_days_before(event, count)).days - 1 == count


class TestDaysThatTripPeopleUp:
    def test_the_leap_day_is_a_day_like_any_other(self):
        assert WorkingDays().due(VagueDate("2016-02")) == dt.date(2016, 2, 29)
        assert WorkingDays().due(VagueDate("2020-02")) == dt.date(2020, 2, 28)
        assert WorkingDays().between(dt.date(2016, 2, 26), dt.date(2016, 3, 1)) == 2

    @given(st.integers(2000, 2090), st.integers(1, 12), calendars)
    def test_a_month_falls_due_on_its_last_working_day(self, year, month, calendar):
        due = calendar.due(VagueDate(f"{year}-{month:02d}"))
        assert calendar.after(due, 1) > VagueDate(f"{year}-{month:02d}").last

    @pytest.mark.parametrize("sunday", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
    def test_a_change_of_the_clocks_makes_no_working_day_longer(self, sunday):
        friday, monday = sunday - 2 * DAY, sunday + DAY
        assert WorkingDays().after(friday, 1) == monday
        assert WorkingDays().between(friday, monday) == 1
        assert [clock.local(clock.at(day, 8)).date() for day in (friday, monday)] == [friday, monday]

    def test_only_mondays_to_fridays_are_days_of_a_week_of_work(self):
        days = weekdays_between(dt.date(2014, 10, 3), dt.date(2014, 10, 7))
        assert days == {dt.date(2014, 10, 3), dt.date(2014, 10, 6), dt.date(2014, 10, 7)}
        assert weekdays_between(dt.date(2014, 10, 7), dt.date(2014, 10, 3)) == frozenset()


@pytest.mark.parametrize(
    ("day", "year"),
    [(dt.date(2014, 3, 31), "2013/14"), (dt.date(2014, 4, 1), "2014/15"), (dt.date(1999, 5, 1), "1999/00")],
)
def test_a_financial_year_runs_from_april_to_march(day, year):
    assert financial_year(day) == year


def test_a_financial_year_is_named_by_where_it_begins_and_closes_in_june():
    assert (year_of(dt.date(2014, 3, 31)), year_of(dt.date(2014, 4, 1))) == (2013, 2014)
    assert (year_in_words(2014), year_in_words(1999)) == ("2014/15", "1999/00")
    assert year_closes_on(2014) == dt.date(2015, 6, 30)


@given(days, st.integers(0, 60))
def test_months_before_keep_the_day_or_end_with_their_month(day, count):
    earlier = months_before(day, count)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == count
    assert earlier.day == day.day or (earlier + dt.timedelta(days=1)).day == 1


@given(days, st.integers(1, 40))
def test_whole_months_follow_each_other_and_the_last_ends_the_day_before_this_month(day, count):
    firsts = whole_months_before(day, count)
    assert len(firsts) == count
    ends = [last_of_month(first) for first in firsts]
    begins = [*firsts[1:], day.replace(day=1)]
    assert [end + dt.timedelta(days=1) for end in ends] == begins
    assert all(first.day == 1 for first in firsts)


@given(days)
def test_a_month_is_known_by_its_year_and_number(day):
    assert month_named(day.isoformat()[:7]) == day.replace(day=1)


@pytest.mark.parametrize(
    "text", ["", "2014", "2014-13", "2014-00", "0000-05", "2014-9", "2014-09-01", "٢٠١٤-٠٩", "2014-09\n", "\x00"]
)
def test_what_is_no_month_is_none(text):
    assert month_named(text) is None


def test_a_year_before_a_leap_day_is_the_last_of_february():
    assert months_before(dt.date(2016, 2, 29), 12) == dt.date(2015, 2, 28)

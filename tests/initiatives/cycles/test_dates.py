"""The dates of a rhythm and their deadlines: never later than asked, in order, within 15 months, and without drift."""

import datetime as dt
from functools import cache
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.dates import WorkingDays
from initiatives.cycles.choices import Every
from initiatives.cycles.dates import LeadTimes, coming, deadlines, horizon, months_after
from services.directory.bank_holidays import known_to_the_package
from services.directory.models import Division

RHYTHMS = [Every.FOUR_WEEKS, Every.QUARTERLY, Every.YEARLY, Every.ONCE]
NO_MEETINGS: frozenset[dt.date] = frozenset()
today = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


@st.composite
def plans(draw):
    """A day, a rhythm that began before or after it, and at most a fortnight of holidays near by."""
    now = draw(today)
    first = now + dt.timedelta(days=draw(st.integers(-1500, 400)))
    rest = draw(st.sets(st.integers(0, 460), max_size=10))
    calendar = WorkingDays.without(now + dt.timedelta(days=day) for day in rest)
    return now, draw(st.sampled_from(RHYTHMS)), first, calendar


def dates_of(plan):
    now, every, first, calendar = plan
    return coming(every, first_on=first, meetings=NO_MEETINGS, working_days=calendar, today=now)


@cache
def england() -> WorkingDays:
    known = known_to_the_package(2026)
    return WorkingDays.without(day for division, day in known if division == Division.ENGLAND_AND_WALES)


@given(plans())
def test_a_date_is_never_later_than_the_rhythm_says_and_always_a_working_day(plan):
    *_, calendar = plan
    for each in dates_of(plan):
        assert each.on <= each.planned_on
        assert calendar.is_working(each.on)
        assert not any(
            calendar.is_working(each.on + dt.timedelta(days=n)) for n in range(1, (each.planned_on - each.on).days + 1)
        )


@given(plans())
def test_dates_come_one_after_the_other(plan):
    found = dates_of(plan)
    assert all(one.on < other.on and one.planned_on < other.planned_on for one, other in pairwise(found))


@given(plans())
def test_every_date_is_in_the_future_and_within_15_months(plan):
    now = plan[0]
    assert all(now < each.on <= each.planned_on <= horizon(now) for each in dates_of(plan))


@given(plans())
def test_dates_do_not_depend_on_the_day_they_are_looked_at(plan):
    now, every, first, calendar = plan
    later = now + dt.timedelta(days=40)
    seen_now = [each for each in dates_of(plan) if each.on > later]
    seen_later = dates_of((later, every, first, calendar))
    assert seen_later[: len(seen_now)] == seen_now


@given(today, st.integers(0, 200))
def test_four_weeks_never_drift_from_their_weekday(now, number):
    first = now + dt.timedelta(days=1)
    found = coming(Every.FOUR_WEEKS, first_on=first, meetings=NO_MEETINGS, working_days=WorkingDays(), today=now)
    assert all((each.planned_on - first).days % 28 == 0 for each in found)


@given(today, st.integers(0, 60))
def test_months_keep_the_day_or_end_with_the_month(day, number):
    found = months_after(day, number)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == number
    assert found.day == day.day or (found.day < day.day and (found + dt.timedelta(days=1)).day == 1)


def planned(every: str, first: dt.date, now: dt.date) -> list[str]:
    found = coming(every, first_on=first, meetings=NO_MEETINGS, working_days=WorkingDays(), today=now)
    return [f"{each.planned_on:%-d %b %Y}" for each in found]


def test_the_end_of_november_comes_back_after_february():
    found = planned(Every.QUARTERLY, dt.date(2015, 11, 30), dt.date(2015, 10, 6))
    assert found == ["30 Nov 2015", "29 Feb 2016", "30 May 2016", "30 Aug 2016", "30 Nov 2016"]


def test_the_31st_of_january_is_counted_from_the_first_date():
    found = planned(Every.QUARTERLY, dt.date(2015, 1, 31), dt.date(2014, 12, 1))
    assert found == ["31 Jan 2015", "30 Apr 2015", "31 Jul 2015", "31 Oct 2015", "31 Jan 2016"]


def test_a_leap_day_is_kept_on_the_last_of_february_and_found_again():
    found = [planned(Every.YEARLY, dt.date(2016, 2, 29), dt.date(year, 1, 1)) for year in (2016, 2017, 2019, 2020)]
    assert found == [["29 Feb 2016", "28 Feb 2017"], ["28 Feb 2017", "28 Feb 2018"],
                     ["28 Feb 2019", "29 Feb 2020"], ["29 Feb 2020", "28 Feb 2021"]]  # fmt: skip


def test_once_is_once():
    assert planned(Every.ONCE, dt.date(2014, 12, 8), dt.date(2014, 10, 6)) == ["8 Dec 2014"]
    assert planned(Every.ONCE, dt.date(2014, 10, 6), dt.date(2014, 10, 6)) == []


def test_a_rhythm_without_a_first_date_has_none():
    assert (
        coming(Every.QUARTERLY, first_on=None, meetings=[], working_days=WorkingDays(), today=dt.date(2014, 1, 1)) == []
    )


def test_christmas_rolls_to_the_working_day_before_it():
    found = coming(
        Every.ONCE, first_on=dt.date(2014, 12, 26), meetings=[], working_days=england(), today=dt.date(2014, 10, 6)
    )
    assert [each.on for each in found] == [dt.date(2014, 12, 24)]


class TestBeforeEachBoard:
    MEETINGS = (
        dt.date(2014, 12, 6),
        dt.date(2014, 10, 6),
        dt.date(2016, 3, 1),
        dt.date(2015, 3, 9),
        dt.date(2015, 3, 9),
    )

    def found(self, first_on=None):
        now = dt.date(2014, 10, 6)
        found = coming(
            Every.EACH_BOARD, first_on=first_on, meetings=self.MEETINGS, working_days=WorkingDays(), today=now
        )
        return [each.on for each in found]

    def test_takes_the_meetings_to_come_where_they_are_even_on_a_saturday(self):
        assert self.found() == [dt.date(2014, 12, 6), dt.date(2015, 3, 9)]

    def test_takes_those_from_the_first_date_on(self):
        assert self.found(dt.date(2015, 1, 1)) == [dt.date(2015, 3, 9)]


@given(today, st.tuples(*[st.integers(1, 60)] * 3).map(lambda each: sorted(each, reverse=True)))
def test_a_draft_is_due_before_its_clearance_and_that_before_the_papers(on, days):
    due = deadlines(on, LeadTimes(*days), england())
    assert due.draft_due_on <= due.clear_due_on <= due.papers_due_on < on
    assert all(england().is_working(each) for each in vars(due).values())


@given(today, st.integers(1, 60))
def test_a_deadline_lies_as_many_working_days_before_as_were_asked(on, days):
    due = deadlines(on, LeadTimes(days, None, days), WorkingDays())
    assert due.clear_due_on is None
    between = [due.papers_due_on + dt.timedelta(days=n) for n in range(1, (on - due.papers_due_on).days)]
    assert sum(day.weekday() < 5 for day in between) == days - 1


def test_six_working_days_leave_five_clear_ones_before_a_board_in_christmas_week():
    due = deadlines(dt.date(2014, 12, 31), LeadTimes(15, 10, 6), england())
    assert (due.draft_due_on, due.clear_due_on, due.papers_due_on) == (
        dt.date(2014, 12, 8), dt.date(2014, 12, 15), dt.date(2014, 12, 19))  # fmt: skip

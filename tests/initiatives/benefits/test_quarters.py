"""Quarters of the financial year: when they end, when their year closes, and which can be claimed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.benefits.quarters import Quarter, open_on

days = st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))


@given(days)
def test_every_day_lies_in_its_quarter(day):
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter.next.before == quarter
    assert Quarter.written(quarter.text) == quarter


@given(days)
def test_what_can_be_claimed_has_ended_in_a_year_that_is_not_closed(day):
    offered = open_on(day)
    assert offered == sorted(offered, reverse=True)
    for quarter in offered:
        assert quarter.last < day <= dt.date(quarter.year + 1, 6, 30)
    assert Quarter.of(day) not in offered
    assert 1 <= len(offered) <= 4


def test_a_quarter_is_said_by_its_months():
    assert [str(Quarter(2014, number)) for number in (1, 2, 3, 4)] == [
        "April to June 2014",
        "July to September 2014",
        "October to December 2014",
        "January to March 2015",
    ]


def test_a_quarter_can_be_claimed_from_the_day_after_it_ends():
    winter = Quarter(2014, 4)
    assert winter.why_not_on(dt.date(2015, 3, 31)) == (
        "January to March 2015 has not ended yet. Its value can be claimed from 1 April 2015"
    )
    assert not winter.why_not_on(dt.date(2015, 4, 1))


def test_a_year_closes_at_the_end_of_june():
    spring = Quarter(2013, 1)
    assert not spring.why_not_on(dt.date(2014, 6, 30))
    assert spring.why_not_on(dt.date(2014, 7, 1)) == (
        "April to June 2013 lies in 2013/14, which closed on 30 June 2014. Its values can no longer be claimed"
    )


@pytest.mark.parametrize("text", ["", "2014", "2014-0", "2014-5", "14-1", "2014-1 ", "٢٠١٤-1", "0014-1", "2014-1; --"])
def test_what_is_no_quarter_is_none(text):
    assert Quarter.written(text) is None

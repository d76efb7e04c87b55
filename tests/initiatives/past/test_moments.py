"""Which addresses name a past date, and what they mean."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit import clock
from initiatives.past.moments import EARLIEST, How, Moment, taken_apart

TODAY = dt.date(2014, 10, 6)


@given(st.dates(EARLIEST, TODAY), st.sampled_from(How), st.from_regex(r"/[a-z/]*", fullmatch=True))
def test_an_address_is_taken_apart_into_what_it_was_made_of(day, how, page):
    moment = Moment(how, day)
    assert taken_apart(moment.prefix + page, TODAY) == (moment, page)
    assert moment.other.other == moment
    assert moment.other.day == day


@given(st.dates(EARLIEST, TODAY), st.sampled_from(How))
def test_a_day_is_looked_back_at_as_it_ended_in_london(day, how):
    ends_at = Moment(how, day).ends_at
    assert clock.local(ends_at).date() == day + dt.timedelta(days=1)
    assert clock.local(ends_at).time() == dt.time()


@given(st.dates(TODAY + dt.timedelta(days=1)) | st.dates(max_value=EARLIEST - dt.timedelta(days=1)))
def test_days_to_come_and_days_before_anything_are_no_moments(day):
    assert taken_apart(f"/as-at/{day.isoformat():0>10}/overview/", TODAY) is None


def test_other_addresses_are_left_alone():
    for address in (
        "/",
        "/overview/",
        "/as-at/",
        "/as-at/2014-10-05",
        "/as-of/2014-10-05/overview/",
        "//as-at/2014-10-05/",
    ):
        assert taken_apart(address, TODAY) is None

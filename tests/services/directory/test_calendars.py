"""Whose working days are whose: divisions, closures, and calendars that are the same object where they are the same."""

import datetime as dt

import pytest
from django.test import TestCase

from collab_portal.toolkit.dates import WorkingDays
from services.directory.calendars import Calendars, Change, working_days_of
from services.directory.models import Division, Organisation
from tests import make

FRIDAY, MONDAY, ST_ANDREW = dt.date(2014, 10, 31), dt.date(2014, 11, 3), dt.date(2015, 11, 30)
MADE = Calendars(
    holidays=frozenset({("england-and-wales", FRIDAY), ("scotland", ST_ANDREW)}),
    closures=frozenset({(1, MONDAY), (2, MONDAY), (3, FRIDAY), (4, MONDAY)}),
    divisions=frozenset({(4, "scotland"), (5, "scotland")}),
)


@pytest.mark.parametrize(
    ("country", "division"),
    [
        ("England", "england-and-wales"),
        ("Wales", "england-and-wales"),
        ("Scotland", "scotland"),
        ("Northern Ireland", "northern-ireland"),
        ("UK", "england-and-wales"),
        ("Isle of Man", "england-and-wales"),
    ],
)
def test_an_organisation_keeps_the_bank_holidays_of_its_country(country, division):
    assert Organisation(country=country).division == division


class TestWithoutADatabase:
    def test_nobody_and_the_unknown_work_as_england_and_wales(self):
        assert MADE.of(None) is MADE.of(99) is MADE.default
        assert MADE.default == WorkingDays.without([FRIDAY])

    def test_a_closure_closes_one_organisation_besides_its_division_s_holidays(self):
        assert MADE.of(1) == WorkingDays.without([FRIDAY, MONDAY])
        assert MADE.of(4) == WorkingDays.without([ST_ANDREW, MONDAY])

    def test_who_has_no_closures_shares_the_calendar_of_the_division(self):
        assert MADE.of(5) is MADE.of_division(Division.SCOTLAND)
        assert {id(MADE.of(number)) for number in range(100, 300)} == {id(MADE.default)}

    def test_the_same_closures_make_the_same_calendar_and_one_on_a_holiday_makes_none(self):
        assert MADE.of(1) is MADE.of(2)
        assert MADE.of(3) is MADE.default

    def test_a_division_without_holidays_rests_on_weekends_only(self):
        assert MADE.of_division(Division.NORTHERN_IRELAND) == Calendars().default == WorkingDays()

    def test_equal_calendars_have_the_same_identity_and_hash_and_others_have_not(self):
        again = Calendars(MADE.holidays, MADE.closures, MADE.divisions)
        other = MADE.after(Change(frozenset({MONDAY}), organisation_id=7))
        assert (again, hash(again), again.identity) == (MADE, hash(MADE), MADE.identity)
        assert other.identity != MADE.identity
        assert other != MADE

    @pytest.mark.parametrize("change", [
        Change(frozenset({MONDAY}), division="scotland"), Change(frozenset({FRIDAY}), organisation_id=1),
    ])  # fmt: skip
    def test_what_closes_and_opens_again_leaves_everything_as_it_was(self, change):
        back = Change(change.days, change.division, change.organisation_id, closes=False)
        assert MADE.after(change).after(back) == MADE
        assert MADE.after(change) != MADE

    def test_a_change_touches_nobody_else(self):
        after = MADE.after(Change(frozenset({MONDAY}), division="scotland"))
        assert after.of(1) == MADE.of(1)
        assert not after.of(5).is_working(MONDAY)


class Known(TestCase):
    def setUp(self):
        self.kent = make.organisation("Kent Police")
        self.scotland = make.organisation("Police Scotland", country="Scotland")
        make.bank_holiday(FRIDAY)
        make.bank_holiday(ST_ANDREW, division=Division.SCOTLAND)

    def test_it_is_two_queries_however_many_organisations_close(self):
        for rows in (1, 20):
            for number in range(rows):
                make.closure(make.organisation(), MONDAY + dt.timedelta(days=number))
            with self.assertNumQueries(2):
                Calendars.known().of(self.kent.pk)

    def test_it_knows_holidays_closures_and_divisions(self):
        make.closure(self.kent, dt.date(2014, 12, 24), dt.date(2014, 12, 29), name="Christmas")
        known = Calendars.known()
        assert known.of(self.kent.pk).after(dt.date(2014, 12, 23), 1) == dt.date(2014, 12, 30)
        assert known.of(self.scotland.pk) == WorkingDays.without([ST_ANDREW])
        assert known.division_of(self.scotland.pk) == Division.SCOTLAND

    def test_it_is_the_same_until_a_day_changes(self):
        before = Calendars.known()
        assert Calendars.known() == before
        make.closure(self.kent, MONDAY)
        assert Calendars.known().identity != before.identity

    def test_one_organisation_s_days_are_the_same_in_a_single_query(self):
        make.closure(self.scotland, dt.date(2014, 12, 24), dt.date(2014, 12, 29), name="Christmas")
        known = Calendars.known()
        for each in (self.kent, self.scotland):
            with self.assertNumQueries(1):
                assert working_days_of(each.pk) == known.of(each.pk)
        assert working_days_of(self.kent.pk) != working_days_of(self.scotland.pk)

"""The alarm when the bank holidays run out."""

import datetime as dt

import pytest
from django.test import TestCase

from services.directory.horizon import shortfall
from services.directory.models import BankHoliday, Division
from services.directory.queries import months_between
from tests import make
from tests.case import MONDAY, CastTestCase


@pytest.mark.parametrize(
    ("last", "months"),
    [
        (dt.date(2015, 10, 6), 12),
        (dt.date(2015, 10, 5), 11),
        (dt.date(2014, 10, 6), 0),
        (dt.date(2013, 1, 1), 0),
        (None, 0),
    ],
)
def test_only_whole_months_ahead_are_counted(last, months):
    assert months_between(MONDAY, last) == months


class Horizon(TestCase):
    def known_up_to(self, day, division=Division.ENGLAND_AND_WALES):
        make.bank_holiday(day, division=division, is_seeded=True)

    def test_with_twelve_months_ahead_nothing_is_said(self):
        self.known_up_to(dt.date(2015, 10, 6))
        assert shortfall(MONDAY) == []
        assert not BankHoliday.objects.is_short(MONDAY)

    def test_with_less_it_says_up_to_when_and_what_to_do(self):
        self.known_up_to(dt.date(2015, 10, 5))
        (said,) = shortfall(MONDAY)
        assert said.startswith("The bank holidays of England and Wales are known only up to 5 October 2015. Run ")
        assert "manage.py load_bank_holidays" in said
        assert BankHoliday.objects.is_short(MONDAY)

    def test_an_empty_table_and_one_that_has_run_out_are_told_apart(self):
        assert "No bank holidays are known for England and Wales" in shortfall(MONDAY)[0]
        self.known_up_to(dt.date(2013, 12, 26))
        assert "ran out on 26 December 2013" in shortfall(MONDAY)[0]

    def test_a_day_added_by_hand_does_not_silence_it(self):
        make.bank_holiday(dt.date(2020, 5, 8))
        assert BankHoliday.objects.months_known(MONDAY, Division.ENGLAND_AND_WALES) == 0
        assert shortfall(MONDAY)

    def test_another_division_matters_once_somebody_works_there(self):
        self.known_up_to(dt.date(2016, 1, 1))
        assert shortfall(MONDAY) == []
        make.organisation("Police Scotland", country="Scotland")
        assert ["Scotland" in said for said in shortfall(MONDAY)] == [True]
        assert BankHoliday.objects.is_short(MONDAY, [Division.SCOTLAND])

    def test_it_asks_two_questions(self):
        make.organisation("Police Scotland", country="Scotland")
        with self.assertNumQueries(2):
            shortfall(MONDAY)


class OnThePage(CastTestCase):
    def test_administrators_are_warned_and_others_can_do_nothing_about_it(self):
        for someone, is_warned in ((self.administrator, True), (self.officer, False)):
            self.sign_in(someone)
            page = self.client.get("/manage/bank-holidays/").content.decode()
            assert ("manage.py load_bank_holidays" in page) is is_warned

"""The register of October 2014, loaded one morning with the ten people: what its first months say, and no flood."""

import datetime as dt
from collections import Counter
from io import StringIO

from django.core.management import call_command
from django.test import TestCase, override_settings

from initiatives.reminders import facts
from initiatives.reminders.findings import findings
from initiatives.reminders.plan import plan
from initiatives.reminders.policy import POLICY
from services.access.roles import OVERSIGHT
from services.directory.models import BankHoliday
from services.letters.models import Letter
from services.people.models import User
from tests import make
from tests.initiatives.reminders.mornings import DAY, ReminderTestCase
from tests.make import MONDAY

LOADED = (
    ["load_organisations"],
    ["load_bank_holidays"],
    ["load_register"],
    ["load_cast", "--password", "three blue lights"],
)


@override_settings(PORTAL_CLOCK="2014-10-06 08:00", DEVELOPMENT=True)
class TheSeedRegister(TestCase):
    live_through, tick = ReminderTestCase.live_through, ReminderTestCase.tick

    @classmethod
    def setUpTestData(cls):
        for command in LOADED:
            call_command(*command, stdout=StringIO())
        for someone in User.objects.filter(memberships__role__in=OVERSIGHT):
            make.letter_preferences(someone, "never")

    def test_on_the_morning_it_is_loaded_three_authors_hear_of_the_report_and_of_nothing_else(self):
        self.live_through(MONDAY, MONDAY)
        assert Counter(Letter.objects.values_list("kind", "to__name")) == {
            ("report_is_due", "Elin Pryce"): 1, ("report_is_due", "Priya Okafor"): 1, ("report_is_due", "Sam Adeyemi"): 1,
        }  # fmt: skip

    def test_until_the_work_has_been_quiet_for_ninety_days_only_the_report_is_spoken_of(self):
        self.live_through(MONDAY, dt.date(2014, 12, 31))
        assert set(Letter.objects.values_list("kind", flat=True)) == {
            "report_is_due", "report_is_late", "report_is_late_for_the_sponsor", "report_is_late_for_the_office",
        }  # fmt: skip
        assert Letter.objects.count() == 17

    def test_three_quiet_months_are_one_letter_each_for_those_who_look_after_something(self):
        self.live_through(dt.date(2014, 12, 31), dt.date(2015, 3, 31))
        assert Counter(Letter.objects.values_list("to__name", flat=True)) == {
            "Elin Pryce": 1, "Priya Okafor": 1, "Sam Adeyemi": 1,
        }  # fmt: skip

    def test_on_no_day_of_a_year_does_anybody_hear_of_more_than_two_things(self):
        span = (BankHoliday.objects.working_days(), MONDAY, MONDAY + 365 * DAY)
        known = facts.gather(POLICY, span[0], MONDAY, *span[1:])
        told = Counter((each.day, each.person) for each in plan(known, POLICY, *span))
        assert max(told.values()) <= 2
        assert len(told) == 17, "after the first three, 14 about the report and three about quiet months"

    def test_what_nobody_hears_of_has_an_owner(self):
        assert findings(MONDAY) == []
        quiet = findings(dt.date(2014, 12, 15))
        assert len(quiet) == 5
        assert {each.owner for each in quiet} == {"Greater Manchester Police", "the organisations that take part"}

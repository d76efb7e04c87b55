"""The bank holidays: seeded from one list, checked against another, added to by an administrator."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase
from govuk_bank_holidays.bank_holidays import BankHolidays as Published

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate, WorkingDays
from collab_portal.toolkit.refusals import Refused
from services.directory import actions
from services.directory.bank_holidays import known_to_the_package, last_year
from services.directory.models import BankHoliday, Division
from services.directory.signals import calendar_changed
from services.history.models import Entry
from tests import make
from tests.case import CastTestCase

AT = make.EIGHT


@pytest.mark.parametrize("division", [Division.ENGLAND_AND_WALES, Division.NORTHERN_IRELAND])
def test_the_seed_is_what_gov_uk_publishes(division):
    published = {each["date"] for each in Published(use_cached_holidays=True).get_holidays(division=division)}
    first, last = min(published), max(published)
    ours = {day for where, day in known_to_the_package(2026) if where == division and first <= day <= last}
    assert ours == published
    assert first.year == 2012
    assert last.year >= 2028


def test_scotland_has_every_day_that_gov_uk_publishes():
    published = {each["date"] for each in Published(use_cached_holidays=True).get_holidays(division=Division.SCOTLAND)}
    assert published <= {day for where, day in known_to_the_package(2026) if where == Division.SCOTLAND}


@pytest.mark.parametrize("day", [dt.date(2022, 6, 2), dt.date(2022, 6, 3), dt.date(2022, 9, 19), dt.date(2023, 5, 8)])
@pytest.mark.parametrize("division", Division)
def test_the_extra_days_of_2022_and_2023_are_in(day, division):
    """The Platinum Jubilee and the Friday it left between, the state funeral, the coronation."""
    assert (division, day) in known_to_the_package(2026)


def test_the_late_may_holiday_of_2022_gave_way_to_the_jubilee():
    assert (Division.ENGLAND_AND_WALES, dt.date(2022, 5, 30)) not in known_to_the_package(2026)


@pytest.mark.parametrize(
    ("month", "due"), [("2022-06", 30), ("2022-12", 30), ("2021-12", 31), ("2016-01", 29), ("2016-02", 29)]
)
def test_a_month_falls_due_on_its_last_working_day_whatever_is_on(month, due):
    rest = WorkingDays.without(day for where, day in known_to_the_package(2026) if where == Division.ENGLAND_AND_WALES)
    assert rest.due(VagueDate(month)).day == due


def test_the_run_of_christmas_2022_is_counted_in_the_three_divisions():
    """Sunday 25 December 2022: substitutes on the 27th, then 2 January, and 3 January in Scotland."""
    known = known_to_the_package(2026)
    after = {
        division: WorkingDays.without(day for where, day in known if where == division).after(dt.date(2022, 12, 23), 4)
        for division in Division
    }
    assert after == {
        Division.ENGLAND_AND_WALES: dt.date(2023, 1, 3),
        Division.SCOTLAND: dt.date(2023, 1, 4),
        Division.NORTHERN_IRELAND: dt.date(2023, 1, 3),
    }


def test_the_seed_reaches_three_years_ahead_and_a_demonstration_does_not_cut_it_short():
    assert last_year(2027) == 2030
    assert last_year(2014) >= 2029


class LoadTest(TestCase):
    def load(self):
        out = StringIO()
        call_command("load_bank_holidays", stdout=out)
        return out.getvalue()

    def test_loading_again_changes_nothing_and_tells_the_horizon(self):
        assert "added, 0 withdrawn" in self.load()
        before = set(BankHoliday.objects.values_list("pk", "day", "division"))
        said = self.load()
        assert said.startswith("Bank holidays: no change. Those of England and Wales are known up to 2")
        assert set(BankHoliday.objects.values_list("pk", "day", "division")) == before

    def test_a_day_that_an_administrator_added_survives(self):
        someone = make.person()
        added = actions.add_bank_holiday(
            day=dt.date(2015, 3, 3), name="A coronation", why="It was proclaimed.", by=someone, at=AT
        )
        self.load()
        added.refresh_from_db()
        assert (added.name, added.is_seeded, added.added_by) == ("A coronation", False, someone)

    def test_a_seeded_day_that_was_moved_is_withdrawn(self):
        BankHoliday.objects.create(day=dt.date(2020, 5, 4), name="May Day", is_seeded=True)
        assert "1 withdrawn" in self.load()
        assert not BankHoliday.objects.filter(day=dt.date(2020, 5, 4)).exists()
        assert BankHoliday.objects.kept_in("england-and-wales").filter(day=dt.date(2020, 5, 8)).exists()

    def test_days_beyond_the_years_seeded_today_are_kept(self):
        BankHoliday.objects.create(day=dt.date(2099, 1, 1), name="New Year’s Day", is_seeded=True)
        assert "0 withdrawn" in self.load()


class AddTest(CastTestCase):
    def add(self, day=dt.date(2014, 10, 30), **values):
        told = {"name": "A one-off day", "why": "Proclaimed on 1 October.", "by": self.administrator, "at": AT}
        return actions.add_bank_holiday(day=day, **{**told, **values})

    def test_adding_a_day_tells_the_rooms_above_within_the_transaction(self):
        heard = []

        def listen(sender, **what):
            heard.append(what)

        calendar_changed.connect(listen)
        self.addCleanup(calendar_changed.disconnect, listen)
        self.add()
        assert heard[0]["days"] == {dt.date(2014, 10, 30)}
        assert heard[0]["divisions"] == {Division.ENGLAND_AND_WALES}
        assert heard[0]["by"] == self.administrator

    def test_if_a_room_above_fails_the_day_is_not_added(self):
        def fail(sender, **what):
            raise Refused("No.")

        calendar_changed.connect(fail)
        self.addCleanup(calendar_changed.disconnect, fail)
        with pytest.raises(Refused):
            self.add()
        assert not BankHoliday.objects.exists()

    def test_the_reason_is_kept_in_the_history(self):
        told = Entry.objects.told_on(self.add()).get()
        assert (told.why, told.by) == ("Proclaimed on 1 October.", self.administrator)

    def test_the_same_day_twice_and_a_weekend_are_refused(self):
        self.add()
        with pytest.raises(Refused, match="30 October 2014 is a bank holiday already: A one-off day"):
            self.add()
        with pytest.raises(Refused, match="weekend"):
            self.add(day=dt.date(2014, 11, 1))
        assert self.add(division=Division.SCOTLAND).division == Division.SCOTLAND

    def test_the_working_days_change_with_it(self):
        before = BankHoliday.objects.working_days()
        self.add()
        assert before.is_working(dt.date(2014, 10, 30))
        assert not BankHoliday.objects.working_days().is_working(dt.date(2014, 10, 30))

    def test_an_administrator_adds_one_on_a_page_and_others_may_not(self):
        answers = {
            "day-day": "30",
            "day-month": "10",
            "day-year": "2014",
            "name": "A one-off day",
            "division": "england-and-wales",
            "why": "So.",
        }
        self.sign_in(self.officer)
        assert self.client.post("/manage/bank-holidays/add/", answers).status_code == 403
        assert "Add a bank holiday" not in self.client.get("/manage/bank-holidays/").content.decode()
        self.sign_in(self.administrator)
        seen = {"seen": self.client.post("/manage/bank-holidays/add/", answers).context["preview"].seal}
        self.assertRedirects(self.client.post("/manage/bank-holidays/add/", answers | seen), "/manage/bank-holidays/")
        page = self.client.get("/manage/bank-holidays/").content.decode()
        assert "Thursday 30 October 2014" in page
        assert "Added by Joan Ellis on 6 October 2014" in page
        again = self.client.post("/manage/bank-holidays/add/", answers)
        assert again.status_code == 422
        assert "30 October 2014 is a bank holiday already" in again.content.decode()

    def test_an_empty_form_says_what_to_do(self):
        self.sign_in(self.administrator)
        page = self.client.post("/manage/bank-holidays/add/", {"name": ""}).content.decode()
        assert "<title>Error: " in " ".join(page.split())
        for sentence in (
            "Enter the day",
            "Enter what the day is called",
            "Select where the day is kept",
            "Enter how you know",
        ):
            assert sentence in page

    def test_the_page_asks_few_questions_however_many_days_there_are(self):
        self.sign_in(self.reader)
        for number, days in ((1, 1), (2, 60)):
            for n in range(days):
                BankHoliday.objects.create(
                    day=dt.date(2014 + number, 1, 1) + dt.timedelta(days=n),
                    name="x",
                    added_by=self.officer,
                    added_at=clock.now(),
                )
            with self.assertNumQueries(5):
                self.client.get("/manage/bank-holidays/")

"""Rows are locked in one order by whoever changes calendars and whoever moves dates: nobody waits in a circle."""

import datetime as dt
import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext

from initiatives.cycles.actions import daily, dates, setting_up
from initiatives.cycles.actions.holding import held_date
from initiatives.cycles.models import CycleDate
from initiatives.register.actions.locking import locked
from initiatives.register.actions.milestones import add_milestone
from initiatives.reviews import actions, events
from initiatives.reviews.models import ReportRequest
from services.access.roles import Role
from services.directory.actions import add_bank_holiday, add_closure
from services.directory.models import BankHoliday, Kind, Organisation
from tests import make
from tests.case import EIGHT
from tests.initiatives.cycles.test_setting_up import QUARTERS
from tests.initiatives.register.test_two_at_once import at_once

PAPERS = dt.date(2014, 11, 28)
DAY_BEFORE = dt.date(2014, 11, 27)
PATIENCE = 60.0  # seconds; only a failing test waits that long
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
#: A row that is locked, or a line of the timeline that is written.
TAKEN = re.compile(r'(?s)FROM "initiatives_(\w+)".* FOR UPDATE|INSERT INTO "(services_entry)"')


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class TheOrder(TransactionTestCase):
    def setUp(self):
        self.office = make.organisation("Commissioner", Kind.POLICING_BODY)
        self.police = make.organisation("Constabulary", governed_by=self.office)
        self.officer = make.person("Ada", self.office, Role.POLICY_OFFICER)
        self.joan, self.rob = (make.person(name, self.office, Role.ADMINISTRATOR) for name in ("Joan", "Rob"))
        both = (self.police, make.organisation("Fire", Kind.FIRE))
        make.initiative("Work", both)
        cycle = make.cycle(make.board(self.office, both), self.office, both, state="draft")
        setting_up.start(cycle, dates=QUARTERS, by=self.officer, at=EIGHT)
        self.date = CycleDate.objects.select_related("cycle").get(on=QUARTERS[0])
        self.request = ReportRequest.objects.get()

    def announce(self, day=PAPERS, by=None):
        return add_bank_holiday(day=day, name="One-off", why="Proclaimed.", by=by or self.joan, at=EIGHT)

    def close_office(self):
        return add_closure(self.office, first_on=DAY_BEFORE, name="Move", why="We move.", by=self.rob, at=EIGHT)

    def due(self):
        return ReportRequest.objects.get(pk=self.request.pk).due_on

    def while_it_waits_for_us(self, deed, *ours):
        """Start a deed on another connection, and once it waits for a row of ours, go on. Returns what it gave back."""

        def theirs():
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '60s'")  # a slow machine is no reason to give up
                return deed()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as threads:
            with transaction.atomic():
                for hold in ours[:-1]:
                    hold()
                other = threads.submit(theirs)
                self.wait_until_it_waits(other)
                ours[-1]()
            return other.result(PATIENCE)

    def wait_until_it_waits(self, other):
        deadline = time.monotonic() + PATIENCE
        while True:
            with connection.cursor() as cursor:
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    return
            assert not other.done(), "it did not have to wait"
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def test_cycles_come_before_their_dates_then_reviews_then_reports_and_the_timeline_last(self):
        with CaptureQueriesContext(connection) as asked:
            self.announce()
        found = [match[1] or match[2] for each in asked if (match := TAKEN.search(each["sql"]))]
        assert found[:4] == ["reviewcycle", "cycledate", "leadershipreview", "reportrequest"]
        assert "services_entry" in found
        assert self.due() == DAY_BEFORE

    def test_an_officer_who_moves_a_date_meanwhile_is_waited_for(self):
        on = dt.date(2014, 12, 15)
        self.while_it_waits_for_us(
            self.announce,
            lambda: held_date(self.date),
            lambda: dates.move_date(self.date, on=on, reason="The hall is taken.", by=self.officer, at=EIGHT),
        )
        assert BankHoliday.objects.get().day == PAPERS
        assert self.due() == CycleDate.objects.get(on=on).papers_due_on == ReportRequest.objects.get().due_on

    def test_an_author_who_writes_meanwhile_is_waited_for(self):
        author = make.person("Elin", self.police, Role.SERVICE_LEAD)
        self.while_it_waits_for_us(
            self.announce,
            lambda: events.locked(self.request),
            lambda: actions.save_draft(self.request, by=author, at=EIGHT, changed="Two counts."),
        )
        assert self.due() == DAY_BEFORE

    def test_two_administrators_at_once_both_have_their_way(self):
        at_once(partial(self.announce, by=self.joan), self.close_office)
        assert self.due() == dt.date(2014, 11, 26)

    def test_an_officer_who_moves_a_date_writes_nothing_before_the_reports_are_held(self):
        author = make.person("Elin", self.police, Role.SERVICE_LEAD)
        move = partial(dates.move_date, self.date, on=dt.date(2014, 12, 15), reason="Taken.", by=self.officer, at=EIGHT)
        self.while_it_waits_for_us(
            move,
            lambda: events.locked(self.request),
            lambda: actions.save_draft(self.request, by=author, at=EIGHT, changed="Two counts."),
        )
        assert CycleDate.objects.filter(on=dt.date(2014, 12, 15)).exists()

    def test_what_is_asked_for_every_day_writes_nothing_before_the_work_is_held(self):
        """Somebody writes in the last of two pieces of work while both are about to be asked for their reports."""
        elin = make.person("Elin", self.police, Role.SERVICE_LEAD)
        both = (self.police, Organisation.objects.get(name="Fire"))
        *_, last = [make.initiative(f"New {number}", both, ref=f"TST-N{number}") for number in (1, 2)]
        asked = self.while_it_waits_for_us(
            partial(daily.ask_for, self.date.cycle, EIGHT.date(), EIGHT),
            lambda: locked(last),
            lambda: add_milestone(last, by=elin, at=EIGHT, name="Keys", due_on=PAPERS),
        )
        assert asked == 2

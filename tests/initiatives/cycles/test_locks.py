"""Rows are locked in one order by whoever changes calendars and whoever moves dates: nobody waits in a circle."""

import datetime as dt
import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext

from initiatives.cycles.actions import ask_for_reports, dates, setting_up
from initiatives.cycles.actions.holding import held_date
from initiatives.cycles.models import CycleDate
from initiatives.register.actions import locking
from initiatives.register.models import Initiative
from initiatives.reviews import actions, events
from initiatives.reviews.models import ReportRequest
from services.access.roles import Role
from services.directory.actions import add_bank_holiday, add_closure
from services.directory.models import BankHoliday, Kind
from services.history import actions as history
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
        self.fire = make.organisation("Fire", Kind.FIRE)
        both = (self.police, self.fire)
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

    def test_whoever_asks_daily_holds_all_the_work_before_the_timeline(self):
        """Somebody has saved a record and waits for the timeline, while the reports of two others are asked for."""
        later = [make.initiative(name, (self.police, self.fire)) for name in ("Second", "Third")]
        asked = self.while_it_waits_for_us(
            partial(ask_for_reports, EIGHT.date(), EIGHT),
            lambda: locking.locked(later[1]),
            lambda: history.record("changed the record", later[1], by=self.officer, at=EIGHT),
        )
        assert asked == len(later)
        assert ReportRequest.objects.filter(initiative__in=later).count() == len(later)

    def test_whoever_asks_daily_holds_the_reports_before_the_timeline(self):
        """Two have left the cycle; an author saves the second while the first is taken back."""
        second = make.initiative("Second", (self.police, self.fire))
        ask_for_reports(EIGHT.date(), EIGHT)
        Initiative.objects.update(standing="parked", standing_reason="No money", look_again_on=dt.date(2015, 3, 2))
        theirs = ReportRequest.objects.get(initiative=second)
        author = make.person("Elin", self.police, Role.SERVICE_LEAD)
        self.while_it_waits_for_us(
            partial(ask_for_reports, EIGHT.date(), EIGHT),
            lambda: events.locked(theirs),
            lambda: actions.save_draft(theirs, by=author, at=EIGHT, changed="Two counts."),
        )
        states = dict(ReportRequest.objects.values_list("initiative__name", "state"))
        assert states == {"Work": "withdrawn", "Second": "drafting"}

    def test_whoever_starts_a_cycle_holds_the_work_before_the_timeline(self):
        work = make.initiative("Second", (self.police, self.fire))
        cycle = make.cycle(make.board(self.office, (self.police, self.fire)), self.office, (self.police, self.fire), state="draft")  # fmt: skip
        self.while_it_waits_for_us(
            partial(setting_up.start, cycle, dates=QUARTERS, by=self.officer, at=EIGHT),
            lambda: locking.locked(work),
            lambda: history.record("changed the record", work, by=self.officer, at=EIGHT),
        )
        assert ReportRequest.objects.filter(initiative=work).count() == 1

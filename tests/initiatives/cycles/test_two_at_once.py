"""Two people press at the same moment, in two real transactions: one thing happens, and nothing is asked twice."""

import datetime as dt

from django.test import TransactionTestCase, override_settings

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.cycles.actions import ask_for_reports, dates, setting_up
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.reviews.models import ReportEvent, ReportRequest
from services.access.roles import Role
from services.directory.models import Kind
from services.history.models import Entry
from tests import make
from tests.case import EIGHT, MONDAY
from tests.initiatives.cycles.test_setting_up import QUARTERS
from tests.initiatives.register.test_two_at_once import at_once


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class TwoAtOnce(TransactionTestCase):
    def setUp(self):
        self.office = make.organisation("Commissioner", Kind.POLICING_BODY)
        self.police = make.organisation("Constabulary", governed_by=self.office)
        self.fire = make.organisation("Fire", Kind.FIRE)
        self.ada, self.rob = (make.person(name, self.office, Role.POLICY_OFFICER) for name in ("Ada", "Rob"))
        make.initiative("Work", (self.police, self.fire))
        self.board = make.board(self.office, (self.police, self.fire))
        self.cycle = make.cycle(self.board, self.office, (self.police, self.fire), state="draft")

    def start(self, by):
        return lambda: setting_up.start(self.cycle, dates=QUARTERS, by=by, at=EIGHT)

    def test_two_confirm_and_it_starts_once(self):
        first, second = at_once(self.start(self.ada), self.start(self.rob))
        refused = first if isinstance(first, Refused) else second
        assert refused.message in ("Ada started this cycle at 8am on 6 October 2014.",
                                   "Rob started this cycle at 8am on 6 October 2014.")  # fmt: skip
        assert CycleDate.objects.count() == len(QUARTERS)
        assert (ReportRequest.objects.count(), ReportEvent.objects.count()) == (1, 1)

    def test_two_move_one_date_and_one_is_told(self):
        self.start(self.ada)()
        date = CycleDate.objects.get(on=QUARTERS[0])

        def moves(by, day):
            on = dt.date(2014, 12, day)
            return lambda: dates.move_date(date, on=on, reason=f"{by} says so.", by=by, at=EIGHT, expected_version=1)

        said = at_once(moves(self.ada, 9), moves(self.rob, 10))
        assert sorted(type(each) for each in said if isinstance(each, Refused)) == [ChangedMeanwhile]
        assert Entry.objects.filter(verb__startswith="moved a date").count() == 1
        date.refresh_from_db()
        assert ReportRequest.objects.get().due_on == date.papers_due_on

    def test_two_move_two_dates_to_one_day_and_one_is_refused(self):
        self.start(self.ada)()
        first, second = CycleDate.objects.order_by("on")[:2]
        on = dt.date(2015, 1, 12)
        said = at_once(
            lambda: dates.move_date(first, on=on, reason="A.", by=self.ada, at=EIGHT),
            lambda: dates.move_date(second, on=on, reason="B.", by=self.rob, at=EIGHT),
        )
        assert [each.message for each in said if isinstance(each, Refused)] == [
            "This cycle has a date on 12 January 2015 already"
        ]

    def test_four_ticks_at_once_ask_once(self):
        self.start(self.ada)()
        make.initiative("New", (self.police, self.fire))
        assert sorted(at_once(*[lambda: ask_for_reports(MONDAY, EIGHT)] * 4)) == [0, 0, 0, 1]
        assert ReportEvent.objects.filter(kind="asked").count() == 2

    def test_two_begin_and_get_two_references(self):
        def begins(title):
            return lambda: setting_up.begin(
                title=title, what="W", board=self.board, asked_by=self.office, by=self.ada, at=EIGHT
            )

        made = at_once(begins("One"), begins("Two"))
        assert sorted(each.ref for each in made) == ["CHS-C01", "CHS-C02"]

    def test_two_begin_the_same_and_it_is_one_draft(self):
        at_once(*[lambda: setting_up.begin(title="One", what="W", board=self.board, asked_by=self.office, by=self.ada, at=EIGHT)] * 2)  # fmt: skip
        assert ReviewCycle.objects.drafts().filter(title="One").count() == 1

    def test_one_confirms_while_another_changes_and_the_later_is_told(self):
        said = at_once(
            lambda: setting_up.start(self.cycle, dates=QUARTERS, by=self.ada, at=EIGHT, expected_version=1),
            lambda: setting_up.change(self.cycle, title="New name", by=self.rob, at=EIGHT, expected_version=1),
        )
        assert [type(each) for each in said if isinstance(each, Refused)] == [ChangedMeanwhile]

"""Two administrators change the calendar at the same moment, in two real transactions: every date follows both."""

import datetime as dt
from functools import partial

from django.test import TransactionTestCase

from initiatives.reviews.models import ReportRequest
from services.directory import actions
from tests import make
from tests.case import EIGHT
from tests.initiatives.register.test_two_at_once import at_once

WEDNESDAY, THURSDAY, FRIDAY = (dt.date(2014, 10, day) for day in (29, 30, 31))


class TwoAtOnce(TransactionTestCase):
    def setUp(self):
        self.office = make.organisation("Office")
        self.request = make.report_request(make.initiative("Work", (self.office,)), self.office, FRIDAY)
        self.told = {"name": "Closed", "why": "So.", "by": make.person(), "at": EIGHT}

    def due(self):
        return ReportRequest.objects.get(pk=self.request.pk).due_on

    def test_two_days_next_to_each_other_close(self):
        at_once(
            partial(actions.add_bank_holiday, day=FRIDAY, **self.told),
            partial(actions.add_closure, self.office, first_on=THURSDAY, **self.told),
        )
        assert self.due() == WEDNESDAY

    def test_the_same_closure_is_added_once_and_the_second_is_told(self):
        add = partial(actions.add_closure, self.office, first_on=FRIDAY, **self.told)
        refused = [str(said) for said in at_once(add, add) if "closed then already" in str(said)]
        assert len(refused) == 1
        assert self.due() == THURSDAY

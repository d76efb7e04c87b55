"""A tick plans anew when something has changed, whoever changed it, and rests otherwise."""

import datetime as dt
from unittest import mock

from django.db import connection

from initiatives.reminders import ledger, policy
from initiatives.reminders.policy import AUTHORS, REPORT_DUE, Stage
from initiatives.reminders.touching import PLANNED_FROM
from initiatives.reviews.models import ReportRequest
from services.history.models import Touch
from services.people.models import User
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase

OCTOBER_2 = dt.date(2014, 10, 2)


class PlanningAnew(ReminderTestCase):
    def setUp(self):
        self.tick(OCTOBER_2, 8)

    def plans(self, day=OCTOBER_2, hour=8, minute=1):
        with mock.patch.object(ledger, "keep_in_step", return_value=()) as kept:
            self.tick(day, hour, minute)
        return kept.called

    def test_not_while_nothing_has_changed(self):
        assert not self.plans()

    def test_when_somebody_changed_a_date(self):
        ReportRequest.objects.update(due_on=dt.date(2014, 11, 14))
        assert self.plans()
        assert not self.plans(minute=2), "the mark is taken away by the plan that saw it"

    def test_when_sql_by_hand_dropped_an_author(self):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM initiatives_namedperson WHERE person_id = %s", [self.fire_lead.pk])
        assert self.plans()

    def test_when_somebody_can_no_longer_sign_in(self):
        self.fire_lead.is_active = False
        self.fire_lead.save()
        assert self.plans()

    def test_not_because_somebody_signed_in(self):
        self.client.force_login(self.fire_lead)
        assert not self.plans()

    def test_on_another_day_and_every_ten_minutes(self):
        assert self.plans(day=OCTOBER_3)
        assert not self.plans(day=OCTOBER_3, minute=9)
        assert self.plans(day=OCTOBER_3, minute=11)

    def test_when_a_relation_of_what_is_planned_from_changes(self):
        board = make.board(self.office, (self.police,))
        assert self.plans()
        board.members.add(self.fire)
        assert self.plans(minute=2)
        board.members.remove(self.fire)
        assert self.plans(minute=3)
        assert not self.plans(minute=4)

    def test_when_the_policy_is_another(self):
        row = Stage(about=REPORT_DUE, working_days_before=(3,), to=AUTHORS, letter="report_is_due")
        with mock.patch.object(policy, "POLICY", (row,)):
            assert self.plans()

    def test_a_mark_nobody_has_looked_at_stays(self):
        ReportRequest.objects.update(due_on=dt.date(2014, 11, 14))
        assert Touch.objects.exists()


class TheTables(ReminderTestCase):
    def test_every_relation_between_them_that_the_plan_reads_has_its_own(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'relation_leaves_a_touch'")
            marked = {name for (name,) in cursor.fetchall()}
        relations = (field.remote_field.through for model in PLANNED_FROM for field in model._meta.local_many_to_many)
        assert marked == {each._meta.db_table for each in relations}

    def test_every_table_the_plan_is_made_from_has_its_trigger(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_leaves_a_touch%%'"
            )
            marked = {name for (name,) in cursor.fetchall()}
        assert marked == {model._meta.db_table for model in (*PLANNED_FROM, User)}

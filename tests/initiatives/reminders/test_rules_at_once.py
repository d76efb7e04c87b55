"""Two administrators press at the same moment, in two real transactions: no rule is lost, and no two rules clash."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.reminders import rule_actions, table
from initiatives.reminders.rule_models import ReminderRule
from services.access.roles import Role
from tests import make
from tests.case import EIGHT
from tests.initiatives.reminders.changed_rules import DUE, LATE


class TwoAtOnce(TransactionTestCase):
    def setUp(self):
        office = make.organisation("Office")
        self.people = [make.person(name, office, Role.ADMINISTRATOR) for name in ("Ada", "Rob")]

    def together(self, *changes):
        """Makes each change at the same moment on a connection of its own; gives back what each raised, or None."""
        start = Barrier(len(changes))

        def run(person, key, days):
            try:
                start.wait(5)
                told = {"is_on": True, "to": "authors", "why": "So.", "expected_version": 0}
                rule_actions.change(table.row_called(key), offsets=days, by=person, at=EIGHT, **told)
            except Refused as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(changes)) as pool:
            return list(pool.map(run, self.people, *zip(*changes, strict=True)))

    def test_of_two_changes_of_one_rule_the_second_is_told_of_the_first(self):
        said = self.together((DUE, (15,)), (DUE, (12,)))
        [refused] = [each for each in said if each]
        assert isinstance(refused, ChangedMeanwhile)
        assert ReminderRule.objects.get().offsets == list(refused.row.offsets)

    def test_of_two_rules_that_would_clash_one_is_refused(self):
        said = self.together((DUE, (5, 0)), (LATE, (0, 1)))
        assert [each.field for each in said if each] == ["offsets"]
        assert ReminderRule.objects.count() == 1

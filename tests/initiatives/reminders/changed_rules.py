"""Rules changed as an administrator would, for the tests that begin where somebody has done so."""

from initiatives.reminders import rule_actions, rules_in_force, table
from tests.case import EIGHT
from tests.initiatives.reminders.mornings import ReminderTestCase

DUE, LATE, LATE_FOR_THE_SPONSOR, LATE_FOR_THE_OFFICE = (
    "report_due-before-authors-report_is_due",
    "report_due-late-authors-report_is_late",
    "report_due-late-sponsor-report_is_late_for_the_sponsor",
    "report_due-late-office-report_is_late_for_the_office",
)


class RuleTestCase(ReminderTestCase):
    """The cast, with rules that can be changed without anybody looking first."""

    def change(self, key=DUE, **what):
        row = table.row_called(key)
        now = rules_in_force.rule_of(row)
        as_it_is = {"is_on": now.is_on, "offsets": now.offsets, "to": now.to, "why": "The boards asked for it."}
        return rule_actions.change(row, **{**as_it_is, "by": self.administrator, "at": EIGHT, **what})

    def without_a_sponsor(self):
        """Nobody sponsors the work, nor any organisation that owes the report."""
        self.review_work.named_people.filter(duty="sponsor").delete()
        self.sponsor.memberships.all().delete()

    def put_back(self, key=DUE, **what):
        return rule_actions.back_to_default(table.row_called(key), **{"by": self.administrator, "at": EIGHT, **what})

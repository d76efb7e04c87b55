"""The rules in force: the table of the policy with what an administrator changed, and each rule as a page reads it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from initiatives.reminders import examples, policy, table
from initiatives.reminders.policy import Audience, Stage
from initiatives.reminders.rule_models import AllRules, ReminderRule
from initiatives.reminders.table import Change, Row
from services.history.models import Entry

#: How many of its changes stand beside a rule; all of them stand below the table.
SHOWN = 10


def read() -> tuple[Stage, ...]:
    """The policy as it stands now, in one query."""
    return table.after({rule.key: rule.change for rule in ReminderRule.objects.changed()})


policy.is_read_by(read)


@dataclass(frozen=True)
class Rule:
    """One row of the table as it stands now. `held` is what was ever changed about it, or None."""

    row: Row
    held: ReminderRule | None = None

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def is_default(self) -> bool:
        return self.held is None or self.held.follows_default

    @property
    def change(self) -> Change:
        """Its days, its audience and whether it is on: changed, or the default."""
        return self.row.default if self.is_default else self.held.change

    @property
    def stage(self) -> Stage:
        """What it says, whether it is switched on or not."""
        return self.row.after(self.change)

    @property
    def is_on(self) -> bool:
        return self.change.is_on

    @property
    def offsets(self) -> tuple[int, ...]:
        return getattr(self.stage, table.COUNTED[self.row.when])

    @property
    def to(self) -> str:
        return self.stage.to.name

    @property
    def version(self) -> int:
        return self.held.version if self.held else 0

    @property
    def who(self) -> Audience:
        return self.stage.to

    @property
    def about(self) -> str:
        return table.kind_of(self.row.kind).about

    @property
    def words(self) -> str:
        """ "20, 10, 5 and 1 working days before"."""
        return table.when_in_words(self.stage)

    @property
    def title(self) -> str:
        """How a heading and the history call it: "Report due, 3 working days late"."""
        return f"{self.about}, {self.words}"

    @property
    def answers(self) -> dict[str, str]:
        """The rule in words, by field, for the history."""
        return {"offsets": self.words, "to": self.who.who, "is_on": "on" if self.is_on else "off"}

    def subject_on(self, day: dt.date) -> str:
        """The subject of its letter, if its first day were this local date."""
        return examples.subject(self.stage, day)


def every_rule() -> list[Rule]:
    """Each row of the table as it stands now, in one query."""
    held = {rule.key: rule for rule in ReminderRule.objects.select_related("changed_by")}
    return [Rule(row, held.get(row.key)) for row in table.rows()]


def rule_of(row: Row) -> Rule:
    """One row as it stands now."""
    return Rule(row, ReminderRule.objects.of_row(row).select_related("changed_by").first())


def rule_called(key: str) -> Rule | None:
    """The rule with this key as it stands now; None if the table has no such row."""
    row = table.row_called(key)
    return rule_of(row) if row else None


def history_of_all() -> Any:
    """Every change of every rule, newest first."""
    return Entry.objects.told_on(AllRules)


def history_of(rule: Rule) -> Any:
    """The last changes of one rule, newest first."""
    entries = history_of_all()
    return entries.filter(thing=rule.held.history_key)[:SHOWN] if rule.held else entries.none()

"""The rules that an administrator changed: one row for each row of the policy's table that is not the default any more."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from initiatives.reminders.rule_queries import ReminderRules
from initiatives.reminders.table import BEFORE, LATE, MONTHS, MOST_DAYS, RANGES, Change

#: No constraint can look for doubles in an array.
EACH_DAY_ONCE = """
    IF EXISTS (SELECT 1 FROM unnest(NEW.offsets) AS one GROUP BY one HAVING count(*) > 1) THEN
        RAISE EXCEPTION 'A rule names each of its days once.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def all_of(when: str) -> list[int]:
    """Every number of days, or months, that a rule of this sort may name."""
    least, most = RANGES[when]
    return list(range(least, most + 1))


class AllRules:
    """The page on which the history of every rule is told."""

    history_key = "reminder_rules"


@pghistory.track()
class ReminderRule(models.Model):
    """What stands instead of one row of the policy: its days, whom it tells, and whether it goes at all.

    The first four fields say which row, as the portal came with it. `offsets` are working days, or months.
    """

    class When(models.TextChoices):
        BEFORE = BEFORE, "Working days before"
        LATE = LATE, "Working days late"
        MONTHS = MONTHS, "Months before"

    kind = models.CharField(max_length=40)
    when = models.CharField(max_length=10, choices=When)
    audience = models.CharField(max_length=20)
    letter = models.CharField(max_length=60)
    offsets = ArrayField(models.PositiveSmallIntegerField(), blank=True)
    to = models.CharField(max_length=20, blank=True, help_text="The name of the audience that is told now.")
    is_on = models.BooleanField(default=True)
    follows_default = models.BooleanField(default=False, help_text="Put back: what the portal comes with counts again.")
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")

    objects = ReminderRules.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Trigger(
                name="each_day_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=EACH_DAY_ONCE,
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "when", "audience", "letter"],
                name="rule_changed_in_one_place",
                violation_error_message="This rule has been changed already.",
            ),
            models.CheckConstraint(
                condition=~Q(to=""),
                name="rule_has_an_audience",
                violation_error_message="A rule without anybody to tell cannot be.",
            ),
            models.CheckConstraint(
                condition=Q(offsets__len__gte=1, offsets__len__lte=MOST_DAYS),
                name="rule_has_days",
                violation_error_message=f"A rule has at least one day, and at most {MOST_DAYS}.",
            ),
            models.CheckConstraint(
                condition=Q(when=MONTHS) | Q(offsets__contained_by=all_of(BEFORE)),
                name="rule_counts_to_250_days",
                violation_error_message="The days of a rule lie between 0 and 250 working days.",
            ),
            models.CheckConstraint(
                condition=~Q(when=MONTHS) | Q(offsets__contained_by=all_of(MONTHS)),
                name="rule_counts_to_36_months",
                violation_error_message="The months of a rule lie between 1 and 36.",
            ),
            models.CheckConstraint(
                condition=Q(is_on=True) | ~Q(reason=""),
                name="rule_is_off_for_a_reason",
                violation_error_message="A rule that is switched off says why.",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The key of the row it stands for."""
        return "-".join([self.kind, self.when, self.audience, self.letter])

    @property
    def change(self) -> Change:
        """What was changed, as the table takes it."""
        return Change(tuple(self.offsets), self.to, self.is_on)

    @property
    def history_key(self) -> str:
        return f"reminder_rule:{self.pk}"

    @property
    def history_place(self) -> type[AllRules]:
        return AllRules

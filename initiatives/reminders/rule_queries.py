"""Reading what an administrator changed about the rules of the reminders."""

from typing import Any

from django.db import connection, models


class ReminderRules(models.QuerySet):
    """The changed rows of the policy."""

    def visible_to(self, user: Any) -> "ReminderRules":
        """Everybody signed in reads by which rules they are reminded."""
        return self if user.is_authenticated and user.is_active else self.none()

    def changed(self) -> "ReminderRules":
        """Those that differ from the table the portal came with, or once did and were not put back."""
        return self.filter(follows_default=False)

    def of_row(self, row: Any) -> "ReminderRules":
        """What was changed about one row of the table."""
        kind, when, audience, letter = row.identity
        return self.filter(kind=kind, when=when, audience=audience, letter=letter)

    def one_at_a_time(self) -> "ReminderRules":
        """The same, for this transaction alone: rules are changed one after another, for each is checked against all."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('initiatives_reminderrule'))")
        return self

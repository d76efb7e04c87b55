"""Reading the ledger."""

import datetime as dt
from typing import Any

from django.db import models

from collab_portal.toolkit import clock


class Reminders(models.QuerySet):
    """What was planned, said or left unsaid."""

    def visible_to(self, user: Any) -> "Reminders":
        """What was said to this person; the rest is read on a record's page, behind its gate, through `told_on`."""
        return self.filter(recipient=user.pk) if user.is_authenticated and user.is_active else self.none()

    def told_on(self, place: Any) -> "Reminders":
        """What was and will be said about a record the gate has already shown."""
        return self.filter(place=place.history_key).select_related("recipient", "letter")

    def planned(self) -> "Reminders":
        """Not decided yet."""
        return self.filter(state="planned")

    def ready_on(self, day: dt.date) -> "Reminders":
        """Planned for this local date or before."""
        return self.planned().filter(planned_on__lte=day)

    def said(self) -> "Reminders":
        """In a letter, whether that has left yet or not."""
        return self.filter(state="sent")

    def said_on(self, day: dt.date) -> "Reminders":
        """In a letter that was written on this local date."""
        return self.said().filter(
            decided_at__gte=clock.at(day, 0), decided_at__lt=clock.at(day + dt.timedelta(days=1), 0)
        )

    def waiting_to_leave(self) -> "Reminders":
        """In a letter that the mail server has not been given yet."""
        return (
            self.said().filter(letter__state="waiting").select_related("letter").defer("letter__text", "letter__html")
        )

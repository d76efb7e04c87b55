"""The ledger: one row for each thing said, at each stage, to each person, which the database keeps from happening twice."""

from django.db import models
from django.db.models import Q

from initiatives.reminders.queries import Reminders


class Reminder(models.Model):
    """One occurrence: about this, at this stage of this cycle, to this person. Moving a date moves the row.

    `subject` is the history key of the record that falls due. `cycle` counts its due dates, never batches or tasks: it
    opens a new one only when the date moves so far back that a stage which was said already lies ahead again.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENT = "sent", "In a letter"
        SUPERSEDED = "superseded", "A later one went instead"
        CANCELLED = "cancelled", "Not needed any more"

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    cycle = models.CharField(max_length=60)
    stage = models.CharField(max_length=40)
    recipient = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="reminders")
    place = models.CharField(max_length=60, db_index=True, help_text="The key of the record on whose page it is told.")
    planned_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=300, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    letter = models.ForeignKey(
        "services.Letter", null=True, blank=True, on_delete=models.PROTECT, related_name="reminders"
    )
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent, superseded or cancelled.")

    objects = Reminders.as_manager()

    class Meta:
        ordering = ["planned_on", "id"]
        indexes = [
            models.Index(fields=["planned_on"], condition=Q(state="planned"), name="reminder_ready"),
            models.Index(fields=["decided_at"], condition=Q(state="sent"), name="reminder_said"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "cycle", "stage", "recipient"],
                name="said_once",
                violation_error_message="This person has been told that already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="cancelled_reminder_has_a_reason",
                violation_error_message="A reminder that was not needed any more says why.",
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(decided_at__isnull=False),
                name="decided_reminder_has_a_time",
                violation_error_message="A reminder that was decided says when.",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(letter__isnull=False),
                name="sent_reminder_has_a_letter",
                violation_error_message="A reminder that was sent names its letter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage} to {self.recipient} on {self.planned_on}"

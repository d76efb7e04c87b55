"""The digests that were planned and made: one for each window of each person, which the database keeps from happening twice."""

from django.db import models
from django.db.models import Q

from initiatives.reminders.digests.queries import Digests


class Digest(models.Model):
    """One digest: of this window, to this person, at this time.

    `window` names the week, the month or the board, never a batch or a run. `since` and `until` are the UTC instants
    between which it says what is new; `mentions` are the history keys of what it speaks of, and `carries` is how many
    reminders of the same morning stand at its top.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SILENT = "silent", "There was nothing to say"
        POSTED = "posted", "In a letter"
        SENT = "sent", "Sent"
        FAILED = "failed", "Did not arrive"

    person = models.ForeignKey("services.User", on_delete=models.CASCADE, related_name="digests")
    window = models.CharField(max_length=60)
    due_at = models.DateTimeField(help_text="When its reader wants it.")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    mentions = models.JSONField(default=list, blank=True)
    carries = models.PositiveSmallIntegerField(default=0)
    letter = models.ForeignKey(
        "services.Letter", null=True, blank=True, on_delete=models.PROTECT, related_name="digests"
    )

    objects = Digests.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["state", "due_at"], name="digest_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "window"],
                name="one_digest_a_window",
                violation_error_message="This person has that digest already.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="planned"),
                name="one_digest_ahead",
                violation_error_message="This person's next digest is planned already.",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", letter=None, until=None)
                | Q(state="silent", letter=None, until__isnull=False)
                | Q(state__in=["posted", "sent", "failed"], letter__isnull=False, until__isnull=False),
                name="digest_names_its_letter",
                violation_error_message="A digest that was written names its letter and when that was.",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since__lte=models.F("until")),
                name="digest_ends_after_it_begins",
                violation_error_message="A digest cannot end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window} to {self.person}"

    @property
    def history_key(self) -> str:
        return f"digest:{self.pk}"

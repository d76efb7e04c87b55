"""The timeline people read: one entry for each thing somebody did, which nothing can change afterwards."""

import pgtrigger
from django.db import models

from services.history.chain import LINK
from services.history.queries import Entries, Touches


class Entry(models.Model):
    """Somebody did something to a thing, then, for a reason. pghistory keeps the rows; this keeps the story.

    `thing` and `place` are keys like "report_request:12": what was done to, and the record on whose page it is told.
    `changes` is a list of {"field", "before", "after"} in words. Each entry carries the hash of the one before.
    """

    at = models.DateTimeField()
    by = models.ForeignKey("services.User", null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=120, help_text="What was done, continuing the person’s name: “sent the report”.")
    thing = models.CharField(max_length=60)
    place = models.CharField(max_length=60, db_index=True)
    changes = models.JSONField(default=list)
    why = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    objects = Entries.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["place", "-at"], name="entry_place_newest")]
        triggers = [
            pgtrigger.Trigger(name="chain", when=pgtrigger.Before, operation=pgtrigger.Insert, func=LINK),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.by or 'The portal'} {self.verb}"


class Touch(models.Model):
    """A mark that a table somebody plans from has changed. Left by triggers, taken away by whoever looked.

    One row a statement, in the transaction of the change: what is not committed is not seen, and what is committed
    after a look is still there for the next one.
    """

    objects = Touches.as_manager()

    class Meta:
        verbose_name_plural = "touches"

    def __str__(self) -> str:
        return f"touch {self.pk}"


def leaves_a_touch(*columns: str) -> pgtrigger.Trigger:
    """The trigger that marks a change of its table, whoever makes it: people, commands, or SQL by hand.

    With columns, an update counts only if it names one of them: signing in changes nothing that is planned from.
    """
    update = pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update
    return pgtrigger.Trigger(
        name="leaves_a_touch",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | update | pgtrigger.Delete,
        func="INSERT INTO services_touch DEFAULT VALUES; RETURN NULL;",
    )

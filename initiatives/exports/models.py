"""Something to take away: what was asked for, how far it is, and the tables once they are made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from initiatives.exports.choices import State, What
from initiatives.exports.queries import Exports, ExportSheets


class Export(models.Model):
    """One person's copy of one of the three tables, as at a local date. Kept for a day, then deleted."""

    person = models.ForeignKey("services.User", on_delete=models.CASCADE, related_name="exports")
    what = models.CharField(max_length=20, choices=What)
    day = models.DateField(help_text="The local date whose figures it holds.")
    year = models.PositiveSmallIntegerField(help_text="The year in which its financial year begins.")
    since = models.DateField(null=True, blank=True, help_text="For an update: the day after which things are new.")
    seen_through = ArrayField(models.BigIntegerField(), help_text="The organisations through which its person saw it.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    rows_done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    workbook = models.BinaryField(null=True, blank=True)

    objects = Exports.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "what"],
                condition=Q(state__in=["asked", "making"]),
                name="one_export_at_a_time",
                violation_error_message="This is being made for you already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(workbook__isnull=False, ready_at__isnull=False),
                name="a_ready_export_has_its_file",
                violation_error_message="What is ready can be taken away.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()

    def get_absolute_url(self) -> str:
        return reverse("exports:export", kwargs={"pk": self.pk})

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def has_failed(self) -> bool:
        return self.state == State.FAILED

    @property
    def file_name(self) -> str:
        """Without its ending: extent-2014-10-06."""
        return f"{self.what.replace('_', '-')}-{self.day.isoformat()}"


class ExportSheet(models.Model):
    """One table of an export, as CSV."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    text = models.TextField()

    objects = ExportSheets.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["export", "number"],
                name="export_sheet_once",
                violation_error_message="An export has each table once.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exports:table", kwargs={"pk": self.pk})

    @property
    def file_name(self) -> str:
        """Without its ending: extent-2014-10-06-1."""
        return f"{self.export.file_name}-{self.number}"

"""Boards, and the meetings in which leaders of the services look at shared work."""

import pghistory
from django.db import models
from django.urls import reverse

from collab_portal.toolkit.model_fields import VagueDateColumn
from initiatives.meetings.queries import Boards, Meetings


class MeetingKind(models.TextChoices):
    """What a meeting is (domain brief 4.7)."""

    STRATEGIC_BOARD = "strategic_board", "Strategic board"
    PROGRAMME_BOARD = "programme_board", "Programme board"
    WORKING_GROUP = "working_group", "Working group"
    CHIEF_OFFICERS = "chief_officers", "Chief officers"
    ACCOUNTABILITY = "accountability", "Accountability board"
    BILATERAL = "bilateral", "Bilateral"
    ONE_OFF = "one_off", "One-off meeting"
    REVIEW = "leadership_review", "Leadership review"


@pghistory.track()
class Board(models.Model):
    """A body that meets about shared work again and again: the seed's leaders' meetings are one."""

    ref = models.CharField("reference", max_length=20, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=MeetingKind)
    convened_by = models.ForeignKey(
        "services.Organisation", null=True, on_delete=models.PROTECT, related_name="boards_convened"
    )
    members = models.ManyToManyField("services.Organisation", related_name="boards")
    purpose = models.TextField(blank=True)
    meets = models.CharField(max_length=80, blank=True, help_text="How often, in words; empty: not known.")
    began_on = VagueDateColumn()
    provenance = models.JSONField(default=dict, blank=True)

    objects = Boards.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:board", kwargs={"ref": self.ref})

    @property
    def history_key(self) -> str:
        return f"board:{self.pk}"


@pghistory.track()
class Meeting(models.Model):
    """One occasion on which the services' leaders sit together. Its date may be known to the month only."""

    ref = models.CharField("reference", max_length=20, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=MeetingKind)
    board = models.ForeignKey(Board, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    held_on = VagueDateColumn()
    convened_by = models.ForeignKey(
        "services.Organisation", null=True, on_delete=models.PROTECT, related_name="meetings_convened"
    )
    attended_by = models.ManyToManyField("services.Organisation", related_name="meetings")
    initiatives = models.ManyToManyField("initiatives.Initiative", related_name="meetings", blank=True)
    purpose = models.TextField(blank=True)
    place = models.CharField(max_length=120, blank=True)
    minutes = models.TextField(blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    objects = Meetings.as_manager()

    class Meta:
        ordering = ["-held_on", "ref"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", kwargs={"ref": self.ref})

    @property
    def history_key(self) -> str:
        return f"meeting:{self.pk}"

"""The register's records: an initiative, who takes part in it, its people and its milestones."""

import datetime as dt
from functools import cached_property

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from collab_portal.toolkit.model_fields import VagueDateColumn
from collab_portal.toolkit.words import NOT_KNOWN
from initiatives.register.choices import (
    Answer,
    Duty,
    Ending,
    Marking,
    Part,
    Reach,
    Stage,
    Standing,
    Status,
    Theme,
)
from initiatives.register.part_queries import Milestones, NamedPeople, Participations
from initiatives.register.queries import SEARCHED, Initiatives


@pghistory.track()
class Initiative(models.Model):
    """A piece of work that two or more organisations do together, from a first idea to its evaluation.

    `provenance` says of each field how it is known: {"name": {"source": "seed", "note": "…"}}; sources start with
    seed, added, inferred or unknown. What was typed in the portal needs none.
    """

    ref = models.CharField("reference", max_length=20, unique=True)
    drafted_as = models.CharField(max_length=20, blank=True, db_index=True, help_text="The reference of its draft.")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    as_first_named = models.CharField(max_length=200, blank=True, help_text="The words of the document it came from.")
    purpose = models.TextField(blank=True)
    themes = ArrayField(models.CharField(max_length=20, choices=Theme), default=list, blank=True)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.IDEA, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.DRAFT)
    status = models.CharField(max_length=15, choices=Status, default=Status.NOT_REPORTED)
    status_on = models.DateField(null=True, blank=True, help_text="The day of the report that set the status.")
    lead = models.ForeignKey(
        "services.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    is_jointly_led = models.BooleanField(default=False, help_text="No single lead: the organisations lead it together.")
    started_on = VagueDateColumn()
    planned_end_on = VagueDateColumn()
    ended_on = VagueDateColumn()
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    standing_reason = models.TextField(blank=True, help_text="Why it was parked or closed.")
    look_again_on = models.DateField(null=True, blank=True)
    reach = models.CharField(max_length=15, choices=Reach, default=Reach.PARTICIPANTS)
    marking = models.CharField(max_length=10, choices=Marking, default=Marking.OFFICIAL)
    handling = models.CharField(max_length=200, blank=True)
    facts = ArrayField(models.TextField(), default=list, blank=True, help_text="What sources say beside the fields.")
    provenance = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(
        "services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = Initiatives.as_manager()

    class Meta:
        ordering = ["ref"]
        indexes = [
            models.Index(fields=["name", "id"], condition=~Q(standing="draft"), name="initiative_by_name"),
            models.Index(fields=["lead", "standing"], name="initiative_by_lead"),
            GinIndex(SEARCHED, name="initiative_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(standing="parked") | Q(look_again_on__isnull=False),
                name="parked_has_a_date_to_look_again",
                violation_error_message="Parked work needs a date to look at it again.",
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=["parked", "closed"]) | ~Q(standing_reason=""),
                name="parked_or_closed_has_a_reason",
                violation_error_message="Parked or closed work needs a reason.",
            ),
            models.CheckConstraint(
                condition=~Q(standing="closed") | ~Q(ending=""),
                name="closed_says_how_it_ended",
                violation_error_message="Closed work needs to say how it ended.",
            ),
            models.CheckConstraint(
                condition=~Q(marking="sensitive") | Q(reach__in=["participants", "named"]),
                name="sensitive_stays_with_participants",
                violation_error_message="OFFICIAL-SENSITIVE work is for its participants or for named people only.",
            ),
            models.CheckConstraint(
                condition=Q(is_jointly_led=False) | Q(lead=None),
                name="led_by_one_or_jointly",
                violation_error_message="Work is led by one organisation or jointly, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page; for a draft, its task list."""
        return reverse("register:draft" if self.is_draft else "register:initiative", kwargs={"ref": self.ref})

    @property
    def is_draft(self) -> bool:
        return self.standing == Standing.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.standing == Standing.CLOSED

    def time_to_look_again_on(self, day: dt.date) -> bool:
        """Whether it is parked, and the day to look at it again is past or within a fortnight of a local date."""
        return self.standing == Standing.PARKED and self.look_again_on - day <= dt.timedelta(days=14)

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE

    def is_over_on(self, day: dt.date) -> bool:
        """Whether it had closed, or come to its known end, by a local date."""
        return self.is_closed or (self.ended_on is not None and self.ended_on.last < day)

    @property
    def lead_in_words(self) -> str:
        """Who leads it, as a list would say."""
        return self.lead.name if self.lead else "Led jointly" if self.is_jointly_led else NOT_KNOWN

    def organisation_ids_on(self, day: dt.date) -> set[int]:
        """Who takes part on a local date; an invitation that has not been answered lets an organisation see, not write.

        Asked of the database once: every rule about the record asks it.
        """
        if day not in self._taking_part:
            current = self.participations.current_on(day).filter(answer=Answer.TAKES_PART)
            self._taking_part[day] = set(current.values_list("organisation", flat=True))
        return self._taking_part[day]

    def organisation_ids_once_over_on(self, day: dt.date) -> set[int]:
        """The same while the work goes on; for work that is over, whoever took part in it at any time."""
        if not self.is_over_on(day):
            return self.organisation_ids_on(day)
        ever = self.participations.filter(answer=Answer.TAKES_PART, is_planned=False)
        return set(ever.values_list("organisation", flat=True))

    @cached_property
    def _taking_part(self) -> dict[dt.date, set[int]]:
        return {}

    @property
    def theme_labels(self) -> list[str]:
        return [Theme(theme).label for theme in self.themes]

    @property
    def title_in_mail(self) -> str:
        """The name, or words that give nothing away: sensitive text stays out of e-mail (domain brief 7)."""
        return "A restricted item" if self.is_sensitive else self.name

    @property
    def history_key(self) -> str:
        return f"initiative:{self.pk}"


@pghistory.track()
class Participation(models.Model):
    """An organisation takes part in an initiative, in a role, from and to dates that may be vague or not known."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="participations")
    part = models.CharField(max_length=10, choices=Part, default=Part.PARTNER)
    part_note = models.CharField(max_length=120, blank=True, help_text="The part in the source’s own words.")
    from_on = VagueDateColumn()
    to_on = VagueDateColumn()
    is_planned = models.BooleanField(default=False, help_text="Only ever planned; whether it happened is not known.")
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.TAKES_PART)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey("services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_reason = models.TextField(blank=True, help_text="Why an invited organisation declined.")
    version = models.PositiveIntegerField(default=1)
    purpose_confirmed_on = models.DateField(null=True, blank=True)
    purpose_confirmed_by = models.ForeignKey(
        "services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provenance = models.JSONField(default=dict, blank=True)

    objects = Participations.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        indexes = [models.Index(fields=["organisation", "initiative"], name="participation_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "organisation"],
                name="takes_part_once",
                violation_error_message="This organisation takes part already.",
            ),
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(part="lead"),
                name="one_lead",
                violation_error_message="An initiative has one lead organisation.",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None)
                | Q(from_on=None)
                | Q(to_on__gte=F("from_on"))
                | Q(from_on__startswith=F("to_on")),  # from October 2014 until some day in 2014
                name="participation_ends_after_it_begins",
                violation_error_message="An organisation cannot leave before it joins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.initiative}"

    def has_begun_on(self, day: dt.date) -> bool:
        """Whether its start has come by a local date; one that is not known counts as come."""
        return self.from_on is None or self.from_on.text <= day.isoformat()

    def has_ended_on(self, day: dt.date) -> bool:
        """Whether its end has passed by a local date."""
        return self.to_on is not None and self.to_on.last < day

    def counts_on(self, day: dt.date) -> bool:
        """The same as the queryset's `current_on`, for a row that has been read already."""
        agreed = not self.is_planned and self.answer != Answer.DECLINED
        return agreed and self.has_begun_on(day) and not self.has_ended_on(day)

    @property
    def takes_part(self) -> bool:
        return self.answer == Answer.TAKES_PART

    @property
    def is_invited(self) -> bool:
        return self.answer == Answer.INVITED

    @property
    def has_declined(self) -> bool:
        return self.answer == Answer.DECLINED

    @property
    def history_key(self) -> str:
        return f"participation:{self.pk}"

    @property
    def history_place(self) -> Initiative:
        return self.initiative


@pghistory.track()
class NamedPerson(models.Model):
    """A person named on an initiative: who writes its reports, who sponsors it, who else may see it and until when."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="named_people")
    person = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="named_on")
    duty = models.CharField(max_length=10, choices=Duty)
    until = models.DateField(null=True, blank=True, help_text="The last day a guest may see it.")

    objects = NamedPeople.as_manager()

    class Meta:
        ordering = ["person__name"]
        verbose_name_plural = "named people"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person", "duty"],
                name="named_once_a_duty",
                violation_error_message="This person is named for that already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_duty_display().lower()}"

    @property
    def history_key(self) -> str:
        return f"named_person:{self.pk}"

    @property
    def history_place(self) -> Initiative:
        return self.initiative


@pghistory.track()
class Milestone(models.Model):
    """A point the work should reach: the day first promised, the day now expected, the day it was."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=120)
    baseline_on = models.DateField()
    forecast_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = Milestones.as_manager()

    class Meta:
        ordering = ["forecast_on", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_moved(self) -> bool:
        return self.forecast_on != self.baseline_on

    @property
    def history_key(self) -> str:
        return f"milestone:{self.pk}"

    @property
    def history_place(self) -> Initiative:
        return self.initiative

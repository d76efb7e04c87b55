"""Evaluations, and the lessons of shared work: what happened, why, and what to do next time."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse

from initiatives.evaluations.choices import COMPARES_FROM, COMPARING, EARNED_BY, Finding, Method, Strength
from initiatives.evaluations.queries import SEARCHED, Evaluations, Lessons
from initiatives.register.choices import Theme

#: Sharing ends with the sensitive marking; a lesson and the evaluation it comes from are of one piece of work.
FITS_ITS_WORK = """
    SELECT marking = 'sensitive' OR reach = 'named' INTO closed FROM initiatives_initiative WHERE id = NEW.initiative_id;
    IF NEW.is_shared AND closed THEN
        RAISE EXCEPTION 'A lesson of sensitive work, or of work for named people only, is not shared.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.evaluation_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM initiatives_evaluation WHERE id = NEW.evaluation_id AND initiative_id = NEW.initiative_id
    ) THEN
        RAISE EXCEPTION 'A lesson comes from an evaluation of the same work.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def place_of(row: models.Model, anchor: str) -> str:
    """Where a row stands on the page of its initiative."""
    return f"{reverse('evaluations:of_initiative', kwargs={'ref': row.initiative.ref})}#{anchor}-{row.pk}"


@pghistory.track()
class Evaluation(models.Model):
    """Somebody asked whether the work did what it set out to do, found out in some way, and says how sure that is."""

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="evaluations")
    question = models.CharField(max_length=300, help_text="What was asked.")
    method = models.CharField(max_length=12, choices=Method)
    strength = models.PositiveSmallIntegerField(choices=Strength)
    finding = models.CharField(max_length=10, choices=Finding)
    summary = models.TextField(help_text="What was found, in words.")
    done_on = models.DateField()
    done_by = models.CharField(max_length=160, help_text="Who did it, in words.")
    report = models.CharField(max_length=300, blank=True, help_text="Where the whole report is. Never fetched.")
    entered_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = Evaluations.as_manager()

    class Meta:
        ordering = ["-done_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "question", "done_on"],
                name="evaluation_entered_once",
                violation_error_message="An evaluation of that day with this question is here already. Correct that instead.",
            ),
            models.CheckConstraint(
                condition=Q(strength__gte=1, strength__lte=5),
                name="strength_on_the_scale",
                violation_error_message="Select how strong the evidence is, from 1 to 5.",
            ),
            models.CheckConstraint(
                condition=Q(strength__lt=COMPARES_FROM) | Q(method__in=COMPARING),
                name="strong_evidence_compares",
                violation_error_message="Evidence of strength 3 or more compares with others. Choose a method that does, or 1 or 2.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_it_is_of_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("initiative", "entered_by", "entered_at"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return place_of(self, "evaluation")

    @property
    def earned_by(self) -> str:
        """What earns its evidence this strength."""
        return EARNED_BY[Strength(self.strength)]

    @property
    def history_key(self) -> str:
        return f"evaluation:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.initiative


@pghistory.track()
class Lesson(models.Model):
    """What people learnt, for whoever does something similar next. Shared: every member of an organisation reads it, and
    sees whose it is, but not of which work unless they may see that.

    It is never deleted: what is no longer true is withdrawn with a reason, and then not shared.
    """

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="lessons")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="lessons")
    evaluation = models.ForeignKey(Evaluation, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons")
    title = models.CharField(max_length=120)
    happened = models.TextField(help_text="What happened.")
    cause = models.TextField(help_text="Why it happened.")
    next_time = models.TextField(help_text="What to do next time.")
    themes = ArrayField(models.CharField(max_length=20, choices=Theme), default=list, blank=True)
    is_shared = models.BooleanField(default=False)
    written_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey("services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True, help_text="Why it is no longer true.")
    version = models.PositiveIntegerField(default=1)

    objects = Lessons.as_manager()

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [GinIndex(SEARCHED, name="lesson_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "title"],
                condition=Q(withdrawn_at=None),
                name="lesson_named_once",
                violation_error_message="A lesson with this name is here already. Change that instead.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_by_somebody_for_a_reason",
                violation_error_message="Say why the lesson is no longer true.",
            ),
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(withdrawn_at=None),
                name="withdrawn_is_not_shared",
                violation_error_message="A lesson that is no longer true is not shared.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fits_its_work",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("closed", "BOOLEAN")],
                func=FITS_ITS_WORK,
            ),
            pgtrigger.Protect(
                name="what_it_is_of_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("initiative", "organisation", "written_by", "written_at"),
            ),
            pgtrigger.Protect(
                name="withdrawn_stays_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return place_of(self, "lesson")

    @property
    def theme_labels(self) -> list[str]:
        return [Theme(theme).label for theme in self.themes]

    @property
    def words(self) -> str:
        """All it says, for comparing it with a name."""
        return " ".join((self.title, self.happened, self.cause, self.next_time))

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def history_key(self) -> str:
        return f"lesson:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.initiative

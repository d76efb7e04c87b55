"""Leadership reviews: named leaders look at shared work on a date, and ask for a report before it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.model_fields import VagueDateColumn
from initiatives.register.models import Marking, Status
from initiatives.reviews.choices import ENDS_A_WISH, MOVES, OWED, TAKEN, EventKind, RequestState
from initiatives.reviews.queries import ReportEvents, ReportRequests, Reports, Reviews


def among(kinds: Iterable[str]) -> str:
    """Kinds of events as a list in SQL."""
    return ", ".join(f"'{kind}'" for kind in kinds)


STATE_FOLLOWS_EVENTS = f"""
    UPDATE initiatives_reportrequest SET
        state = CASE NEW.kind {" ".join(f"WHEN '{kind}' THEN '{state}'" for kind, state in MOVES.items())} ELSE state END,
        is_ready = NEW.kind = 'ready_to_clear' OR (is_ready AND NEW.kind NOT IN ({among(MOVES)})),
        wished_due_on = CASE WHEN NEW.kind = 'more_time_asked' THEN NEW.due_on
            WHEN NEW.kind IN ({among(ENDS_A_WISH)}) THEN NULL ELSE wished_due_on END,
        days_late = COALESCE(days_late, NEW.days_late)
    WHERE id = NEW.request_id;
    RETURN NULL;
"""


@pghistory.track()
class LeadershipReview(models.Model):
    """A look at shared work by named leaders, by a date that may be known to the month only (the seed's "in October")."""

    ref = models.CharField("reference", max_length=20, unique=True)
    title = models.CharField(max_length=160)
    what = models.CharField(max_length=300, help_text="What must be reported.")
    due = VagueDateColumn(null=False, blank=False)
    board = models.ForeignKey(
        "initiatives.Board", null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    asked_by = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="reviews_asked")
    held_on = models.DateField(null=True, blank=True, help_text="The day the leaders met about it.")
    sections = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="The parts asked for; empty: all."
    )
    questions = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="Questions of its own."
    )
    provenance = models.JSONField(default=dict, blank=True)

    objects = Reviews.as_manager()

    class Meta:
        ordering = ["due", "ref"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", kwargs={"ref": self.ref})

    @property
    def when(self) -> VagueDate:
        """Its day: the board's date where a cycle named one, else as much as is known of when it is."""
        dated = getattr(self, "cycle_date", None)
        return VagueDate.on(dated.on) if dated else self.due

    @property
    def history_key(self) -> str:
        return f"review:{self.pk}"


@pghistory.track()
class ReviewReader(models.Model):
    """Who reads the reports of a review: an organisation's leadership, in the words they are known by."""

    review = models.ForeignKey(LeadershipReview, on_delete=models.CASCADE, related_name="readers")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="+")
    known_as = models.CharField(max_length=120, help_text="“Chief Constable of Cheshire Constabulary”.")

    objects = models.Manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.known_as


@pghistory.track()
class ReportRequest(models.Model):
    """A report asked of one initiative for one review. Its state follows from its events, by a trigger.

    So do `is_ready`, `wished_due_on` and `days_late`: nothing else writes them.
    """

    State = RequestState

    review = models.ForeignKey(LeadershipReview, on_delete=models.PROTECT, related_name="requests")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="report_requests")
    due_on = models.DateField(help_text="The last working day of what the review’s date can mean.")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED, editable=False)
    needs_clearing = models.BooleanField(default=False, help_text="A sponsor who is not the author clears it first.")
    draft_due_on = models.DateField(null=True, blank=True, help_text="The working day by which a draft should exist.")
    clear_due_on = models.DateField(null=True, blank=True, help_text="The working day by which it should be cleared.")
    first_due_on = models.DateField(null=True, blank=True, help_text="When it was due before more time was given.")
    passed_to = models.ForeignKey(
        "services.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="A colleague who writes it.",
    )
    passed_by = models.ForeignKey(
        "services.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The author they stand in for.",
    )
    is_ready = models.BooleanField(default=False, editable=False, help_text="Its authors say that it can be cleared.")
    wished_due_on = models.DateField(null=True, editable=False, help_text="The later day its authors ask for.")
    days_late = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="Working days late when it was first sent; empty: not sent yet."
    )

    objects = ReportRequests.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["initiative", "due_on"], name="request_of_initiative"),
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["asked", "drafting", "cleared", "returned"]),
                name="request_owed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "initiative"],
                name="asked_once_a_review",
                violation_error_message="This review has asked that initiative already.",
            ),
            models.CheckConstraint(
                condition=Q(passed_to=None, passed_by=None) | Q(passed_to__isnull=False, passed_by__isnull=False),
                name="passed_by_somebody_to_somebody",
                violation_error_message="A report is passed on by one person to another.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review.title}: {self.initiative.name}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", kwargs={"pk": self.pk})

    @property
    def author_ids(self) -> set[int]:
        """The people named to write the reports of its initiative."""
        return {named.person_id for named in self.initiative.named_people.all() if named.duty == "author"}

    @property
    def writer_ids(self) -> set[int]:
        """The people who write it now: its authors, with a colleague in the place of the one who passed it on."""
        return (
            self.author_ids
            if self.passed_to_id is None
            else (self.author_ids - {self.passed_by_id}) | {self.passed_to_id}
        )

    def sponsor_ids_on(self, day: dt.date) -> set[int]:
        """The people named as sponsors of its initiative on a local date."""
        named = self.initiative.named_people.all()
        return {
            each.person_id for each in named if each.duty == "sponsor" and (each.until is None or each.until >= day)
        }

    def clearer_ids_on(self, day: dt.date) -> set[int]:
        """Those of its sponsors who may clear it: nobody clears what they wrote themselves."""
        return self.sponsor_ids_on(day) - ({self.draft.saved_by_id} if self.draft else set())

    @property
    def draft(self) -> "Report | None":
        """The answers so far, whoever may read them; None before anybody wrote any."""
        return getattr(self, "report", None)

    @property
    def is_sensitive(self) -> bool:
        """Whether it must stay out of e-mail: by its initiative's marking or by its own answers'."""
        return self.initiative.is_sensitive or bool(self.draft and self.draft.is_sensitive)

    @property
    def is_owed(self) -> bool:
        return self.state in OWED

    @property
    def is_sent(self) -> bool:
        return self.state == RequestState.SENT

    @property
    def is_cleared(self) -> bool:
        return self.state == RequestState.CLEARED

    @property
    def is_accepted(self) -> bool:
        """Accepted, whether or not it has been presented since."""
        return self.state in TAKEN

    @property
    def waits_for_clearing(self) -> bool:
        """Ready, and with the sponsor now."""
        return self.needs_clearing and self.is_owed and self.is_ready

    @property
    def can_be_sent(self) -> bool:
        """Whether nothing but its authors’ press of a button stands between it and the office, once it is finished."""
        return self.is_cleared or (self.is_owed and not self.needs_clearing)

    @property
    def history_key(self) -> str:
        return f"report_request:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.initiative


class ReportEvent(models.Model):
    """Something that happened to a report. Append-only: the state of its request is the last of these."""

    Kind = EventKind

    request = models.ForeignKey(ReportRequest, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    at = models.DateTimeField()
    by = models.ForeignKey("services.User", null=True, on_delete=models.PROTECT, related_name="+")
    for_whom = models.ForeignKey(
        "services.User",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who was away; a deputy acted.",
    )
    to = models.ForeignKey(
        "services.User",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The colleague it was passed to.",
    )
    due_on = models.DateField(null=True, help_text="The later day asked for or given.")
    days_late = models.PositiveSmallIntegerField(null=True, help_text="Working days late, of a report that was sent.")
    why = models.TextField(blank=True)
    answers = models.JSONField(null=True, blank=True, help_text="What was sent, as it was sent.")

    objects = ReportEvents.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="returned") | ~Q(why=""),
                name="returned_says_why",
                violation_error_message="A returned report says why.",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) ^ Q(kind__in=["more_time_asked", "more_time_given"]),
                name="more_time_has_a_day",
                violation_error_message="More time ends on a day.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="state_follows_events", when=pgtrigger.After, operation=pgtrigger.Insert, func=STATE_FOLLOWS_EVENTS
            ),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at}"

    @property
    def who(self) -> str:
        """“Ruth Kemble (for Elin Pryce)” where a deputy did it."""
        name = self.by.name if self.by else "The portal"
        return f"{name} (for {self.for_whom.name})" if self.for_whom else name


#: Questions that are asked where anything is not on track: every one needs a way back, with an owner and a date.
PATH = ("path_to_green", "path_owner", "path_by")
#: Questions that are asked of every report, and are fields of it; `decision` and what leads to it may be left out.
ANSWERS = ("status", *PATH, "changed", "planned", "needs_decision", "decision", "risk", "marking")
#: How the names of those parts end that are dates: a milestone's new day, and the day it was reached.
DATES = ("_new", "_done")


@pghistory.track(model_name="ReportVersion")
class Report(models.Model):
    """The answers, one page: the highlight report everybody knows (domain brief 2.4). Saved as a draft at every post."""

    request = models.OneToOneField(ReportRequest, on_delete=models.CASCADE, related_name="report")
    status = models.CharField(max_length=15, choices=Status, blank=True)
    changed = models.TextField(blank=True, help_text="What has happened, what it means, what we are doing.")
    planned = models.TextField(blank=True, help_text="What comes next.")
    path_to_green = models.TextField(blank=True, help_text="How it gets back on track; needed when it is not.")
    path_owner = models.CharField(max_length=120, blank=True)
    path_by = models.DateField(null=True, blank=True)
    needs_decision = models.BooleanField(null=True)
    decision = models.CharField(max_length=250, blank=True)
    risk = models.TextField(blank=True)
    marking = models.CharField(max_length=10, choices=Marking, default=Marking.OFFICIAL)
    parts = models.JSONField(default=dict, blank=True, help_text="Answers about aspects, milestones and own questions.")
    sheet = models.JSONField(default=dict, blank=True, help_text="What it asked about, as that stood when it was sent.")
    unfinished = models.JSONField(default=dict, blank=True, help_text="What was typed and is not an answer yet.")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")

    objects = Reports.as_manager()

    class Meta:
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return f"Report for {self.request}"

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE

    def answer(self, name: str) -> Any:
        """One answer by the name of its question: a field, or one of the parts, whose dates are kept as text."""
        if name in ANSWERS:
            return getattr(self, name)
        said = self.parts.get(name)
        return dt.date.fromisoformat(said) if said and name.endswith(DATES) else said

    @property
    def history_key(self) -> str:
        return f"report:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.request.initiative

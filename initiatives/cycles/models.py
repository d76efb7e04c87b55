"""A review cycle, who reads its reports, and its dates."""

import datetime as dt

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from initiatives.cycles.choices import Covers, CycleState, Every, Section
from initiatives.cycles.dates import LeadTimes
from initiatives.cycles.queries import CycleDates, ReviewCycles

MOST_QUESTIONS = 5


@pghistory.track()
class ReviewCycle(models.Model):
    """A board looks at the shared work of a group of organisations again and again, and is sent a report each time.

    The lead times are the field's own (domain brief 2.3 for a strategic board: draft 15, final 7 to 10, papers out
    five clear working days before, which is the sixth working day: look README 4.3).
    """

    ref = models.CharField("reference", max_length=20, unique=True)
    title = models.CharField(max_length=120)
    what = models.CharField(max_length=300, help_text="What must be reported.")
    board = models.ForeignKey("initiatives.Board", on_delete=models.PROTECT, related_name="cycles")
    asked_by = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="cycles_asked")
    organisations = models.ManyToManyField(
        "services.Organisation", related_name="cycles", help_text="Whose shared work."
    )
    covers = models.CharField(max_length=10, choices=Covers, default=Covers.SHARED)
    chosen = models.ManyToManyField("initiatives.Initiative", related_name="cycles", blank=True)
    every = models.CharField(max_length=15, choices=Every, blank=True)
    first_on = models.DateField(null=True, blank=True, help_text="The first board date.")
    sections = ArrayField(models.CharField(max_length=20, choices=Section), default=list, blank=True)
    questions = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    needs_clearing = models.BooleanField(default=True, help_text="A sponsor who is not the author clears each report.")
    draft_days = models.PositiveSmallIntegerField(default=15, help_text="Working days before the board.")
    clear_days = models.PositiveSmallIntegerField(default=10, help_text="Working days before the board.")
    papers_days = models.PositiveSmallIntegerField(default=6, help_text="Working days before the board.")
    state = models.CharField(max_length=10, choices=CycleState, default=CycleState.DRAFT)
    ended_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReviewCycles.as_manager()

    class Meta:
        ordering = ["title", "ref"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | (Q(every="each_board") | (~Q(every="") & Q(first_on__isnull=False))),
                name="running_cycle_has_a_rhythm",
                violation_error_message="A cycle needs to say how often it asks, and from when on.",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(ended_reason=""),
                name="ended_cycle_says_why",
                violation_error_message="A cycle that has ended says why.",
            ),
            models.CheckConstraint(
                condition=Q(papers_days__gte=1, draft_days__gte=F("papers_days"))
                & (Q(needs_clearing=False) | Q(clear_days__gte=F("papers_days"), draft_days__gte=F("clear_days"))),
                name="draft_before_clearance_before_papers",
                violation_error_message="The draft is due before its clearance, and that before the papers.",
            ),
            models.CheckConstraint(
                condition=Q(questions__len__lte=MOST_QUESTIONS),
                name="cycle_asks_five_questions_at_most",
                violation_error_message=f"A cycle has at most {MOST_QUESTIONS} questions of its own.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cycles:cycle", kwargs={"ref": self.ref})

    @property
    def is_draft(self) -> bool:
        return self.state == CycleState.DRAFT

    @property
    def is_running(self) -> bool:
        return self.state == CycleState.RUNNING

    @property
    def has_ended(self) -> bool:
        return self.state == CycleState.ENDED

    @property
    def section_labels(self) -> list[str]:
        """The parts it asks for, in the order of the report; all of them unless it says otherwise."""
        return [each.label for each in Section if each in self.sections or not self.sections]

    @property
    def lead_times(self) -> LeadTimes:
        return LeadTimes(self.draft_days, self.clear_days if self.needs_clearing else None, self.papers_days)

    @property
    def history_key(self) -> str:
        return f"review_cycle:{self.pk}"


@pghistory.track()
class CycleReader(models.Model):
    """Who reads the reports of a cycle: an organisation’s leadership, in the words they are known by."""

    cycle = models.ForeignKey(ReviewCycle, on_delete=models.CASCADE, related_name="readers")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="+")
    known_as = models.CharField(max_length=120, help_text="“Chief Constable of Cheshire Constabulary”.")

    objects = models.Manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "organisation"],
                name="reads_a_cycle_once",
                violation_error_message="This organisation reads the reports already.",
            )
        ]

    def __str__(self) -> str:
        return self.known_as


@pghistory.track()
class CycleDate(models.Model):
    """One day on which the board looks at the work, with the working days by which its reports are needed.

    A date without a review asks for nothing: its papers were due before anybody could be asked.
    """

    cycle = models.ForeignKey(ReviewCycle, on_delete=models.CASCADE, related_name="dates")
    planned_on = models.DateField(help_text="The day the rhythm names, before it rolled or moved.")
    on = models.DateField("board date")
    draft_due_on = models.DateField()
    clear_due_on = models.DateField(null=True, blank=True, help_text="Empty: nobody clears.")
    papers_due_on = models.DateField(help_text="The day the reports are due.")
    review = models.OneToOneField(
        "initiatives.LeadershipReview", null=True, blank=True, on_delete=models.PROTECT, related_name="cycle_date"
    )
    moved_from = models.DateField(null=True, blank=True)
    moved_reason = models.TextField(blank=True)
    is_dropped = models.BooleanField(default=False)
    dropped_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CycleDates.as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "on"],
                name="one_date_a_day",
                violation_error_message="This cycle has a date on that day already.",
            ),
            models.UniqueConstraint(
                fields=["cycle", "planned_on"],
                name="one_date_of_the_rhythm",
                violation_error_message="This cycle has that date already.",
            ),
            models.CheckConstraint(
                condition=Q(draft_due_on__lte=F("papers_due_on"), papers_due_on__lt=F("on")),
                name="papers_come_before_the_board",
                violation_error_message="The draft is due before the papers, and the papers before the board meets.",
            ),
            models.CheckConstraint(
                condition=Q(moved_from=None) | ~Q(moved_reason=""),
                name="moved_date_says_why",
                violation_error_message="A date that has moved says why.",
            ),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | ~Q(dropped_reason=""),
                name="dropped_date_says_why",
                violation_error_message="A date that was dropped says why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle}, {self.on}"

    @property
    def lead_times(self) -> LeadTimes:
        """Those of its cycle; whether its reports are cleared is as it was when the date was confirmed."""
        theirs = self.cycle
        return LeadTimes(theirs.draft_days, theirs.clear_days if self.clear_due_on else None, theirs.papers_days)

    @property
    def is_too_late(self) -> bool:
        """Whether its papers were due before anybody could be asked."""
        return self.review_id is None and not self.is_dropped

    def has_passed_by(self, day: dt.date) -> bool:
        """Whether the board met, or was to meet, before a local date."""
        return self.on < day

    @property
    def history_key(self) -> str:
        return f"cycle_date:{self.pk}"

    @property
    def history_place(self) -> ReviewCycle:
        return self.cycle

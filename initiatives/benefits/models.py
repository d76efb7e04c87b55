"""Benefits: one line for what one organisation gains, and its values quarter by quarter."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from collab_portal.toolkit.words import NOT_KNOWN
from initiatives.benefits.amounts import MOST, rhythm, said
from initiatives.benefits.choices import (
    IN_POUNDS,
    NEVER_IN_POUNDS,
    BenefitKind,
    BenefitStatus,
    Confidence,
    ReadingState,
    Unit,
)
from initiatives.benefits.quarters import Quarter
from initiatives.benefits.queries import BenefitReadings, Benefits, PlannedQuarters


def within(column: str) -> Q:
    """From 0 to 10^11; refuses NaN as well, which PostgreSQL sorts above every number."""
    return Q(**{f"{column}__gte": 0, f"{column}__lte": MOST})


AMOUNT = {"max_digits": 14, "decimal_places": 2}


@pghistory.track()
class Benefit(models.Model):
    """What one organisation gains, or loses, by an initiative: planned, then claimed and confirmed quarter by quarter.

    Amounts are sizes, never below 0: a dis-benefit is worse by so much, and its type keeps it apart from every gain.
    """

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="benefits")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="benefits")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=BenefitKind)
    owner = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="benefits_owned")
    measure = models.CharField(max_length=160)
    unit = models.CharField(max_length=8, choices=Unit)
    is_recurring = models.BooleanField(help_text="It comes again every year; otherwise once.")
    budget_line = models.CharField(max_length=60, blank=True, help_text="The budget or cost centre that it changes.")
    baseline_value = models.DecimalField(null=True, blank=True, **AMOUNT)
    baseline_period = models.CharField(max_length=60, blank=True)
    baseline_source = models.CharField(max_length=160, blank=True)
    target_value = models.DecimalField(null=True, blank=True, **AMOUNT)
    target_on = models.DateField(null=True, blank=True)
    method = models.TextField(blank=True)
    evidence = models.TextField(blank=True, help_text="Where the proof can be looked up.")
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    price_year = models.CharField(max_length=7, blank=True, help_text="In whose prices pounds are counted, as 2014/15.")
    status = models.CharField(max_length=12, choices=BenefitStatus, default=BenefitStatus.PLANNED)
    version = models.PositiveIntegerField(default=1)

    objects = Benefits.as_manager()

    class Meta:
        ordering = ["organisation__name", "title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "organisation", "title"],
                name="benefit_named_once",
                violation_error_message="This organisation has a benefit of this name here already.",
            ),
            models.CheckConstraint(
                condition=Q(target_value=None) | Q(baseline_value__isnull=False),
                name="target_needs_a_baseline",
                violation_error_message="A target needs a baseline: enter what it is now, or leave the target empty.",
            ),
            models.CheckConstraint(
                condition=Q(target_value=None, target_on=None) | Q(target_value__isnull=False, target_on__isnull=False),
                name="target_has_a_value_and_a_day",
                violation_error_message="A target needs both a value and the day by which it should be reached.",
            ),
            models.CheckConstraint(
                condition=Q(baseline_value=None) | within("baseline_value"),
                name="baseline_within_bounds",
                violation_error_message="The baseline must be from 0 to 100,000,000,000.",
            ),
            models.CheckConstraint(
                condition=Q(target_value=None) | within("target_value"),
                name="target_within_bounds",
                violation_error_message="The target must be from 0 to 100,000,000,000.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=IN_POUNDS) | Q(unit=Unit.POUNDS),
                name="money_is_counted_in_pounds",
                violation_error_message="Cashable savings, avoided costs, capital receipts and income are counted in £.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=NEVER_IN_POUNDS) | ~Q(unit=Unit.POUNDS),
                name="value_has_a_measure_of_its_own",
                violation_error_message="A benefit of this type has a measure of its own. It is never counted in £.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=BenefitKind.RECEIPT) | Q(is_recurring=False),
                name="receipt_comes_once",
                violation_error_message="A capital receipt comes once, not every year.",
            ),
            models.CheckConstraint(
                condition=~Q(unit=Unit.POUNDS) | ~Q(price_year=""),
                name="pounds_have_a_price_year",
                violation_error_message="Say in the prices of which financial year the pounds are counted.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stays_with_its_organisation",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("organisation", "initiative"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("benefits:benefit", kwargs={"pk": self.pk})

    def said(self, value: object) -> str:
        """An amount of this line with its unit, or “not known”."""
        return NOT_KNOWN if value is None else said(value, self.unit)

    @property
    def plan(self) -> str:
        """£120,000 a year; “not known” without a target."""
        return NOT_KNOWN if self.target_value is None else f"{self.said(self.target_value)} {rhythm(self.is_recurring)}"

    @property
    def baseline(self) -> str:
        """£300,000 a year, or £300,000 where it comes once; “not known” where nobody knows."""
        said = self.said(self.baseline_value)
        return f"{said} {rhythm(True)}" if self.is_recurring and self.baseline_value is not None else said

    @property
    def confirmed_in_words(self) -> str:
        """What finance confirmed in a financial year, where the query has added it (`with_amounts`)."""
        return self.said(self.confirmed)

    @property
    def claimed_in_words(self) -> str:
        """What waits for finance of a financial year, where the query has added it."""
        return self.said(self.claimed)

    @property
    def expected_in_words(self) -> str:
        """What was planned for the quarters that a list is asked for, where the query has added it."""
        return self.said(self.expected)

    @property
    def counted_in(self) -> str:
        """£ a year; hours once; a number of something else a year."""
        return f"{self.get_unit_display()} {rhythm(self.is_recurring)}"

    @property
    def history_key(self) -> str:
        return f"benefit:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.initiative


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlannedQuarter(models.Model):
    """What one quarter should bring, so that a plan is more than its last day: the profile of a benefit.

    The plan of a quarter can be taken back, so its last version says that it went: it was known until then.
    """

    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="profile")
    year = models.PositiveSmallIntegerField(help_text="The year in which the financial year begins.")
    quarter = models.PositiveSmallIntegerField(help_text="1 is April to June.")
    value = models.DecimalField(**AMOUNT)

    objects = PlannedQuarters.as_manager()

    class Meta:
        ordering = ["year", "quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "year", "quarter"],
                name="one_plan_a_quarter",
                violation_error_message="There is a plan for this quarter already.",
            ),
            models.CheckConstraint(
                condition=within("value"),
                name="planned_quarter_within_bounds",
                violation_error_message="The plan must be from 0 to 100,000,000,000.",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4),
                name="plan_is_of_a_quarter",
                violation_error_message="A year has four quarters.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit}: {self.benefit.said(self.value)} planned, {self.when}"

    @property
    def when(self) -> Quarter:
        return Quarter(self.year, self.quarter)


@pghistory.track()
class BenefitReading(models.Model):
    """What one quarter brought: claimed, then confirmed or rejected by that organisation's finance officer.

    Never changed and never deleted. A later claim, with a reason, takes the place of a confirmed one once it is confirmed
    itself; until then both are there, and count as what they are.
    """

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="readings")
    year = models.PositiveSmallIntegerField(help_text="The year in which the financial year begins.")
    quarter = models.PositiveSmallIntegerField(help_text="1 is April to June.")
    value = models.DecimalField(**AMOUNT)
    note = models.TextField(blank=True, help_text="How it was worked out and where that can be looked up.")
    correction = models.TextField(blank=True, help_text="Why it should take the place of a confirmed value.")
    state = models.CharField(max_length=10, choices=ReadingState, default=ReadingState.CLAIMED)
    claimed_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    answered_by = models.ForeignKey("services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True, help_text="Why it was rejected or taken back.")

    objects = BenefitReadings.as_manager()

    class Meta:
        ordering = ["-year", "-quarter", "-id"]
        indexes = [models.Index(fields=["benefit", "state", "year"], name="reading_of_benefit")]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "year", "quarter"],
                condition=Q(state="claimed"),
                name="one_claim_a_quarter",
                violation_error_message="A value for this quarter waits for finance already.",
            ),
            models.UniqueConstraint(
                fields=["benefit", "year", "quarter"],
                condition=Q(state="confirmed"),
                name="one_confirmed_value_a_quarter",
                violation_error_message="A value for this quarter is confirmed already.",
            ),
            models.CheckConstraint(
                condition=within("value"),
                name="reading_within_bounds",
                violation_error_message="The value must be from 0 to 100,000,000,000.",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4),
                name="reading_is_of_a_quarter",
                violation_error_message="A year has four quarters.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "replaced"]) | ~Q(answered_by=F("claimed_by")),
                name="nobody_confirms_their_own_claim",
                violation_error_message="You claimed this value, so another finance officer has to confirm it.",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", answered_by=None, answered_at=None)
                | (~Q(state="claimed") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="answered_by_somebody",
                violation_error_message="An answer names who gave it and when.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "withdrawn"]) | ~Q(answer_reason=""),
                name="rejected_with_a_reason",
                violation_error_message="A value is rejected or taken back with a reason.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_was_claimed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "benefit", "year", "quarter", "value", "note", "correction", "claimed_by", "claimed_at"
                ),
            ),
            pgtrigger.Protect(
                name="an_answer_is_never_undone",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="claimed")
                & ~pgtrigger.Q(old__state="confirmed", new__state="replaced"),
            ),
            pgtrigger.Protect(
                name="who_answered_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="claimed")
                & (
                    pgtrigger.Q(old__answered_by__df=pgtrigger.F("new__answered_by"))
                    | pgtrigger.Q(old__answered_at__df=pgtrigger.F("new__answered_at"))
                    | pgtrigger.Q(old__answer_reason__df=pgtrigger.F("new__answer_reason"))
                ),
            ),
            pgtrigger.Protect(
                name="only_what_was_confirmed_is_replaced",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="claimed", new__state="replaced"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.benefit}: {self.shown}, {self.when}"

    def get_absolute_url(self) -> str:
        """The page of its benefit."""
        return reverse("benefits:benefit", kwargs={"pk": self.benefit_id})

    @property
    def when(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def shown(self) -> str:
        return self.benefit.said(self.value)

    @property
    def is_claimed(self) -> bool:
        return self.state == ReadingState.CLAIMED

    @property
    def history_key(self) -> str:
        return f"benefit_reading:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.benefit.initiative

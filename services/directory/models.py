"""Organisations as the law knows them and as people name them, what each spends, and when their offices are closed."""

import datetime as dt
from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest
from django.urls import reverse

from collab_portal.toolkit import words
from collab_portal.toolkit.dates import weekdays_between, year_in_words
from collab_portal.toolkit.model_fields import VagueDateColumn
from services.directory.queries import DEMONSTRATION, BankHolidays, Budgets, Closures, Organisations


class Kind(models.TextChoices):
    """What an organisation is. The Policing and Crime Act 2017 s5 decides which kinds owe its duty."""

    POLICE_FORCE = "police_force", "Police force"
    POLICE_OTHER = "police_other", "Other police body"
    POLICING_BODY = "policing_body", "Policing body"
    FIRE = "fire_rescue_service", "Fire and rescue service"
    AMBULANCE = "ambulance_trust", "Ambulance trust"
    JOINT_VEHICLE = "joint_vehicle", "Jointly owned body"
    LOCAL_AUTHORITY = "local_authority", "Council"
    COMBINED_AUTHORITY = "combined_authority", "Combined authority"
    GOVERNMENT = "government_department", "Government department"
    INSPECTORATE = "inspectorate", "Inspectorate"
    NATIONAL_BODY = "national_body", "National body"
    NATIONAL_PARTNER = "partner_national", "National partner"


class Service(models.TextChoices):
    """The three services and the rest: how pictures and marks are coloured, always beside the word."""

    POLICE = "police", "Police"
    FIRE = "fire", "Fire"
    AMBULANCE = "ambulance", "Ambulance"
    OVERSIGHT = "oversight", "Oversight"
    PARTNER = "partner", "Partner"


SERVICE_OF = {
    Kind.POLICE_FORCE: Service.POLICE,
    Kind.POLICE_OTHER: Service.POLICE,
    Kind.POLICING_BODY: Service.OVERSIGHT,
    Kind.FIRE: Service.FIRE,
    Kind.AMBULANCE: Service.AMBULANCE,
}


#: How the references of the demonstration county begin.
DEMONSTRATION_PREFIX = "WM"


class Division(models.TextChoices):
    """Where a bank holiday is kept (the divisions of GOV.UK's list)."""

    ENGLAND_AND_WALES = "england-and-wales", "England and Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"


#: By country. Everybody else, UK-wide bodies among them, keeps the holidays of England and Wales.
DIVISION_OF = {"Scotland": Division.SCOTLAND, "Northern Ireland": Division.NORTHERN_IRELAND}


@pghistory.track()
class Organisation(models.Model):
    """A body that takes part in shared work. The service people name and the legal party that signs are kept apart."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=30, choices=Kind)
    legal_party = models.CharField(max_length=200, help_text="Who signs: a corporation sole, an authority or a trust.")
    country = models.CharField(max_length=40)
    region = models.CharField(max_length=60, blank=True)
    rocu_region = models.CharField(max_length=60, blank=True)
    area_code_scheme = models.CharField(max_length=60, blank=True)
    area_code = models.CharField(max_length=20, blank=True)
    police_uk_id = models.CharField(max_length=60, blank=True)
    ods_code = models.CharField(max_length=10, blank=True)
    governance_type = models.CharField(max_length=80, blank=True)
    governed_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="governs")
    status = models.CharField(max_length=120, blank=True, help_text="As the source says it.")
    confidence = models.CharField(max_length=300, blank=True, help_text="How each part of this row is known.")
    notes = models.TextField(blank=True)
    valid_from = VagueDateColumn()
    valid_to = VagueDateColumn()
    succeeded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="succeeds")

    objects = Organisations.as_manager()
    found_by = "slug"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="organisation_ends_after_it_begins",
                violation_error_message="An organisation cannot end before it begins.",
            ),
            models.CheckConstraint(
                condition=~Q(succeeded_by=F("id")),
                name="organisation_is_not_its_own_successor",
                violation_error_message="An organisation cannot succeed itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisations:organisation", kwargs={"slug": self.slug})

    @property
    def service(self) -> Service:
        """Which of the services it is, for colour and grouping."""
        return SERVICE_OF.get(self.kind, Service.PARTNER)

    @property
    def division(self) -> Division:
        """Whose bank holidays it keeps."""
        return DIVISION_OF.get(self.country, Division.ENGLAND_AND_WALES)

    @property
    def is_demonstration(self) -> bool:
        """Whether it is made up: one of the demonstration county."""
        return self.status == DEMONSTRATION

    @property
    def reference_prefix(self) -> str:
        """How the references of its records begin: WM in the demonstration county, so that they are never taken for others."""
        return DEMONSTRATION_PREFIX if self.is_demonstration else settings.PORTAL_REFERENCE_PREFIX

    @property
    def holds_to_account(self) -> bool:
        """Whether it is an office of oversight: a policing body, or one that others are governed by."""
        return self.kind == Kind.POLICING_BODY or self.governs.exists()

    @property
    def history_key(self) -> str:
        return f"organisation:{self.pk}"


#: The most that an organisation can be said to spend in a year, in pounds.
MOST = Decimal(10) ** 11


@pghistory.track()
class Budget(models.Model):
    """What one organisation means to spend in all in one financial year: its net revenue budget, as it has published it.

    A correction changes the amount or where it is published, and keeps what it was (who, when and why are on the timeline).
    Nothing is deleted: a budget that was published stays published.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(help_text="The year in which the financial year begins.")
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text="Pounds.")
    source = models.CharField(max_length=200, help_text="Where it is published.")
    entered_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = Budgets.as_manager()

    class Meta:
        ordering = ["-year", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                name="one_budget_a_year",
                violation_error_message="The budget of this year has been entered already. Change it instead.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MOST),  # refuses NaN as well, which sorts above every number
                name="budget_within_bounds",
                violation_error_message="The net revenue budget must be more than £0 and at most £100,000,000,000.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1950, year__lte=2150),
                name="budget_is_of_a_year",
                violation_error_message="Select the financial year.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="budget_has_a_source",
                violation_error_message="Enter where the budget is published.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_it_is_of_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("organisation", "year", "entered_by", "entered_at"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:budget", kwargs={"pk": self.pk})

    @property
    def what(self) -> str:
        """Net revenue budget of 2014/15."""
        return f"Net revenue budget of {self.year_named}"

    @property
    def year_named(self) -> str:
        return year_in_words(self.year)

    @property
    def shown(self) -> str:
        """£45,000,000, with pence only where there are any."""
        return f"£{self.amount:,.{0 if self.amount == int(self.amount) else 2}f}"

    @property
    def history_key(self) -> str:
        return f"budget:{self.pk}"

    @property
    def history_place(self) -> Organisation:
        return self.organisation


@pghistory.track()
class BankHoliday(models.Model):
    """A day on which offices of a division are closed. Seeded from the holidays package; an administrator adds the rest."""

    day = models.DateField()
    division = models.CharField(max_length=20, choices=Division, default=Division.ENGLAND_AND_WALES)
    name = models.CharField(max_length=100)
    is_seeded = models.BooleanField(default=False)
    added_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey("services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = BankHolidays.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "division"],
                name="one_bank_holiday_a_day",
                violation_error_message="That day is a bank holiday already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"

    @property
    def days(self) -> frozenset[dt.date]:
        """The day, if it is one of Monday to Friday: a weekend is closed without it."""
        return weekdays_between(self.day, self.day)

    @property
    def history_key(self) -> str:
        return f"bank_holiday:{self.pk}"


#: Longer is no closure but an ending, and a date typed with the wrong year.
LONGEST_CLOSURE = dt.timedelta(days=31)
BOTH_ENDS = Value("[]")  # count
#: The number as a range of one, so that no extension is needed to compare it in the same index as the days.
OF_ONE_ORGANISATION = Func(
    F("organisation_id"),
    F("organisation_id"),
    BOTH_ENDS,
    function="int8range",
    output_field=BigIntegerRangeField(),
)
#: Days in the wrong order are another constraint's affair; a range of them would be an error of the database.
ITS_DAYS = Func(
    F("first_on"),
    Greatest(F("first_on"), F("last_on")),
    BOTH_ENDS,
    function="daterange",
    output_field=DateRangeField(),
)


@pghistory.track()
class Closure(models.Model):
    """One organisation's offices are closed from a local day to another, both included: Christmas, a move, a flood."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="closures")
    first_on = models.DateField()
    last_on = models.DateField()
    name = models.CharField(max_length=100)
    why = models.CharField(max_length=500)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")

    objects = Closures.as_manager()

    class Meta:
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="closure_ends_after_it_begins",
                violation_error_message="A closure cannot end before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(last_on__lt=F("first_on") + LONGEST_CLOSURE),
                name="closure_lasts_a_month_at_most",
                violation_error_message="A closure lasts 31 days at most.",
            ),
            ExclusionConstraint(
                expressions=[(OF_ONE_ORGANISATION, RangeOperators.OVERLAPS), (ITS_DAYS, RangeOperators.OVERLAPS)],
                name="one_closure_a_day",
                violation_error_message="This organisation is closed on one of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.when}"

    @property
    def when(self) -> str:
        """Its day, or its two ends, in words."""
        if self.first_on == self.last_on:
            return words.day(self.first_on)
        return f"{words.day(self.first_on)} to {words.day(self.last_on)}"

    @property
    def days(self) -> frozenset[dt.date]:
        """Those of its days that are a Monday to Friday: weekends are closed without it."""
        return weekdays_between(self.first_on, self.last_on)

    @property
    def history_key(self) -> str:
        return f"closure:{self.pk}"

    @property
    def history_place(self) -> Organisation:
        return self.organisation

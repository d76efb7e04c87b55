"""People: one account each, any number of memberships, and what they may do follows from those."""

import datetime as dt

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from services.access.roles import Role
from services.people.preferences import EARLIEST_HOUR, FRIDAY, LATEST_HOUR, MONDAY, Frequency, Stopped
from services.people.queries import Leaves, LettersWanted, Memberships, People
from services.people.standing import Standing


class UserManager(BaseUserManager.from_queryset(People)):
    """Makes accounts with a hashed password and a lower-case address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """Somebody who can sign in, known by a work e-mail address. The portal holds business contact details only."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")),
                name="address_is_lower_case",
                violation_error_message="Addresses are kept in lower case.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def as_of(self, day: dt.date) -> "User":
        """Tell this person which day it is. What they may see and do depends on it, so the door must say."""
        if getattr(self, "_as_of", None) != day:
            self._as_of, self._standing = day, None
        return self

    @property
    def standing(self) -> Standing:
        """Where this person belongs on the day the door named. Raises RuntimeError if no door has."""
        if getattr(self, "_as_of", None) is None:
            raise RuntimeError("Nobody has said which day it is: call user.as_of(day) at the door.")
        if self._standing is None:
            self._standing = Standing.of(self, self._as_of)
        return self._standing

    @property
    def history_key(self) -> str:
        return f"person:{self.pk}"


@pghistory.track()
class Membership(models.Model):
    """A person belongs to an organisation in one role, from a day and perhaps to a day."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The last day it counts.")

    objects = Memberships.as_manager()

    class Meta:
        ordering = ["person__name", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                name="one_membership_a_role",
                violation_error_message="This person has that role in the organisation already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message="A membership cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()} at {self.organisation}"

    def is_over_on(self, day: dt.date) -> bool:
        """Whether its last day has passed by a local date."""
        return self.ends_on is not None and self.ends_on < day

    @property
    def history_key(self) -> str:
        return f"membership:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.organisation


def span(first: str, last: str, function: str, output: models.Field) -> Func:
    """A range over two columns, both ends included, as the database compares them."""
    ends = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return Func(first, last, ends, function=function, output_field=output)


@pghistory.track()
class Leave(models.Model):
    """Somebody is away from one local date to another, both included, and a colleague may cover for them.

    Why they are away is nobody's business here, so there is no place to say it.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leaves")
    first_on = models.DateField()
    last_on = models.DateField(help_text="The last day away.")
    deputy = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="covers")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = Leaves.as_manager()

    class Meta:
        ordering = ["-first_on", "-id"]
        verbose_name_plural = "leave"
        indexes = [models.Index(fields=["deputy", "last_on"], name="leave_by_deputy")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="leave_ends_after_it_begins",
                violation_error_message="The last day must be on or after the first day.",
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("person")),
                name="deputy_is_somebody_else",
                violation_error_message="Nobody covers for themselves.",
            ),
            # One person's number as a range of its own needs no extension: an index of PostgreSQL's own compares it.
            ExclusionConstraint(
                name="one_leave_at_a_time",
                expressions=[
                    (span("person", "person", "int8range", BigIntegerRangeField()), RangeOperators.OVERLAPS),
                    (span("first_on", "last_on", "daterange", DateRangeField()), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This person is on leave on some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.first_on} to {self.last_on}"

    def get_absolute_url(self) -> str:
        return reverse("people:change_leave", kwargs={"pk": self.pk})

    def has_begun_on(self, day: dt.date) -> bool:
        """Whether its first day has come by a local date."""
        return self.first_on <= day

    def is_over_on(self, day: dt.date) -> bool:
        """Whether its last day has passed by a local date."""
        return self.last_on < day

    @property
    def can_be_covered(self) -> bool:
        """Whether a deputy is named who can sign in."""
        return self.deputy is not None and self.deputy.is_active

    @property
    def history_key(self) -> str:
        return f"leave:{self.pk}"

    @property
    def history_place(self) -> User:
        return self.person


@pghistory.track()
class LetterPreferences(models.Model):
    """How often somebody wants a digest, and when. There is no row until they change something (see `Preferences`)."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="letter_preferences")
    digest_frequency = models.CharField(max_length=15, choices=Frequency)
    digest_hour = models.PositiveSmallIntegerField(default=EARLIEST_HOUR, help_text="On a London clock.")
    digest_weekday = models.PositiveSmallIntegerField(default=MONDAY, help_text="Of a weekly digest; Monday is 0.")
    digests_stopped_at = models.DateTimeField(null=True, blank=True)
    digests_stopped_how = models.CharField(max_length=10, choices=Stopped, blank=True)

    objects = LettersWanted.as_manager()

    class Meta:
        verbose_name_plural = "letter preferences"
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour__range=(EARLIEST_HOUR, LATEST_HOUR)),
                name="digest_comes_in_the_day",
                violation_error_message="A digest comes between 8am and 5pm.",
            ),
            models.CheckConstraint(
                condition=Q(digest_weekday__range=(MONDAY, FRIDAY)),
                name="digest_comes_on_a_weekday",
                violation_error_message="A digest comes from Monday to Friday.",
            ),
            models.CheckConstraint(
                condition=Q(digests_stopped_at=None, digests_stopped_how="")
                | (Q(digests_stopped_at__isnull=False) & ~Q(digests_stopped_how="")),
                name="stopped_digests_say_how",
                violation_error_message="Digests that were stopped say when and how.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_digest_frequency_display().lower()}"

    @property
    def history_key(self) -> str:
        return f"letter_preferences:{self.pk}"

    @property
    def history_place(self) -> User:
        return self.person

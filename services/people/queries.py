"""Finding people and where they belong on a day."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from services.access.roles import OVERSIGHT, Role
from services.people.preferences import Preferences


class People(models.QuerySet):
    """Accounts."""

    def visible_to(self, user: Any) -> "People":
        """Colleagues and partners: anybody signed in may see who the active people are."""
        return self.filter(is_active=True) if user.is_authenticated and user.is_active else self.none()

    def active(self) -> "People":
        """People who can sign in."""
        return self.filter(is_active=True)

    def holding(self, roles: frozenset[str], organisation_ids: set[int], day: dt.date) -> "People":
        """Active people who hold one of these roles in one of these organisations on a local date."""
        started = Q(memberships__starts_on=None) | Q(memberships__starts_on__lte=day)
        not_over = Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=day)
        there = Q(memberships__role__in=roles, memberships__organisation__in=organisation_ids)
        return self.active().filter(there & started & not_over).distinct()

    def belonging_to(self, organisation_ids: Any, day: dt.date) -> "People":
        """People who have any role in one of these organisations on a local date, active or not."""
        members = self.model._meta.get_field("memberships").related_model.objects.on(day)
        return self.filter(pk__in=members.filter(organisation__in=organisation_ids).values("person"))

    def colleagues_of(self, person: Any, day: dt.date) -> "People":
        """Active people who share an organisation with somebody on a local date, without that person."""
        organisations = person.memberships.on(day).values("organisation")
        return self.active().belonging_to(organisations, day).exclude(pk=person.pk)

    def preferences_on(self, day: dt.date) -> list[Preferences]:
        """What counts for each of these people on a local date, role and all. One query, however many they are."""
        people = self.annotate(oversees=Exists(self._overseeing(day).filter(person=OuterRef("pk"))))
        return [
            Preferences.of(each.pk, getattr(each, "letter_preferences", None), is_oversight=each.oversees)
            for each in people.select_related("letter_preferences").order_by("pk")
        ]

    def wanting_digests(self, day: dt.date) -> list[Preferences]:
        """The same for the active people to whom digests go on a local date.

        Whoever chose nothing and oversees nobody gets none, so the database leaves them out.
        """
        chose_or_oversees = Q(letter_preferences__isnull=False) | Q(pk__in=self._overseeing(day).values("person"))
        return [each for each in self.active().filter(chose_or_oversees).preferences_on(day) if each.wants_digests]

    def _overseeing(self, day: dt.date) -> models.QuerySet:
        memberships = self.model._meta.get_field("memberships").related_model.objects
        return memberships.on(day).filter(role__in=OVERSIGHT)


class Memberships(models.QuerySet):
    """Who belongs where."""

    def visible_to(self, user: Any) -> "Memberships":
        """Everybody signed in may see who works where."""
        return self.filter(person__is_active=True) if user.is_authenticated and user.is_active else self.none()

    def on(self, day: dt.date) -> "Memberships":
        """Memberships that count on a local date, both ends included."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))

    def that_administer(self) -> "Memberships":
        """Roles of portal administrators who can sign in."""
        return self.filter(role=Role.ADMINISTRATOR, person__is_active=True)

    def for_list(self) -> "Memberships":
        """With the person; those with no end first, then by when they end, the latest on top."""
        return self.select_related("person").order_by(F("ends_on").desc(nulls_first=True), "person__name", "pk")


class Leaves(models.QuerySet):
    """Who is away when, and who covers."""

    def visible_to(self, user: Any) -> "Leaves":
        """One's own, those one covers, and those of the people of one's organisations today."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        people = self.model._meta.get_field("person").related_model.objects
        colleagues = people.belonging_to(user.standing.member_ids, user.standing.day)
        return self.filter(Q(person=user.pk) | Q(deputy=user.pk) | Q(person__in=colleagues))

    def on(self, day: dt.date) -> "Leaves":
        """Those that a local date lies in."""
        return self.between(day, day)

    def between(self, first_day: dt.date, last_day: dt.date) -> "Leaves":
        """Those that touch the span of two local dates, both included."""
        return self.filter(first_on__lte=last_day, last_on__gte=first_day)

    def of(self, person: Any) -> "Leaves":
        """One person's."""
        return self.filter(person=person.pk)

    def not_over_on(self, day: dt.date) -> "Leaves":
        """Those whose last day has not passed on a local date, the next one first."""
        return self.filter(last_on__gte=day).order_by("first_on", "id")

    def of_active_people(self) -> "Leaves":
        """Those of people who can still sign in: nobody is covered once their account is closed."""
        return self.filter(person__is_active=True)

    def without_cover_on(self, day: dt.date) -> "Leaves":
        """Active people's, on a local date: no deputy, one who cannot sign in, or one who is away that day as well."""
        away = self.model.objects.on(day).values("person")
        missing = Q(deputy=None) | Q(deputy__is_active=False) | Q(deputy__in=away)
        return self.on(day).of_active_people().filter(missing)

    def with_deputy_away(self) -> "Leaves":
        """Adds `deputy_is_away`: the deputy is on leave on some of the same days."""
        also = self.model.objects.filter(
            person=OuterRef("deputy"), first_on__lte=OuterRef("last_on"), last_on__gte=OuterRef("first_on")
        )
        return self.annotate(deputy_is_away=Exists(also))

    def for_list(self) -> "Leaves":
        """With the names, and whether the deputy is away as well."""
        return self.select_related("person", "deputy").with_deputy_away()


class LettersWanted(models.QuerySet):
    """What people chose about their letters."""

    def visible_to(self, user: Any) -> "LettersWanted":
        """One's own, and nobody else's."""
        return self.filter(person=user.pk) if user.is_authenticated and user.is_active else self.none()

"""The people around one report, as letters and actions need them: on a local date, active, and able to see it."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from initiatives.register.models import NamedPerson
from initiatives.reviews.models import ReportRequest
from initiatives.rules import stands_for
from services.access.roles import OVERSIGHT, WITHOUT_RECORDS, Role
from services.people.chain import deputies
from services.people.models import User


def people_of_the_office(asked: ReportRequest, day: dt.date) -> list[User]:
    """Who reads it first: policy officers of the office that asked, or whoever else answers for it, on a local date.

    Only those who may see it: work for named people only is named in a letter to nobody else.
    """
    office = {asked.review.asked_by_id}
    for roles in (frozenset({Role.POLICY_OFFICER}), OVERSIGHT):
        readers = who_may_see(asked, User.objects.holding(roles, office, day), day)
        if readers:
            return readers
    return []


def authors_of(asked: ReportRequest, day: dt.date) -> list[User]:
    """The active people who write its reports on a local date, and the colleague this one was passed to."""
    named = NamedPerson.objects.filter(initiative=asked.initiative_id).with_duty("author").current_on(day)
    authors = [each.person for each in named]
    colleague = asked.passed_to
    return [*authors, colleague] if colleague and colleague.is_active and colleague not in authors else authors


def clearers_of(asked: ReportRequest, day: dt.date) -> list[User]:
    """The active sponsors who may clear it on a local date: all but the one who changed it last."""
    named = NamedPerson.objects.filter(initiative=asked.initiative_id).with_duty("sponsor").current_on(day)
    last = asked.draft.saved_by_id if asked.draft else None
    return [each.person for each in named if each.person_id != last]


def deputies_of(asked: ReportRequest, person: User, day: dt.date) -> list[User]:
    """Whoever covers for somebody on a local date, may see the report, and did not change it last."""
    last = asked.draft.saved_by_id if asked.draft else None
    covering = [each for each in deputies(person, day).people if each.pk != last]
    return who_may_see(asked, covering, day)


def colleagues_for(asked: ReportRequest, day: dt.date) -> Any:
    """A queryset of those to whom it can be passed: people of the organisations that take part on a local date.

    Work for named people only can be passed to those who are named. Its authors are left out; a colleague who has it
    already is not, so that pressing twice is no mistake.
    """
    organisations = asked.initiative.organisation_ids_on(day)
    roles = frozenset(Role) - WITHOUT_RECORDS
    people = User.objects.holding(roles, organisations, day).exclude(pk__in=asked.writer_ids - {asked.passed_to_id})
    if asked.initiative.reach != "named":
        return people
    named = NamedPerson.objects.filter(initiative=asked.initiative_id).current_on(day)
    return people.filter(pk__in=named.values("person"))


def who_may_see(asked: ReportRequest, people: Collection[User], day: dt.date) -> list[User]:
    """Those of some people who may see it on a local date."""
    request = ReportRequest.objects.filter(pk=asked.pk)
    return [person for person in people if request.visible_to(person.as_of(day)).exists()]


def acting_for(by: User, people: Collection[int]) -> User | None:
    """Of these people (ids), the one who is away and for whom this person acts; None for somebody who is one of them."""
    covered = stands_for(by).intersection(people) if by.pk not in people else ()
    return User.objects.filter(pk__in=covered).order_by("pk").first() if covered else None

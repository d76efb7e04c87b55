"""Whom to tell when somebody cannot be reached: the nearest first, and always somebody in the end."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from collab_portal.toolkit.words import and_list
from services.access.roles import Role
from services.directory.models import Organisation
from services.people.models import Leave, Membership, User


@dataclass(frozen=True)
class Group:
    """People who are told together; `because` completes "You get this because …"."""

    people: tuple[User, ...]
    because: str


def deputies(person: User, day: dt.date) -> Group:
    """Whoever covers for somebody on a local date, if they are away and the deputy is not."""
    away = Leave.objects.on(day)
    covered = away.of(person).filter(deputy__is_active=True).exclude(deputy__in=away.values("person"))
    return Group(tuple(each.deputy for each in covered.select_related("deputy")), f"you cover for {person.name}")


def look_after(person: User, day: dt.date) -> list[Group]:
    """Those who look after somebody's account on a local date: the administrators of the organisations the person
    belongs to, the policy officers of the bodies that hold those to account, and at last every administrator.
    """
    belongs = Membership.objects.on(day).filter(person=person).order_by()
    organisations = {each.pk: each for each in Organisation.objects.filter(pk__in=belongs.values("organisation"))}
    overseers = {each.governed_by_id for each in organisations.values() if each.governed_by_id}
    named = and_list(sorted(each.name for each in organisations.values()))
    return [
        Group(_holding(Role.ADMINISTRATOR, set(organisations), day), f"you look after the accounts of {named}"),
        Group(_holding(Role.POLICY_OFFICER, overseers, day), f"your office holds {named} to account"),
        Group(_holding(Role.ADMINISTRATOR, None, day), "you look after the portal"),
    ]


def nearest(groups: Iterable[Group], *, not_these: Collection[int], unreachable: Collection[str]) -> Group | None:
    """The first of these groups in which there is somebody left, without people who were told in vain (by id) and
    without dead addresses; None if nobody is left anywhere.
    """
    for group in groups:
        left = [each for each in group.people if each.pk not in not_these and each.email not in unreachable]
        if left:
            return Group(tuple(left), group.because)
    return None


def _holding(role: str, organisations: set[int] | None, day: dt.date) -> Sequence[User]:
    if organisations is None:
        organisations = set(Organisation.objects.values_list("pk", flat=True))
    return tuple(User.objects.holding(frozenset({role}), organisations, day).order_by("name", "id"))

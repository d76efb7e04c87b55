"""Giving somebody a role in an organisation, and ending it. The person is told of either by letter."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from services.access.roles import OVERSIGHT, Role
from services.history import actions as history
from services.people import letters
from services.people.models import Membership, User

DAY = dt.timedelta(days=1)
#: Somebody who leaves in more than two years has not said when they leave.
FURTHEST = dt.timedelta(days=2 * 366)


@transaction.atomic
def give_role(
    person: User,
    organisation: Any,
    role: str,
    *,
    by: Any,
    at: dt.datetime,
    starts_on: dt.date | None = None,
    why: str = "",
) -> Membership:
    """Let somebody act for an organisation in a role with no end, from a local date or from whenever. Again changes nothing.

    A role that ended, or would end, is theirs again with no end. Raises Refused if they give it to themselves: who runs
    the portal sees no records by that alone, and a second pair of eyes keeps it so (docs/security.md). Refuses roles of
    oversight where nobody is overseen.
    """
    if by is not None and by.pk == person.pk:
        raise Refused("Nobody gives a role to themselves. Ask another portal administrator", field="email")
    if role in OVERSIGHT and not organisation.holds_to_account:
        raise Refused(
            "Only an office that holds services to account has policy officers and a commissioner", field="role"
        )
    fresh = {"starts_on": starts_on}
    row, is_new = Membership.objects.select_for_update(of=("self",)).get_or_create(
        person=person, organisation=organisation, role=role, defaults=fresh
    )
    if not is_new and row.ends_on is None:
        return row
    changes = [] if is_new else [{"field": "Last day", "before": history.in_words(row.ends_on), "after": "no end"}]
    if not is_new:
        row.starts_on, row.ends_on = starts_on if row.ends_on < clock.local(at).date() else row.starts_on, None
        row.save(update_fields=["starts_on", "ends_on"])
    verb = f"made {person.name} {Role(role).label.lower()}"[:120]
    history.record(verb, row, by=by, at=at, changes=changes, why=why)
    if by is not None:
        letters.role_was_given(row, by=by, at=at, why=why)
    return row


@transaction.atomic
def end_role(membership: Membership, *, by: User, at: dt.datetime, reason: str, last_on: dt.date | None = None) -> None:
    """End a role after a local date; with none, at once. Ended twice on the same day: once.

    A role that has not begun, or began today and ends at once, is as if it had never been given: the row goes, the history
    keeps it. Raises Refused if it is over, if the day is past or more than two years ahead, or if the portal were left
    without an administrator.
    """
    today = clock.local(at).date()
    row = _held(membership)
    if row is None:
        return
    if row.ends_on is not None and row.ends_on < today:
        raise Refused("This role has ended already.")
    if last_on is not None and not today <= last_on <= today + FURTHEST:
        raise Refused("The last day must be today or later, and within two years", field="last_on")
    last = last_on or today - DAY
    if row.ends_on == last:
        return
    _refuse_last_administrator(row)
    before = row.ends_on
    if row.starts_on is not None and row.starts_on > last:
        _tell(row, "took back", "First day", history.in_words(row.starts_on), "not at all", by=by, at=at, reason=reason)
        row.delete()
        return
    row.ends_on = last
    row.save(update_fields=["ends_on"])
    was = history.in_words(before) if before else "no end"
    _tell(row, "ended", "Last day", was, history.in_words(last), by=by, at=at, reason=reason)


def _held(membership: Membership) -> Membership | None:
    """The role as it is now, None if it was taken back meanwhile; all administrators' roles are held with it.

    Held in one order, so that two administrators who end each other's role come one after the other.
    """
    held = Membership.objects.select_for_update(of=("self",)).select_related("person", "organisation").order_by("pk")
    if membership.role == Role.ADMINISTRATOR:
        return next((each for each in held.filter(role=Role.ADMINISTRATOR) if each.pk == membership.pk), None)
    return held.filter(pk=membership.pk).first()


def _refuse_last_administrator(row: Membership) -> None:
    """Raises Refused if nobody else who can sign in administers the portal with no end in sight."""
    if row.role != Role.ADMINISTRATOR:
        return
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, ends_on=None, person__is_active=True)
    if not others.exclude(person=row.person_id).exists():
        raise Refused("The portal would have no administrator. Give that role to somebody else first")


def _tell(
    row: Membership, did: str, field: str, before: str, after: str, *, by: User, at: dt.datetime, reason: str
) -> None:
    """Keep it, and tell the person."""
    verb = f"{did} the role of {row.person.name}, {row.get_role_display().lower()}"[:120]
    history.record(verb, row, by=by, at=at, changes=[{"field": field, "before": before, "after": after}], why=reason)
    letters.role_ends(row, after, by=by, at=at, why=reason)

"""Naming people on a piece of work: who writes its reports, who sponsors it, who else may see it and until when."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.register.actions.locking import locked_to_change
from initiatives.register.models import Duty, Initiative, NamedPerson, Reach
from services.history import actions as history
from services.people.models import User


@transaction.atomic
def name_person(
    initiative: Initiative, *, by: Any, at: dt.datetime, person: User, duty: str, until: dt.date | None = None
) -> NamedPerson:
    """Name somebody for a duty, perhaps until a last day. Naming them again only changes that day."""
    row = locked_to_change(initiative)
    named, is_new = row.named_people.get_or_create(person=person, duty=duty, defaults={"until": until})
    if not is_new and named.until == until:
        return named
    named.until = until
    named.save(update_fields=["until"])
    history.record(f"named {person} ({Duty(duty).label.lower()})", named, by=by, at=at)
    return named


@transaction.atomic
def name_guest(initiative: Initiative, *, by: Any, at: dt.datetime, email: str, until: dt.date) -> NamedPerson:
    """Let somebody who has an account see this work until a last day, though their organisation does not take part."""
    guest = User.objects.active().filter(email=email.strip().lower()).first()
    if guest is None:
        raise Refused(
            "Nobody with this email address can sign in. Ask the portal administrator to invite them first",
            field="email",
        )
    return name_person(initiative, by=by, at=at, person=guest, duty=Duty.READER, until=until)


@transaction.atomic
def unname_person(named: NamedPerson, *, by: Any, at: dt.datetime) -> None:
    """Take a name off. The last name of work that only named people see stays, or nobody could open it."""
    row = locked_to_change(named.initiative)
    left = row.named_people.exclude(pk=named.pk).current_on(clock.local(at).date())
    if row.reach == Reach.NAMED and not row.is_draft and not left.exists():
        raise Refused("Only named people see this work, so its last name has to stay.")
    if not row.named_people.filter(pk=named.pk).exists():
        return
    history.record(f"took {named.person} off ({named.get_duty_display().lower()})", named, by=by, at=at)
    named.delete()

"""Changing what the register says of a piece of work: its name, purpose, dates, who sees it, who leads it."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit.refusals import Refused
from initiatives.register.actions.locking import answers_in_words, keep, locked_to_change, refuse_stale
from initiatives.register.models import Initiative, Part, Reach
from initiatives.register.signals import audience_changed
from services.directory.models import Organisation
from services.history import actions as history

JOINTLY = "jointly"
LABELS = {
    "name": "name",
    "short_name": "short name",
    "purpose": "purpose",
    "themes": "themes",
    "stage": "stage",
    "started_on": "start",
    "planned_end_on": "planned end",
    "reach": "who sees it",
    "marking": "marking",
    "handling": "handling",
    "lead": "lead",
    "is_jointly_led": "led jointly",
}


@transaction.atomic
def change(
    initiative: Initiative, *, by: Any, at: dt.datetime, expected_version: int | None = None, **values: Any
) -> Initiative:
    """Write some of the fields in LABELS. A changed purpose has to be confirmed by everybody again.

    Fields changed here lose their provenance: from now on a person answers for them, and the seed file leaves them alone.
    """
    row = locked_to_change(initiative)
    refuse_stale(row, expected_version, values)
    refuse_locking_oneself_out(row, by, values)
    return write(row, by=by, at=at, values=values)


def write(row: Initiative, *, by: Any, at: dt.datetime, values: dict[str, Any]) -> Initiative:
    """Put values into a locked row and the timeline. Nothing happens if nothing differs, so pressing twice is harmless."""
    before = {name: getattr(row, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    row.provenance = {name: told for name, told in row.provenance.items() if name not in changed}
    row.version += 1
    keep(row)
    if "purpose" in changed:
        row.participations.exclude(purpose_confirmed_on=None).update(
            purpose_confirmed_on=None, purpose_confirmed_by=None
        )
    words = history.changes_between(answers_in_words(row, before), answers_in_words(row, changed), LABELS)
    history.record(
        f"changed the {LABELS[next(iter(changed))]}" if len(changed) == 1 else "changed the record",
        row,
        by=by,
        at=at,
        changes=words,
    )
    if {"reach", "marking"} & changed.keys():
        audience_changed.send(Initiative, initiative=row, by=by, at=at)
    return row


def refuse_locking_oneself_out(row: Initiative, by: Any, values: dict[str, Any]) -> None:
    """Work for named people only must name the person who makes it so."""
    narrows = values.get("reach") == Reach.NAMED and row.reach != Reach.NAMED and not row.is_draft
    if narrows and not row.named_people.filter(person=by).exists():
        raise Refused(
            "You are not named on this work, so you would lock yourself out. Name yourself under People first.",
            field="reach",
        )


@transaction.atomic
def settle_lead(
    initiative: Initiative,
    *,
    by: Any,
    at: dt.datetime,
    lead: Organisation | str | None,
    expected_version: int | None = None,
) -> Initiative:
    """Say who leads: an organisation that takes part, JOINTLY, or None while nobody knows."""
    row = locked_to_change(initiative)
    refuse_stale(row, expected_version, ["lead", "is_jointly_led"])
    leader = lead if isinstance(lead, Organisation) else None
    if leader is not None and not row.participations.filter(organisation=leader).exclude(answer="declined").exists():
        raise Refused(f"{leader.name} does not take part, so it cannot lead.", field="lead")
    row.participations.filter(part=Part.LEAD).exclude(organisation=leader).update(part=Part.PARTNER)
    row.participations.filter(organisation=leader).update(part=Part.LEAD) if leader else None
    return write(row, by=by, at=at, values={"lead": leader, "is_jointly_led": lead == JOINTLY})

"""How every action of the register takes hold of a row: locked, in the right state, and not changed since it was opened."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.register.models import Initiative, Participation
from services.history.models import Entry

PORTAL = "The portal"


def locked(initiative: Initiative) -> Initiative:
    """The row as it is now, held until the transaction ends. Raises Refused if it has gone (a draft that was deleted)."""
    row = Initiative.objects.select_for_update(of=("self",)).filter(pk=initiative.pk).first()
    if row is None:
        raise Refused("This draft has been deleted.")
    return row


def locked_to_change(initiative: Initiative) -> Initiative:
    """The same, if its record may still be changed. Raises Refused if it has closed."""
    row = locked(initiative)
    if row.is_closed:
        raise Refused("This work has closed, so its record can no longer be changed.")
    return row


def locked_party(participation: Participation) -> Participation:
    """A participation as it is now. Raises Refused if it has gone."""
    rows = Participation.objects.select_for_update(of=("self",)).select_related("initiative", "organisation")
    row = rows.filter(pk=participation.pk).first()
    if row is None:
        raise Refused("This organisation has been taken off the draft.")
    return row


def refuse_stale(row: Any, expected_version: int | None, fields: Iterable[str]) -> None:
    """Raise ChangedMeanwhile if one of these fields has changed since the version a person opened.

    Somebody may have changed another section in the meantime: that is no conflict.
    """
    if expected_version is None or expected_version == row.version:
        return
    opened = row.row_versions.filter(version=expected_version).order_by("-pgh_id").first()
    if opened is not None and all(
        getattr(opened, _column(row, name)) == getattr(row, _column(row, name)) for name in fields
    ):
        return
    record = getattr(row, "history_place", row)
    last = Entry.objects.told_on(record).filter(thing=row.history_key).first()
    raise ChangedMeanwhile(
        row, by=str(last.by or PORTAL) if last else PORTAL, at=last.at if last else record.registered_at
    )


def _column(row: models.Model, name: str) -> str:
    return row._meta.get_field(name).attname


def keep(row: models.Model) -> None:
    """Save a row whose constraints hold. Raises Refused with the constraint's own sentence if one does not."""
    try:
        row.validate_constraints()
    except ValidationError as broken:
        raise Refused(" ".join(broken.messages)) from None
    row.save()


def answers_in_words(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the timeline would say them: the label of a choice, yes or no, the name of an organisation."""
    return {name: _label(row._meta.get_field(name), value) for name, value in values.items()}


def _label(field: models.Field, value: Any) -> Any:
    kinds = dict(getattr(field, "base_field", field).flatchoices)
    if isinstance(value, list):
        return [str(kinds.get(each, each)) for each in value]
    return str(kinds[value]) if value in kinds and value != "" else value

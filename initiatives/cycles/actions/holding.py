"""How every action here takes hold of a cycle or a date: locked, and in the right state."""

from typing import Any

from django.db import models

from collab_portal.toolkit.refusals import Refused
from initiatives.cycles.models import CycleDate, ReviewCycle
from services.history.models import Entry

IT_HAS_ENDED = "This cycle has ended, so it can no longer be changed."


def held(cycle: ReviewCycle) -> ReviewCycle:
    """The cycle as it is now, locked until the transaction ends."""
    rows = ReviewCycle.objects.select_for_update(of=("self",)).select_related("board", "asked_by")
    return rows.get(pk=cycle.pk)


def held_to_change(cycle: ReviewCycle) -> ReviewCycle:
    """The same, if it may still be changed. Raises Refused if it has ended."""
    row = held(cycle)
    if row.has_ended:
        raise Refused(IT_HAS_ENDED)
    return row


def held_date(date: CycleDate) -> CycleDate:
    """A date as it is now, locked with its cycle, which comes first. Raises Refused if the cycle has ended."""
    cycle = held_to_change(date.cycle)
    row = CycleDate.objects.select_for_update(of=("self",)).select_related("review").get(pk=date.pk)
    row.cycle = cycle
    return row


def last_told(row: models.Model, **which: Any) -> Entry:
    """The newest entry of the timeline about this very row; every change of a version has one."""
    place = getattr(row, "history_place", row)
    return Entry.objects.told_on(place).filter(thing=row.history_key, **which).first()

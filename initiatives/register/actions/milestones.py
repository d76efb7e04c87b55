"""Milestones: the day first promised, the day now expected, the day it was."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.register.actions.locking import locked_to_change, refuse_stale
from initiatives.register.models import Initiative, Milestone
from services.history import actions as history


@transaction.atomic
def add_milestone(initiative: Initiative, *, by: Any, at: dt.datetime, name: str, due_on: dt.date) -> Milestone:
    """Promise a point the work should reach. The same name and day twice is one milestone."""
    row = locked_to_change(initiative)
    milestone, is_new = row.milestones.get_or_create(name=name, baseline_on=due_on, defaults={"forecast_on": due_on})
    if is_new:
        after = {"due": due_on}
        history.record(
            f"added the milestone “{name}”",
            milestone,
            by=by,
            at=at,
            changes=history.changes_between({}, after, {"due": "due"}),
        )
    return milestone


@transaction.atomic
def move_milestone(
    milestone: Milestone,
    *,
    by: Any,
    at: dt.datetime,
    forecast_on: dt.date,
    reason: str,
    expected_version: int | None = None,
) -> Milestone:
    """Expect it on another day, and say why; the day first promised stays. Raises ChangedMeanwhile for a stale page."""
    row = held(milestone)
    if row.done_on is not None:
        raise Refused("This milestone has been reached, so it can no longer move.")
    if row.forecast_on == forecast_on:
        return row
    refuse_stale(row, expected_version, ["forecast_on"])
    changes = history.changes_between({"due": row.forecast_on}, {"due": forecast_on}, {"due": "expected"})
    row.forecast_on, row.version = forecast_on, row.version + 1
    row.save(update_fields=["forecast_on", "version"])
    history.record(f"moved the milestone “{row.name}”", row, by=by, at=at, changes=changes, why=reason)
    return row


@transaction.atomic
def finish_milestone(milestone: Milestone, *, by: Any, at: dt.datetime, done_on: dt.date) -> Milestone:
    """Say on which day it was reached, today or before. Twice is once."""
    row = held(milestone)
    if row.done_on == done_on:
        return row
    if row.done_on is not None:
        raise Refused("This milestone has been reached already.")
    if done_on > clock.local(at).date():
        raise Refused("The day it was reached must be today or in the past", field="done_on")
    row.done_on = done_on
    row.save(update_fields=["done_on"])
    changes = history.changes_between({}, {"done": done_on}, {"done": "reached"})
    history.record(f"reached the milestone “{row.name}”", row, by=by, at=at, changes=changes)
    return row


def held(milestone: Milestone) -> Milestone:
    """The milestone as it is now, locked with its initiative."""
    locked_to_change(milestone.initiative)
    return Milestone.objects.select_for_update(of=("self",)).select_related("initiative").get(pk=milestone.pk)

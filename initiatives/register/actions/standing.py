"""Parking work until a day to look again, stopping it for good, and taking it up again."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.refusals import Refused
from collab_portal.toolkit.words import day
from initiatives.register.actions.locking import keep, locked
from initiatives.register.models import Ending, Initiative, Standing
from services.history import actions as history


@transaction.atomic
def park(initiative: Initiative, *, by: Any, at: dt.datetime, reason: str, look_again_on: dt.date) -> Initiative:
    """Put live work on hold until a later day (domain brief 2.6: a date to look again is mandatory).

    Parked work stays parked for another while once its own day is near. Raises Refused before that: somebody else has
    parked it, with another reason or day.
    """
    row = locked(initiative)
    if row.standing == Standing.PARKED and (row.standing_reason, row.look_again_on) == (reason, look_again_on):
        return row
    today = clock.local(at).date()
    is_looked_at = row.time_to_look_again_on(today)
    refuse_unless(row, Standing.LIVE, *([Standing.PARKED] if is_looked_at else []))
    if look_again_on <= today:
        raise Refused("The date to look at it again must be in the future", field="look_again_on")
    row.standing, row.standing_reason, row.look_again_on = Standing.PARKED, reason, look_again_on
    verb = "looked at this again, and left it parked" if is_looked_at else "parked this"
    return finish(row, f"{verb} until {day(look_again_on)}", by=by, at=at, why=reason)


@transaction.atomic
def stop(initiative: Initiative, *, by: Any, at: dt.datetime, ending: str, reason: str) -> Initiative:
    """Close live or parked work: how it ended and why. An end that is known already stays."""
    row = locked(initiative)
    if row.is_closed and (row.ending, row.standing_reason) == (ending, reason):
        return row
    refuse_unless(row, Standing.LIVE, Standing.PARKED)
    row.standing, row.ending, row.standing_reason, row.look_again_on = Standing.CLOSED, ending, reason, None
    if row.ended_on is None:
        row.ended_on = VagueDate.on(clock.local(at).date())
        row.provenance = {name: told for name, told in row.provenance.items() if name != "ended_on"}
    return finish(row, f"closed this: {Ending(ending).label.lower()}", by=by, at=at, why=reason)


@transaction.atomic
def take_up_again(initiative: Initiative, *, by: Any, at: dt.datetime, reason: str) -> Initiative:
    """Make parked or closed work live again."""
    row = locked(initiative)
    if row.standing == Standing.LIVE:
        return row
    refuse_unless(row, Standing.PARKED, Standing.CLOSED)
    row.standing, row.standing_reason, row.look_again_on, row.ending, row.ended_on = Standing.LIVE, "", None, "", None
    return finish(row, "took this up again", by=by, at=at, why=reason)


def refuse_unless(row: Initiative, *standings: str) -> None:
    """Only work that stands like this can be parked, stopped or taken up."""
    if row.standing not in standings:
        raise Refused(
            f"This work is {row.get_standing_display().lower()} now, so this can no longer be done. Open its page again."
        )


def finish(row: Initiative, verb: str, *, by: Any, at: dt.datetime, why: str) -> Initiative:
    """Save a new standing and tell the timeline."""
    row.version += 1
    keep(row)
    history.record(verb, row, by=by, at=at, why=why)
    return row

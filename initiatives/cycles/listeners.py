"""What cycles do when another room has news: other bank holidays move the deadlines that are counted across them."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from initiatives.cycles.actions import dates
from services.directory.signals import calendar_about_to_change, calendar_changed


@receiver(calendar_about_to_change, dispatch_uid="cycles_are_held_for_the_calendar")
def hold_what_follows(sender: Any, *, at: dt.datetime, **more: Any) -> None:
    """Before the reports, as whoever moves a date holds its cycle before the reports asked for it."""
    dates.hold_for_the_calendar(at)


@receiver(calendar_changed, dispatch_uid="cycles_follow_the_calendar")
def follow_the_calendar(sender: Any, *, by: Any, at: dt.datetime, why: str, **more: Any) -> None:
    """Runs inside the transaction that changed the holidays, so that both happen or neither."""
    dates.follow_the_calendar(by=by, at=at, why=why)

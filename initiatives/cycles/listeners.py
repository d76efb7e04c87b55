"""What cycles do when another room has news: other bank holidays move the deadlines that are counted across them."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from initiatives.cycles.actions import dates
from services.directory.signals import calendar_changed


@receiver(calendar_changed, dispatch_uid="cycles_follow_the_calendar")
def follow_the_calendar(sender: Any, *, by: Any, at: dt.datetime, why: str, **more: Any) -> None:
    """Runs inside the transaction that changed the holidays, so that both happen or neither."""
    dates.follow_the_calendar(by=by, at=at, why=why)

"""What reviews do when another room has news: a new bank holiday moves the reports that fell due on it."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from initiatives.reviews import actions
from initiatives.reviews.models import ReportRequest
from services.directory.previews import Move
from services.directory.signals import calendar_about_to_change, calendar_changed, calendar_would_change


@receiver(calendar_about_to_change, dispatch_uid="reports_are_held_for_the_calendar")
def hold_what_follows(sender: Any, **more: Any) -> None:
    """After the cycles, and before anybody writes to the timeline."""
    actions.hold_what_is_owed()


@receiver(calendar_changed, dispatch_uid="reports_follow_the_calendar")
def follow_the_calendar(
    sender: Any, *, days: Any, divisions: Any, organisations: Any, by: Any, at: dt.datetime, why: str, **more: Any
) -> None:
    """Runs inside the transaction that changed the holidays, so that both happen or neither."""
    actions.recompute_due_dates(days=days, divisions=divisions, organisations=organisations, by=by, at=at, why=why)


@receiver(calendar_would_change, dispatch_uid="reports_that_would_follow")
def say_what_would_move(
    sender: Any, *, days: Any, divisions: Any, organisations: Any, calendars: Any, user: Any, **more: Any
) -> list[Move]:
    """The same dates before anything has changed. A report the person may not see is told by its dates alone."""
    requests = ReportRequest.objects.all()
    moves = actions.that_would_move(requests, calendars, days=days, divisions=divisions, organisations=organisations)
    moving = requests.filter(pk__in=[asked.pk for asked, _ in moves])
    seen = set(moving.visible_to(user).values_list("pk", flat=True)) if moves else set()
    return [
        Move(f"Report: {asked.review.title}", asked.get_absolute_url(), asked.due_on, due_on, asked.initiative.name)
        if asked.pk in seen
        else Move.of_a_record_not_seen(asked.due_on, due_on)
        for asked, due_on in moves
    ]

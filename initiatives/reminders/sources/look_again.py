"""Parked work on its day to look at it again: told to its keepers five working days before, and on the day."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from collab_portal.toolkit.words import weekday
from initiatives.register.models import Initiative, Standing
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import LOOK_AGAIN
from initiatives.reminders.sources.records import Row, came_too_late, local_date
from initiatives.reminders.sources.works import Works, about_work


class ParkedWork(Works):
    """Work on hold. A day that had passed when the record was brought in is told to nobody."""

    kind = LOOK_AGAIN
    columns = ("look_again_on",)

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        return Initiative.objects.parked()

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(look_again_on__range=(first_due, last_due))

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return (
            None if came_too_late(row["look_again_on"], local_date(row["registered_at"]), day) else row["look_again_on"]
        )

    def words(self, row: Row) -> str:
        return "to be looked at again"

    def matter(self, record: Initiative, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        return Matter(
            **about_work(record),
            noun="parked work",
            in_short=f"to be looked at again on {weekday(fact.due_on)}",
            unless="the work is still parked",
            falls_due=False,
            **heard,
        )

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Work that was taken up again, or closed."""
        asked = Initiative.objects.filter(pk__in=[pk_of(each) for each in subjects]).exclude(standing=Standing.PARKED)
        return {each.history_key: "The work is not parked any more." for each in asked}


PARKED_WORK = ParkedWork()

"""Purposes that an organisation confirmed 90 days ago: it is asked whether they are still true.

A changed purpose is confirmed anew by everybody, so each confirmation opens its own 90 days.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from collab_portal.toolkit.words import day as in_words
from initiatives.register.models import Participation
from initiatives.reminders.matters import Matter
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import STILL_TRUE
from initiatives.reminders.sources.participations import Participations, about_participation
from initiatives.reminders.sources.records import Row, came_too_late, local_date

#: Calendar days for which a confirmed purpose is taken to be true.
TRUE_FOR = dt.timedelta(days=90)


class PurposesConfirmed(Participations):
    """Participations whose organisation stands by the purpose."""

    kind = STILL_TRUE

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        confirmed = Q(purpose_confirmed_on__lte=day) if as_of_then else Q(purpose_confirmed_on__isnull=False)
        return super().open_on(day).filter(confirmed)

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(purpose_confirmed_on__range=(first_due - TRUE_FOR, last_due - TRUE_FOR))

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        due_on = row["purpose_confirmed_on"] + TRUE_FOR
        return None if came_too_late(due_on, local_date(row["initiative__registered_at"]), day) else due_on

    def words(self, row: Row) -> str:
        return f"purpose confirmed by {row['organisation__name']} on {in_words(row['purpose_confirmed_on'])}"

    def matter(self, record: Participation, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        confirmed_on = record.purpose_confirmed_on
        short = f"is it still true? {record.organisation.name} confirmed the purpose on {in_words(confirmed_on)}"
        return Matter(**about_participation(record), since=confirmed_on, in_short=short, **heard)

    def settled(self, participation: Participation) -> str:
        return "The purpose has changed." if participation.purpose_confirmed_on is None else ""


PURPOSES_CONFIRMED = PurposesConfirmed()

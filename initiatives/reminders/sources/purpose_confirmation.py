"""Organisations that have not confirmed the purpose of work they take part in, counted from the day they began to.

That day is the later of the one on record, if it is known to the day, and the one on which the invitation was answered.
A part that had begun before the portal knew the work is a fact of the past: nobody is asked about it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import day as in_words
from initiatives.register.models import Participation
from initiatives.reminders.matters import Matter
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import PURPOSE_CONFIRMATION
from initiatives.reminders.sources.participations import Participations, about_participation
from initiatives.reminders.sources.records import Row, end_of, local_date


class PurposesNotConfirmed(Participations):
    """Participations whose organisation does not stand by the purpose yet."""

    kind = PURPOSE_CONFIRMATION

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        later = Q(purpose_confirmed_on__gt=day) if as_of_then else Q()
        return super().open_on(day).filter(Q(purpose_confirmed_on=None) | later)

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        began = Q(from_on__range=(first_due.isoformat(), last_due.isoformat()))
        return records.filter(began | Q(answered_at__gte=clock.at(first_due, 0), answered_at__lt=end_of(last_due)))

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        began_on = began(row)
        known_on = local_date(row["initiative__registered_at"])
        return None if began_on is None or (known_on is not None and began_on < known_on) else began_on

    def words(self, row: Row) -> str:
        return f"purpose not confirmed by {row['organisation__name']}"

    def matter(self, record: Participation, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        organisation = record.organisation.name
        short = f"{organisation} has taken part since {in_words(fact.due_on)} and has not confirmed the purpose"
        return Matter(**about_participation(record), since=fact.due_on, in_short=short, **heard)

    def settled(self, participation: Participation) -> str:
        return "" if participation.purpose_confirmed_on is None else "The purpose has been confirmed."


PURPOSES_NOT_CONFIRMED = PurposesNotConfirmed()


def began(row: Row) -> dt.date | None:
    """The local date from which an organisation is known to take part; None where no day is known."""
    from_on = row["from_on"]
    on_record = from_on.first if from_on and from_on.precision == "day" else None
    return max(filter(None, [on_record, local_date(row["answered_at"])]), default=None)

"""Who is away when, and who covers for them: plain records for those who plan what is said to whom."""

import datetime as dt
from dataclasses import dataclass

from services.people.models import Leave


@dataclass(frozen=True)
class Away:
    """One leave: local dates, both included. No deputy also where the one who was named can no longer sign in."""

    person_id: int
    deputy_id: int | None
    first_on: dt.date
    last_on: dt.date

    def is_on(self, day: dt.date) -> bool:
        """Whether the person is away on a local date."""
        return self.first_on <= day <= self.last_on


def aways_between(first_day: dt.date, last_day: dt.date) -> list[Away]:
    """Every leave that touches the span of two local dates, both included, by person and first day. One query."""
    leaves = Leave.objects.between(first_day, last_day).select_related("deputy").order_by("person", "first_on")
    return [
        Away(each.person_id, each.deputy_id if each.can_be_covered else None, each.first_on, each.last_on)
        for each in leaves
    ]

"""What others did with somebody's work between two moments, as the timeline of each initiative tells it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Max, QuerySet, Value
from django.db.models.functions import Cast, Concat

from initiatives.register.models import Initiative
from initiatives.reminders.matters import pk_of
from services.history.models import Entry


@dataclass(frozen=True)
class Change:
    """An initiative, how many things were done with it, and the last of them."""

    work: Initiative
    number: int
    last: Entry


def changes_between(
    work: QuerySet, person: Any, since: dt.datetime, until: dt.datetime, *, most: int
) -> tuple[list[Change], int]:
    """The initiatives of a queryset with which others did something after one UTC instant and up to another.

    The newest first, at most so many, and the number of all. What the portal did itself, such as reminding, is no news.
    """
    places = work.order_by().annotate(place=Concat(Value("initiative:"), Cast("pk", CharField()))).values("place")
    done = Entry.objects.filter(at__gt=since, at__lte=until, place__in=places, by__isnull=False).exclude(by=person)
    by_place = done.order_by().values("place").annotate(number=Count("pk"), last=Max("pk"), at_last=Max("at"))
    rows = list(by_place.order_by("-at_last", "-last")[: most + 1])
    in_all = len(rows) if len(rows) <= most else by_place.count()
    works = Initiative.objects.in_bulk([pk_of(row["place"]) for row in rows[:most]])
    entries = Entry.objects.select_related("by").in_bulk([row["last"] for row in rows[:most]])
    changes = [Change(works[pk_of(row["place"])], row["number"], entries[row["last"]]) for row in rows[:most]]
    return changes, in_all

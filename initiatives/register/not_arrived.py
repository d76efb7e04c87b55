"""Letters about a record that did not arrive: a red line on its page, for whoever may see the page."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from collab_portal.toolkit import clock
from services.letters.models import Letter
from services.letters.queries import Letters

#: What happened longer ago is found on the page about reminders.
SHOWN_FOR = dt.timedelta(days=90)
MOST = 5


@dataclass(frozen=True)
class NotArrived:
    """A letter that did not arrive: what it was, to whom and where, and when it should have come (UTC)."""

    noun: str
    who: str
    address: str
    at: dt.datetime


def about(day: dt.date, *, records: Iterable[str], place: str) -> list[NotArrived]:
    """For each person the newest letter that did not arrive, if none has since, as seen on a local date; at most five.

    `records` are history keys of what letters are about, alone or among other things; `place` is the key of the record
    on whose page reminders are told. One query.
    """
    keys = [*records, place]
    said = Q(about__in=keys) | Q(reminders__subject__in=keys) | Q(reminders__place=place)
    rows = (
        _lost_since(day)
        .filter(said)
        .order_by("-posted_at", "pk")
        .distinct()[: MOST * 5]
        .values_list("facts", flat=True)
    )
    return read(rows)


def column(day: dt.date, record: str) -> ArraySubquery:
    """The same as a column of the record's own query, for `read`; `record` begins its history key, like "review"."""
    key = Concat(Value(f"{record}:"), Cast(OuterRef("pk"), CharField()))
    said = _lost_since(day).filter(Q(about=key) | Q(reminders__subject=key))
    return ArraySubquery(said.order_by("-posted_at").values("facts")[: MOST * 5])


def read(facts: Iterable[dict[str, Any]]) -> list[NotArrived]:
    """From what the database gives, newest first: one line a person."""
    newest: dict[int, NotArrived] = {}
    for each in facts:
        noun = Letter(sort=each["sort"]).noun
        at = dt.datetime.fromisoformat(each["at"])
        newest.setdefault(each["to"], NotArrived(noun, each["who"], each["address"], at))
    return list(newest.values())[:MOST]


def _lost_since(day: dt.date) -> Letters:
    when = Coalesce("sent_at", "first_tried_at", "posted_at")
    facts = JSONObject(to="to_id", who="to__name", address="address", sort="sort", at=when)
    lost = Letter.objects.in_trouble().not_made_good().filter(posted_at__gte=clock.at(day - SHOWN_FOR, 0))
    return lost.annotate(facts=facts)

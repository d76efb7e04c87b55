"""Meetings that are near: told to those who answer for the organisations that come.

Who comes is what the record knows: the organisations that attend, those on its board, and the one that convenes it. Of
their people those are told whose place a meeting of leaders is, as far as each may see it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from collab_portal.toolkit.words import weekday
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative
from initiatives.reminders.matters import Matter
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import ATTENDING, MEETING_NEAR
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.look import around_organisations
from initiatives.reminders.sources.records import Records, Row, mentioned
from services.access.roles import Role
from services.people.models import User

#: Who goes to a meeting of leaders.
ROLES = frozenset({Role.SPONSOR, Role.SECRETARY, Role.COMMISSIONER, Role.POLICY_OFFICER})


class MeetingsAhead(Records):
    """Meetings whose date is known to the day, until it has passed."""

    seen_by = "pk"

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        """With `is_sensitive`: whether it is about work whose text stays out of e-mail."""
        about = Initiative.objects.filter(meetings=OuterRef("pk"), marking="sensitive")
        ahead = Meeting.objects.known_to_the_day().filter(held_on__gte=day.isoformat())
        return ahead.annotate(is_sensitive=Exists(about))

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(held_on__range=(first_due.isoformat(), last_due.isoformat()))

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        columns = ("pk", "ref", "title", "held_on", "convened_by", "board", "board__ref", "is_sensitive")
        rows = list(records.order_by("pk").values(*columns))
        coming = _organisations(Meeting.attended_by.through, "meeting", [row["pk"] for row in rows])
        sitting = _organisations(Board.members.through, "board", {row["board"] for row in rows if row["board"]})
        return [
            {**row, "organisations": {row["convened_by"]} | coming[row["pk"]] | sitting[row["board"]]} for row in rows
        ]

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return row["held_on"].first

    def circle(self, ids: Collection[int], day: dt.date, person: User | None) -> Circle:
        """Around meetings: seen by the organisations that attend or convene them, as Meetings.visible_to has it."""
        return around_organisations(ids, day, person, lambda those: Meeting.objects.filter(pk__in=those).open_to())

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        key = f"meeting:{row['pk']}"
        return Fact(
            about=MEETING_NEAR,
            subject=key,
            place=key,
            due_on=due_on,
            listeners=frozenset(circle.holding(ATTENDING, ROLES, row["organisations"], row["pk"])),
            ref=row["ref"],
            title="" if row["is_sensitive"] else row["title"],
            part_of=row["board__ref"] or "",
            calendar=row["convened_by"],
            owner=row["convened_by"],
        )

    def for_letter(self, records: QuerySet) -> QuerySet:
        return records.select_related("board")

    def matter(self, record: Meeting, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        return Matter(
            record=record,
            noun="meeting",
            name=mentioned(record.title, is_sensitive=record.is_sensitive),
            ref=record.ref,
            part_of=record.board.ref if record.board else "",
            asked="" if record.is_sensitive else record.place,
            act="See the meeting",
            to_act=record.get_absolute_url(),
            read="See the meeting",
            to_read=record.get_absolute_url(),
            in_short=f"meeting on {weekday(fact.due_on)}",
            falls_due=False,
            **heard,
        )

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """A meeting has no state in which it is off; one that moved says so by its date."""
        return {}


MEETINGS_AHEAD = MeetingsAhead()


def _organisations(through: Any, record: str, ids: Collection[int]) -> Mapping[int | None, set[int]]:
    """By record, the organisations that a table of pairs has for it."""
    found = defaultdict(set)
    for one, organisation in through.objects.filter(**{f"{record}__in": ids}).values_list(record, "organisation"):
        found[one].add(organisation)
    return found

"""Milestones of live work that are expected soon, or were and are not reached: told to the people who write its reports."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from initiatives.register.models import Duty, Initiative, Marking, Milestone, Standing
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import AUTHORS, MILESTONE_DUE
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.records import (
    NOT_LIVE,
    Records,
    Row,
    came_too_late,
    first_told,
    key_of,
    local_date,
    mentioned,
    named,
)

COLUMNS = ("pk", "name", "forecast_on", "initiative", "initiative__ref", "initiative__name", "initiative__lead")


class MilestonesAhead(Records):
    """Milestones that nobody has said are reached, of work that goes on."""

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        """With `known_at`, since when the portal knows of it."""
        not_reached = Q(done_on=None) | Q(done_on__gt=day) if as_of_then else Q(done_on=None)
        known_at = first_told(key_of("milestone"), key_of("initiative", "initiative"))
        live = Milestone.objects.filter(not_reached, initiative__in=Initiative.objects.live_on(day))
        return live.annotate(known_at=known_at)

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(forecast_on__range=(first_due, last_due))

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        return records.order_by("pk").values(*COLUMNS, "initiative__marking", "known_at")

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return None if came_too_late(row["forecast_on"], local_date(row["known_at"]), day) else row["forecast_on"]

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        is_sensitive = row["initiative__marking"] == Marking.SENSITIVE
        milestone = "a milestone" if is_sensitive else f"milestone “{row['name']}”"
        return Fact(
            about=MILESTONE_DUE,
            subject=f"milestone:{row['pk']}",
            place=f"initiative:{row['initiative']}",
            due_on=due_on,
            listeners=frozenset(circle.named_as(Duty.AUTHOR, AUTHORS, row["initiative"])),
            ref=row["initiative__ref"],
            title=named(row["initiative__name"], milestone, is_sensitive=is_sensitive),
            calendar=row["initiative__lead"],
            owner=row["initiative__lead"],
        )

    def for_letter(self, records: QuerySet) -> QuerySet:
        return records.select_related("initiative")

    def matter(self, record: Milestone, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        work = record.initiative
        return Matter(
            record=record,
            noun="milestone",
            name=mentioned(work.name, is_sensitive=work.is_sensitive),
            ref=work.ref,
            part_of="",
            asked="" if work.is_sensitive else " ".join(record.name.split()),
            act="See the milestones",
            to_act=reverse("register:initiative", kwargs={"ref": work.ref}),
            read="See the milestones",
            to_read=reverse("register:initiative", kwargs={"ref": work.ref}),
            unless="the milestone has not been reached",
            **heard,
        )

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Milestones that were reached, or whose work does not go on."""
        asked = Milestone.objects.filter(pk__in=[pk_of(each) for each in subjects]).select_related("initiative")
        return {
            each.history_key: NOT_LIVE if each.done_on is None else "The milestone has been reached."
            for each in asked
            if each.done_on is not None or each.initiative.standing != Standing.LIVE
        }


MILESTONES_AHEAD = MilestonesAhead()

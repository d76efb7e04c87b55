"""Quarters that have ended and whose value the owner of a benefit has not claimed, counted from the last day of the quarter.

A value is expected where the plan by quarter has one. Where that year is not planned by quarter, it is expected of what
comes every year, once its target day has come or a value of an earlier quarter counts.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse

from initiatives.benefits.choices import GIVEN_UP
from initiatives.benefits.models import Benefit, BenefitReading, PlannedQuarter
from initiatives.benefits.quarters import Quarter
from initiatives.register.models import Marking
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import OWNER, READING_DUE
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.records import (
    Records,
    Row,
    came_too_late,
    end_of,
    key_of,
    local_date,
    mentioned,
    named,
)
from services.access.roles import WITHOUT_RECORDS, Role
from services.history.models import Entry

#: Whoever owns a benefit works for the organisation that gains, in any role that sees its records.
ROLES = frozenset(set(Role) - WITHOUT_RECORDS)
#: How the timeline says that somebody entered a line (initiatives.benefits.actions); the portal adds “reminded …” later.
ENTERED = "added the benefit"
COLUMNS = (
    "pk",
    "title",
    "owner",
    "owner__name",
    "organisation",
    "organisation__name",
    "initiative",
    "initiative__ref",
    "initiative__name",
    "initiative__marking",
)


class ValuesNotClaimed(Records):
    """Benefits of which the last quarter, or the one that is running, is expected and not claimed."""

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        """With `ends_on`, the last day of the quarter that is asked about, and `known_at`, since when the line is here."""
        last, this = Quarter.of(day).before, Quarter.of(day)
        claimed = claimed_by_the_end_of(day) if as_of_then else BenefitReading.objects.that_count()
        lines = Benefit.objects.exclude(initiative__standing="draft").exclude(status__in=GIVEN_UP)
        asked = Case(
            When(owes(last, claimed), then=Value(last.last)),
            When(owes(this, claimed), then=Value(this.last)),
            default=None,
        )
        entered = Entry.objects.filter(place=key_of("initiative", "initiative"), thing=key_of("benefit"))
        known_at = Subquery(entered.filter(verb__startswith=ENTERED).order_by("at").values("at")[:1])
        return lines.annotate(ends_on=asked, known_at=known_at).filter(ends_on__isnull=False)

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(ends_on__range=(first_due, last_due))

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        return records.order_by("pk").values(*COLUMNS, "ends_on", "known_at")

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return None if came_too_late(row["ends_on"], local_date(row["known_at"]), day) else row["ends_on"]

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        is_sensitive = row["initiative__marking"] == Marking.SENSITIVE
        working = circle.holding(OWNER, ROLES, {row["organisation"]}, row["initiative"])
        what = f"value of {Quarter.of(due_on)}"
        gone = f"{row['owner__name']}, who owns it, does not work for {row['organisation__name']} here any more"
        return Fact(
            about=READING_DUE,
            subject=f"benefit:{row['pk']}",
            place=f"initiative:{row['initiative']}",
            due_on=due_on,
            listeners=frozenset(each for each in working if each.person == row["owner"]),
            ref=row["initiative__ref"],
            title=named(row["title"], what, is_sensitive=is_sensitive),
            calendar=row["organisation"],
            owner=row["organisation"],
            missing=((OWNER.name, gone),),
        )

    def for_letter(self, records: QuerySet) -> QuerySet:
        return records.select_related("initiative", "organisation")

    def matter(self, record: Benefit, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        work, quarter = record.initiative, str(Quarter.of(fact.due_on))
        return Matter(
            record=record,
            noun="value",
            name=mentioned(record.title, is_sensitive=work.is_sensitive),
            ref=work.ref,
            part_of="",
            asked=quarter,
            act="Claim the value",
            to_act=reverse("benefits:claim_reading", kwargs={"pk": record.pk}),
            read="See the benefit",
            to_read=record.get_absolute_url(),
            in_short=f"the value of {quarter} has not been claimed",
            unless="it has not been claimed",
            since=fact.due_on,
            organisation=record.organisation.name,
            falls_due=False,
            **heard,
        )

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Benefits of which nothing more is expected, and those of which a value was claimed."""
        asked = Benefit.objects.filter(pk__in=[pk_of(each) for each in subjects])
        claimed = Exists(BenefitReading.objects.that_count().filter(benefit=OuterRef("pk")))
        return {
            each.history_key: "Nothing more is expected of this benefit."
            if each.status in GIVEN_UP
            else "It was claimed."
            for each in asked.annotate(has_claim=claimed)
            if each.status in GIVEN_UP or each.has_claim
        }


VALUES_NOT_CLAIMED = ValuesNotClaimed()


def owes(quarter: Quarter, claimed: QuerySet) -> Q:
    """Whether a value of a quarter is expected, and none of `claimed` is one."""
    own = {"benefit": OuterRef("pk")}
    planned = PlannedQuarter.objects.filter(year=quarter.year, **own)
    before = Q(year__lt=quarter.year) | Q(year=quarter.year, quarter__lt=quarter.number)
    goes_on = Q(is_recurring=True) & (Q(target_on__lte=quarter.last) | Exists(claimed.filter(before, **own)))
    is_planned = Exists(planned.filter(quarter=quarter.number, value__gt=0))
    has_value = Exists(claimed.filter(year=quarter.year, quarter=quarter.number, **own))
    return Q(is_planned | (~Exists(planned) & goes_on)) & Q(~has_value)


def claimed_by_the_end_of(day: dt.date) -> QuerySet:
    """Values that were claimed or confirmed at the end of a local date."""
    then = BenefitReading.objects.filter(claimed_at__lt=end_of(day))
    unanswered = Q(answered_at=None) | Q(answered_at__gte=end_of(day))
    return then.filter(unanswered | Q(state__in=["confirmed", "replaced"]))

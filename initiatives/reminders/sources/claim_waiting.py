"""Values that were claimed and that finance has not answered, counted from the day of the claim."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import day as in_words
from initiatives.benefits.models import BenefitReading
from initiatives.benefits.quarters import Quarter
from initiatives.register.models import Marking
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import CLAIM_WAITING, FINANCE
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.records import Records, Row, end_of, local_date, mentioned, named
from services.access.roles import Role

ROLES = frozenset({Role.FINANCE})
COLUMNS = (
    "pk",
    "year",
    "quarter",
    "claimed_at",
    "claimed_by",
    "benefit__title",
    "benefit__organisation",
    "benefit__organisation__name",
    "benefit__initiative",
    "benefit__initiative__ref",
    "benefit__initiative__marking",
)
ANSWERED = {
    "confirmed": "The value has been confirmed.",
    "replaced": "The value has been confirmed.",
    "rejected": "The value has been rejected.",
    "withdrawn": "The claim has been taken back.",
}


class ClaimsWaiting(Records):
    """Claims without an answer: for the finance officers of the organisation that gains, but never for who claimed."""

    seen_by = "benefit__initiative"

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        if not as_of_then:
            return BenefitReading.objects.filter(state="claimed")
        waited = Q(answered_at=None) | Q(answered_at__gte=end_of(day))
        return BenefitReading.objects.filter(waited, claimed_at__lt=end_of(day))

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(claimed_at__gte=clock.at(first_due, 0), claimed_at__lt=end_of(last_due))

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        return records.order_by("pk").values(*COLUMNS)

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return local_date(row["claimed_at"])

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        organisation, work = row["benefit__organisation"], row["benefit__initiative"]
        officers = circle.holding(FINANCE, ROLES, {organisation}, work)
        what = f"claim for {Quarter(row['year'], row['quarter'])}"
        return Fact(
            about=CLAIM_WAITING,
            subject=f"benefit_reading:{row['pk']}",
            place=f"initiative:{work}",
            due_on=due_on,
            listeners=frozenset(each for each in officers if each.person != row["claimed_by"]),
            ref=row["benefit__initiative__ref"],
            title=named(
                row["benefit__title"], what, is_sensitive=row["benefit__initiative__marking"] == Marking.SENSITIVE
            ),
            calendar=organisation,
            owner=organisation,
            missing=(
                (
                    FINANCE.name,
                    f"{row['benefit__organisation__name']} has no finance officer, besides who claimed, who may see it",
                ),
            ),
        )

    def for_letter(self, records: QuerySet) -> QuerySet:
        return records.select_related("benefit__initiative", "benefit__organisation", "claimed_by")

    def matter(self, record: BenefitReading, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        work = record.benefit.initiative
        shown = "" if work.is_sensitive else f"{record.shown}, claimed by {record.claimed_by.name}, "
        return Matter(
            record=record,
            noun="claim",
            name=mentioned(record.benefit.title, is_sensitive=work.is_sensitive),
            ref=work.ref,
            part_of="",
            asked=f"{shown}for {record.when}",
            act="Confirm or reject it",
            to_act=reverse("benefits:confirm_reading", kwargs={"pk": record.pk}),
            read="See the benefit",
            to_read=record.get_absolute_url(),
            in_short=f"a claim for {record.when} has waited for finance since {in_words(fact.due_on)}",
            unless="it has not been answered",
            since=fact.due_on,
            organisation=record.benefit.organisation.name,
            falls_due=False,
            **heard,
        )

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """How each claim was answered."""
        asked = BenefitReading.objects.filter(pk__in=[pk_of(each) for each in subjects])
        return {each.history_key: ANSWERED[each.state] for each in asked if each.state in ANSWERED}


CLAIMS_WAITING = ClaimsWaiting()

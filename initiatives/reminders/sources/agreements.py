"""What the two dates of an agreement have in common: who its parties are, and that an agreement which is over has none."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from initiatives.agreements.models import Agreement, AgreementParty
from initiatives.register.models import Initiative
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import PARTIES
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.look import around_organisations
from initiatives.reminders.sources.records import Records, Row, first_told, key_of, mentioned, named
from services.access.roles import Role
from services.people.models import User

ROLES = frozenset({Role.SPONSOR, Role.SERVICE_LEAD})


class DatesOfAgreements(Records):
    """Agreements that are not over, told to the sponsors and service leads of their parties. A subclass names the date."""

    seen_by = "pk"
    kind = ""
    date = ""
    #: The date in words, for the title of a fact ("review") and for the timeline ("agreement review").
    words = ""
    noun = ""

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        """With `is_sensitive`, whether it covers work whose text stays out of e-mail, and `known_at`, since when it is here."""
        covered = Initiative.objects.filter(agreements=OuterRef("pk"), marking="sensitive")
        known_at = first_told(key_of("agreement"), key_of("agreement"))
        alive = Agreement.objects.not_over().filter(**{f"{self.date}__isnull": False})
        return alive.annotate(is_sensitive=Exists(covered), known_at=known_at)

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        rows = list(records.order_by("pk").values("pk", "ref", "title", self.date, "is_sensitive", "known_at"))
        parties = AgreementParty.objects.filter(agreement__in=[row["pk"] for row in rows])
        of_each = defaultdict(set)
        for agreement, organisation, to_on in parties.order_by().values_list("agreement", "organisation", "to_on"):
            if to_on is None or day <= to_on.last:
                of_each[agreement].add(organisation)
        return [{**row, "parties": of_each[row["pk"]]} for row in rows]

    def circle(self, ids: Collection[int], day: dt.date, person: User | None) -> Circle:
        """Around agreements: seen through their parties. Who sees one only through work that it covers answers for nobody."""
        return around_organisations(ids, day, person, lambda those: Agreement.objects.filter(pk__in=those).open_to())

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        key = f"agreement:{row['pk']}"
        return Fact(
            about=self.kind,
            subject=key,
            place=key,
            due_on=due_on,
            listeners=frozenset(circle.holding(PARTIES, ROLES, row["parties"], row["pk"])),
            ref=row["ref"],
            title=named(row["title"], self.words, is_sensitive=row["is_sensitive"]),
        )

    def matter(self, record: Agreement, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        return Matter(
            record=record,
            noun=self.noun,
            name=mentioned(record.title, is_sensitive=record.is_sensitive),
            ref=record.ref,
            part_of="",
            asked="",
            act="See the agreement",
            to_act=record.get_absolute_url(),
            read="See the agreement",
            to_read=record.get_absolute_url(),
            **self.in_words(fact),
            **heard,
        )

    def in_words(self, fact: Fact) -> dict[str, Any]:
        """What a list of several says of it."""
        return {}

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Agreements that are over."""
        over = Agreement.objects.filter(pk__in=[pk_of(each) for each in subjects]).exclude(
            pk__in=Agreement.objects.not_over()
        )
        return {each.history_key: f"The agreement is {each.get_state_display().lower()}." for each in over}

"""What is said about a piece of work as a whole: to its keepers, who write its reports or are service leads of its lead."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from initiatives.register.models import Answer, Duty, Initiative, Marking, Participation
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import KEEPERS
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.records import Records, Row, mentioned, named
from services.access.roles import Role

SERVICE_LEADS = frozenset({Role.SERVICE_LEAD})
COLUMNS = ("pk", "ref", "name", "marking", "lead", "is_jointly_led", "registered_at")
WITHOUT_LEAD = "nobody is named to write its reports, and who leads it is not known"


class Works(Records):
    """Initiatives that need a look. A subclass says which, when and why."""

    seen_by = "pk"
    kind = ""
    #: What its date is worked out from.
    columns: tuple[str, ...] = ()

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        """With `leaders`: the lead, or everybody who takes part in work that is led jointly."""
        rows = list(records.order_by("pk").values(*COLUMNS, *self.columns))
        jointly, leaders = {row["pk"] for row in rows if row["is_jointly_led"]}, defaultdict(set)
        parts = Participation.objects.current_on(day).filter(answer=Answer.TAKES_PART, initiative__in=jointly)
        for work, organisation in parts.order_by().values_list("initiative", "organisation"):
            leaders[work].add(organisation)
        return [{**row, "leaders": leaders.get(row["pk"], {row["lead"]})} for row in rows]

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        key = f"initiative:{row['pk']}"
        leads = circle.holding(KEEPERS, SERVICE_LEADS, row["leaders"], row["pk"])
        return Fact(
            about=self.kind,
            subject=key,
            place=key,
            due_on=due_on,
            listeners=frozenset(circle.named_as(Duty.AUTHOR, KEEPERS, row["pk"]) | leads),
            ref=row["ref"],
            title=named(row["name"], self.words(row), is_sensitive=row["marking"] == Marking.SENSITIVE),
            calendar=row["lead"],
            owner=row["lead"],
            missing=() if row["leaders"] != {None} else ((KEEPERS.name, WITHOUT_LEAD),),
        )

    def words(self, row: Row) -> str:
        """What there is to look at, for the title of a fact."""
        raise NotImplementedError


def about_work(work: Initiative) -> dict[str, Any]:
    """What every letter says of a piece of work as a whole."""
    return {
        "record": work,
        "name": mentioned(work.name, is_sensitive=work.is_sensitive),
        "ref": work.ref,
        "part_of": "",
        "asked": "",
        "act": "Open its page",
        "to_act": work.get_absolute_url(),
        "read": "Open its page",
        "to_read": work.get_absolute_url(),
    }

"""What each organisation is asked about work it takes part in: told to those who write for it and may see the work."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from initiatives.register.models import Answer, Initiative, Marking, Participation
from initiatives.reminders.matters import pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import EDITORS
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.records import NOT_LIVE, Records, Row, mentioned, named
from services.access.roles import EDITORS as EDITING
from services.access.roles import Role

#: For an oversight body that takes part itself, its policy officers speak (rules.speaks_for).
ROLES = frozenset({*EDITING, Role.POLICY_OFFICER})
COLUMNS = (
    "pk",
    "from_on",
    "answered_at",
    "purpose_confirmed_on",
    "organisation",
    "organisation__name",
    "initiative",
    "initiative__ref",
    "initiative__name",
    "initiative__marking",
    "initiative__lead",
    "initiative__registered_at",
)


class Participations(Records):
    """Organisations that take part, today, in work that goes on. A subclass says what each is asked, and when."""

    kind = ""

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        live = Initiative.objects.live_on(day).exclude(purpose="")
        return Participation.objects.current_on(day).filter(answer=Answer.TAKES_PART, initiative__in=live)

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        return records.order_by("pk").values(*COLUMNS)

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        work, organisation = row["initiative"], row["organisation"]
        is_sensitive = row["initiative__marking"] == Marking.SENSITIVE
        return Fact(
            about=self.kind,
            subject=f"participation:{row['pk']}",
            place=f"initiative:{work}",
            due_on=due_on,
            listeners=frozenset(circle.holding(EDITORS, ROLES, {organisation}, work)),
            ref=row["initiative__ref"],
            title=named(row["initiative__name"], self.words(row), is_sensitive=is_sensitive),
            calendar=organisation,
            owner=row["initiative__lead"],
            missing=(
                (EDITORS.name, f"{row['organisation__name']} has nobody here who writes for it and may see this"),
            ),
        )

    def words(self, row: Row) -> str:
        """What the organisation is asked, for the title of a fact."""
        raise NotImplementedError

    def for_letter(self, records: QuerySet) -> QuerySet:
        return records.select_related("initiative", "organisation")

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Participations in work that does not go on, and what a subclass says of the others."""
        asked = Participation.objects.filter(pk__in=[pk_of(each) for each in subjects]).select_related("initiative")
        return {
            each.history_key: why for each in asked if (why := NOT_LIVE if has_stopped(each) else self.settled(each))
        }

    def settled(self, participation: Participation) -> str:
        """Why the organisation is not asked any more; empty if it is."""
        return ""


def has_stopped(participation: Participation) -> bool:
    """Whether the work does not go on."""
    return participation.initiative.standing != "live"


def about_participation(participation: Participation) -> dict[str, Any]:
    """What every letter says of an organisation's part in a piece of work."""
    work = participation.initiative
    return {
        "record": participation,
        "noun": "purpose",
        "name": mentioned(work.name, is_sensitive=work.is_sensitive),
        "ref": work.ref,
        "part_of": "",
        "asked": "",
        "act": "Read the purpose",
        "to_act": work.get_absolute_url(),
        "read": "Read the purpose",
        "to_read": work.get_absolute_url(),
        "organisation": participation.organisation.name,
        "falls_due": False,
    }

"""What one person is on one day: their organisations, their roles there, and whom those oversee."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from services.access.roles import ASKERS, EDITORS, OVERSIGHT, WITHOUT_RECORDS, Role
from services.directory.models import Organisation

if TYPE_CHECKING:
    from services.people.models import Membership, User


@dataclass(frozen=True)
class Standing:
    """The answer to "who is this person today?", worked out once a request."""

    day: dt.date
    memberships: tuple["Membership", ...]
    overseen_ids: frozenset[int]
    #: Of those, the ones overseen by a body in which they are policy officer.
    officer_for_ids: frozenset[int] = frozenset()
    #: Whose it is, for the questions that are seldom asked.
    person: "User | None" = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, user: "User", day: dt.date) -> "Standing":
        """One query: the memberships that count on the local date, with whom they cover and whom they oversee."""
        if not user.is_active:
            return cls(day, (), frozenset())
        covered = ArraySubquery(user.covers.on(day).of_active_people().values("person"))
        governed = ArraySubquery(
            Organisation.objects.filter(governed_by=OuterRef("organisation")).order_by().values("pk")
        )
        rows = user.memberships.on(day).select_related("organisation").annotate(covered=covered, governed=governed)
        memberships = tuple(rows)
        overseen = {pk for each in memberships if each.role in OVERSIGHT for pk in each.governed}
        mine = frozenset(pk for each in memberships if each.role == Role.POLICY_OFFICER for pk in each.governed)
        return cls(day, memberships, frozenset(overseen), mine, user)

    @cached_property
    def covers_ids(self) -> frozenset[int]:
        """People who are on leave on the day and name this person as their deputy.

        Read together with the memberships, and by a query of its own for somebody who has none. It goes no further:
        whom those people cover in turn is not covered by this person.
        """
        if self.person is None:
            return frozenset()
        if self.memberships:
            return frozenset(self.memberships[0].covered)
        return frozenset(self.person.covers.on(self.day).of_active_people().values_list("person", flat=True))

    @property
    def member_ids(self) -> frozenset[int]:
        """Organisations they belong to in any role."""
        return frozenset(each.organisation_id for each in self.memberships)

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Organisations whose records this person may see. Running the portal alone gives none."""
        return frozenset(each.organisation_id for each in self.memberships if each.role not in WITHOUT_RECORDS)

    @property
    def organisations(self) -> list[Organisation]:
        """The organisations themselves, each once."""
        return list({each.organisation_id: each.organisation for each in self.memberships}.values())

    @property
    def reach_ids(self) -> frozenset[int]:
        """Own organisations and those they oversee."""
        return self.organisation_ids | self.overseen_ids

    @property
    def is_demonstration(self) -> bool:
        """Whether they belong to the demonstration county, so that every page they open says that nothing there is live."""
        return any(each.is_demonstration for each in self.organisations)

    @property
    def editor_ids(self) -> frozenset[int]:
        """Organisations this person writes for."""
        return frozenset(each.organisation_id for each in self.memberships if each.role in EDITORS)

    @property
    def asker_ids(self) -> frozenset[int]:
        """Organisations for which this person asks for reports: as policy officer or board secretary."""
        return frozenset(each.organisation_id for each in self.memberships if each.role in ASKERS)

    @property
    def finance_ids(self) -> frozenset[int]:
        """Organisations for which this person confirms, as finance officer, what was gained."""
        return frozenset(each.organisation_id for each in self.memberships if each.role == Role.FINANCE)

    @property
    def writes_somewhere(self) -> bool:
        """Whether they may register anything at all."""
        return bool(self.editor_ids) or self.is_policy_officer

    @property
    def is_policy_officer(self) -> bool:
        return self.holds(Role.POLICY_OFFICER)

    @property
    def is_oversight(self) -> bool:
        """Policy officer or commissioner: the overview is theirs."""
        return any(each.role in OVERSIGHT for each in self.memberships)

    def is_oversight_of(self, organisation_id: int) -> bool:
        """Whether they work in this very oversight body."""
        return any(each.role in OVERSIGHT and each.organisation_id == organisation_id for each in self.memberships)

    @property
    def is_administrator(self) -> bool:
        return self.holds(Role.ADMINISTRATOR)

    def administers(self, organisation_ids: Collection[int]) -> bool:
        """Whether they are portal administrator of one of these very organisations."""
        return any(
            each.role == Role.ADMINISTRATOR and each.organisation_id in organisation_ids for each in self.memberships
        )

    def holds(self, role: str) -> bool:
        """Whether they hold this role anywhere."""
        return any(each.role == role for each in self.memberships)

    def edits_for(self, organisation_ids: Iterable[int]) -> bool:
        """Whether they write for one of these organisations."""
        return not self.editor_ids.isdisjoint(organisation_ids)

    def is_officer_for(self, organisation_ids: Iterable[int]) -> bool:
        """Whether they are policy officer of a body that holds one of these organisations to account."""
        return not self.officer_for_ids.isdisjoint(organisation_ids)

    def oversees(self, organisation_ids: Iterable[int]) -> bool:
        """Whether a body of theirs holds one of these organisations to account."""
        return not self.overseen_ids.isdisjoint(organisation_ids)

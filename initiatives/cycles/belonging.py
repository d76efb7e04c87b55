"""Which initiatives belong to a cycle on a day: what its organisations share, or what was chosen by name."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q

from initiatives.cycles.choices import Covers
from initiatives.cycles.models import ReviewCycle
from initiatives.register.models import Answer, Initiative, NamedPerson, Participation
from initiatives.register.queries import Initiatives
from services.directory.models import Organisation


@dataclass(frozen=True)
class Body:
    """An organisation as somebody who looks: it sees what all of its people see, and nothing that is for named people."""

    organisation_id: int
    day: dt.date
    is_authenticated = True
    is_active = True
    pk = None

    @property
    def standing(self) -> "Body":
        return self

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset({self.organisation_id})

    @property
    def reach_ids(self) -> Any:
        """Itself and the organisations it oversees, as a subquery."""
        return Organisation.objects.filter(Q(pk=self.organisation_id) | Q(governed_by=self.organisation_id)).values(
            "pk"
        )


def initiatives_of(cycle: ReviewCycle, day: dt.date) -> Initiatives:
    """The live work that a cycle asks about on a local date, in order of reference. No query is made yet.

    Work for named people only is asked about where somebody who may see it chose it by name, and not otherwise: the
    body that asks could not read its reports.
    """
    live = Initiative.objects.live_on(day).order_by("ref")
    if cycle.covers == Covers.CHOSEN:
        return live.filter(pk__in=cycle.chosen.values("pk"))
    return shared_by(cycle, day, live).visible_to(Body(cycle.asked_by_id, day))


def shared_by(cycle: ReviewCycle, day: dt.date, initiatives: Initiatives) -> Initiatives:
    """Those in which at least two of the cycle's organisations take part on a local date; invited ones do not yet."""
    parts = Participation.objects.current_on(day).filter(
        answer=Answer.TAKES_PART, organisation__in=cycle.organisations.values("pk")
    )
    by_two = parts.order_by().values("initiative").annotate(number=Count("organisation")).filter(number__gte=2)
    return initiatives.filter(pk__in=by_two.values("initiative"))


def with_people(initiatives: Initiatives, day: dt.date) -> Initiatives:
    """Adds `named_now`: who is named on each on a local date, so that a page can say who writes and who clears."""
    named = NamedPerson.objects.current_on(day).select_related("person")
    return initiatives.prefetch_related(Prefetch("named_people", named, to_attr="named_now"))

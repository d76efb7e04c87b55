"""Taking Westmere down, so that it can be built anew: its records go, its people and the timeline stay.

Some of these rows are protected by triggers, because in real work they are evidence. Here, and nowhere else, those triggers
are set aside, by name and for one transaction, and the timeline says so (docs/decisions/0018).
"""

import datetime as dt
from typing import Any

import pgtrigger
from django.db import models, transaction
from django.db.models import Q

from collab_portal.toolkit.words import count
from initiatives.agreements.models import Agreement
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.costs.models import Apportionment, Cost, CostShare
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.management.westmere.building import one_at_a_time, refuse_one_prefix
from initiatives.management.westmere.cast import DOMAIN
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative
from initiatives.reminders.models import Reminder
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest
from services.directory.models import DEMONSTRATION_PREFIX, Budget, Organisation
from services.history import actions as history
from services.letters.models import Letter
from services.letters.returns import AddressHealth
from services.people.models import Leave, Membership

SET_ASIDE = (
    "initiatives.ReportEvent:append_only",
    "initiatives.BenefitReading:never_deleted",
    "initiatives.Cost:never_deleted",
    "initiatives.Apportionment:never_deleted",
    "initiatives.CostShare:never_changed",
    "initiatives.Lesson:never_deleted",
    "initiatives.Evaluation:never_deleted",
    "services.Budget:never_deleted",
)
WHY = "The demonstration county was built anew."


@transaction.atomic
def take_down(at: dt.datetime) -> int:
    """Remove every record of the county at a UTC instant, and nothing else. Returns how many initiatives that were.

    Accounts stay, because the timeline names them; roles and absences go, and are given anew. Letters that left stay
    readable, those that wait are cancelled. Raises Refused (`refuse_one_prefix`).
    """
    refuse_one_prefix()
    one_at_a_time()
    organisations = list(Organisation.objects.made_up())
    works = Initiative.objects.filter(its_own() | drafted_by_its_people())
    number = works.count()
    if not organisations:
        return 0
    stop_what_waits(at)
    with pgtrigger.ignore(*SET_ASIDE):
        for rows in [*records(works), Budget.objects.filter(organisation__in=organisations)]:
            rows.delete()
    people = Q(person__email__endswith=f"@{DOMAIN}")
    Membership.objects.filter(people | Q(organisation__in=organisations)).delete()
    Leave.objects.filter(people | Q(deputy__email__endswith=f"@{DOMAIN}")).delete()
    AddressHealth.objects.filter(address__endswith=f"@{DOMAIN}").delete()
    said = f"took the demonstration county down: {count(number, 'initiative')} and all about them"
    history.record(said, organisations[0], by=None, at=at, why=WHY)
    return number


def its_own(through: str = "") -> Q:
    """Records that carry a reference of the county."""
    return Q(**{f"{through}ref__startswith": f"{DEMONSTRATION_PREFIX}-"})


def drafted_by_its_people() -> Q:
    """What somebody there began to register."""
    return Q(standing="draft", registered_by__email__endswith=f"@{DOMAIN}")


def records(works: models.QuerySet) -> list[Any]:
    """Everything to remove, in the order in which rows let go of each other."""
    works = works.order_by()
    requests = ReportRequest.objects.filter(Q(initiative__in=works) | its_own("review__"))
    return [
        BenefitReading.objects.filter(benefit__initiative__in=works),
        Benefit.objects.filter(initiative__in=works),
        CostShare.objects.filter(apportionment__initiative__in=works),
        Apportionment.objects.filter(initiative__in=works),
        Cost.objects.filter(initiative__in=works),
        Lesson.objects.filter(initiative__in=works),
        Evaluation.objects.filter(initiative__in=works),
        ReportEvent.objects.filter(request__in=requests.values("pk")),
        Report.objects.filter(request__in=requests.values("pk")),
        requests,
        CycleDate.objects.filter(its_own("cycle__")),
        ReviewCycle.objects.filter(its_own()),
        LeadershipReview.objects.filter(its_own()),
        Meeting.objects.filter(its_own()),
        Board.objects.filter(its_own()),
        Agreement.objects.filter(its_own()),
        works,
    ]


def stop_what_waits(at: dt.datetime) -> None:
    """Nobody is reminded of, or written to about, what is not there any more."""
    mine = Q(recipient__email__endswith=f"@{DOMAIN}")
    Reminder.objects.filter(mine, state=Reminder.State.PLANNED).update(
        state=Reminder.State.CANCELLED, reason=WHY, decided_at=at
    )
    waiting = Letter.objects.filter(to__email__endswith=f"@{DOMAIN}", state=Letter.State.WAITING)
    waiting.update(state=Letter.State.CANCELLED, last_error=WHY)

"""What one person has to do, worked out from the records each time the page is opened and stored nowhere."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from collab_portal.toolkit.words import how_far, weekday
from initiatives.dashboards.first import first
from initiatives.dashboards.own import costs_and_gains
from initiatives.dashboards.pictures.page import Part
from initiatives.dashboards.sentences import Sentence, Some
from initiatives.dashboards.waiting import waiting_for
from initiatives.register.models import Initiative, NamedPerson
from initiatives.reviews.filters import Asked
from initiatives.reviews.models import ReportRequest, RequestState

MOST = 10
PRESS = {
    RequestState.ASKED: "Start report",
    RequestState.DRAFTING: "Continue report",
    RequestState.CLEARED: "Check and send report",
    RequestState.RETURNED: "Change report",
}


@dataclass(frozen=True)
class ReportDue:
    """A report this person owes: the sentence, its state in a word, and what the button says."""

    name: str
    href: str
    when: str
    state: str
    button: str
    is_late: bool

    @classmethod
    def of(cls, asked: ReportRequest, today: dt.date) -> "ReportDue":
        """From a request with its initiative, as seen on a local date."""
        return cls(
            name=asked.initiative.name,
            href=reverse("reports:check" if asked.is_cleared else "reports:write", kwargs={"pk": asked.pk}),
            when=f"report due {weekday(asked.due_on)}, {how_far(asked.due_on, today)}",
            state=asked.get_state_display(),
            button=PRESS[asked.state],
            is_late=asked.due_on < today,
        )


@dataclass(frozen=True)
class Work:
    """One of the person's initiatives: where it is found, its status, when its next report is due if one is asked."""

    name: str
    ref: str
    href: str
    status: str
    next_due_on: dt.date | None
    is_late: bool


@dataclass(frozen=True)
class MyWork:
    """The page: reports due, what waits, the person's initiatives, and the money of their own organisations.

    `next` is said where no report is due.
    """

    due: tuple[ReportDue, ...]
    due_in_all: int
    next: Sentence | None
    waiting: tuple[Some, ...]
    initiatives: tuple[Work, ...]
    initiatives_in_all: int
    own: Part | None

    @classmethod
    def of(cls, user: Any, today: dt.date) -> "MyWork":
        """For one person on a local date; at most ten queries, whatever the size of the register."""
        due, due_in_all = reports_due(user, today)
        initiatives, in_all = initiatives_of(user, today)
        return cls(
            due=due,
            due_in_all=due_in_all,
            next=None if due else next_report(user, today),
            waiting=tuple(kind for kind in waiting_for(user, today) if kind.in_all),
            initiatives=initiatives,
            initiatives_in_all=in_all,
            own=costs_and_gains(user, today),
        )

    @property
    def nearest(self) -> ReportDue | None:
        return self.due[0] if self.due else None

    @property
    def initiatives_href(self) -> str:
        """The list of exactly these."""
        return f"{reverse('register:initiatives')}?standing=live"


def reports_due(user: Any, today: dt.date) -> tuple[tuple[ReportDue, ...], int]:
    """The reports this person is named to write, nearest first, and how many there are in all."""
    rows, numbers = first(Asked("mine", "").find(user, today), MOST)
    return tuple(ReportDue.of(row, today) for row in rows), numbers["in_all"]


def next_report(user: Any, today: dt.date) -> Sentence | None:
    """The next report about work that this person may see, whoever writes it."""
    asked = ReportRequest.objects.visible_to(user).owed().filter(due_on__gte=today)
    first = asked.select_related("initiative").order_by("due_on", "pk").first()
    if first is None:
        return None
    before = "The next report on work that you can see is about "
    return Sentence(first.initiative.name, first.get_absolute_url(), f", due on {weekday(first.due_on)}.", before)


def initiatives_of(user: Any, today: dt.date) -> tuple[tuple[Work, ...], int]:
    """Live work this person may see: what names them first, then what reports soonest; and how much there is in all."""
    named = NamedPerson.objects.current_on(today).filter(initiative=OuterRef("pk"), person=user.pk)
    found = Initiative.objects.visible_to(user).live_on(today).with_next_due()
    ordered = found.annotate(names_me=Exists(named)).order_by(
        "-names_me", F("next_due_on").asc(nulls_last=True), "name", "pk"
    )
    rows, numbers = first(ordered, MOST)
    works = (
        Work(
            row.name,
            row.ref,
            row.get_absolute_url(),
            row.status,
            row.next_due_on,
            bool(row.next_due_on and row.next_due_on < today),
        )
        for row in rows
    )
    return tuple(works), numbers["in_all"]

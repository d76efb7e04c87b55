"""Reports that somebody asked for and that nobody has sent: told to their authors, and late ones up a ladder.

The ladder climbs inside the organisations that owe the report, those whose people write it, before it leaves them.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from collab_portal.toolkit.words import and_list
from initiatives.register.models import Duty, Marking
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact, Listener
from initiatives.reminders.policy import AUTHORS, LEAD, OFFICE, REPORT_DUE, SPONSOR
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.records import Records, Row, came_too_late, end_of, local_date, mentioned
from initiatives.reviews.choices import MOVES, OWED
from initiatives.reviews.models import ReportEvent, ReportRequest
from services.access.roles import Role

#: What the last event that moved a report must be for it to be owed.
OWED_AFTER = [kind for kind, state in MOVES.items() if state in OWED]
SERVICE_LEADS, SPONSORS, OFFICERS = (
    frozenset({role}) for role in (Role.SERVICE_LEAD, Role.SPONSOR, Role.POLICY_OFFICER)
)
COLUMNS = (
    "pk",
    "due_on",
    "initiative",
    "initiative__ref",
    "initiative__lead",
    "initiative__marking",
    "report__marking",
    "review__ref",
    "review__title",
    "review__asked_by",
    "passed_by",
    "passed_to",
    "passed_to__is_active",
)


class ReportsOwed(Records):
    """Reports not sent yet, or returned."""

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        owed = owed_at_the_end_of(day) if as_of_then else ReportRequest.objects.owed()
        return owed.exclude(initiative__standing="draft")

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(due_on__range=(first_due, last_due))

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        asked_at = Min("events__at", filter=Q(events__kind="asked"))
        return records.order_by("pk").values(*COLUMNS, asked_at=asked_at)

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return None if came_too_late(row["due_on"], local_date(row["asked_at"]), day) else row["due_on"]

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        owed_by = owing(row, circle)
        listeners = listeners_to(row, owed_by, circle)
        return Fact(
            about=REPORT_DUE,
            subject=f"report_request:{row['pk']}",
            place=f"initiative:{row['initiative']}",
            due_on=due_on,
            listeners=listeners,
            ref=row["review__ref"],
            title="" if is_sensitive(row) else row["review__title"],
            part_of=row["initiative__ref"],
            calendar=row["review__asked_by"],
            owner=row["review__asked_by"],
            missing=without_sponsor(listeners, owed_by, circle),
        )

    def for_letter(self, records: QuerySet) -> QuerySet:
        return records.select_related("initiative", "review", "report")

    def matter(self, record: ReportRequest, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        return Matter(**about_report(record), noun="report", act="Write the report", **heard)

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Why each report is not owed any more."""
        closed = ReportRequest.objects.filter(pk__in=[pk_of(each) for each in subjects]).exclude(
            pk__in=ReportRequest.objects.owed()
        )
        asked_for = {"withdrawn": "The report is no longer asked for."}
        return {request.history_key: asked_for.get(request.state, "The report has been sent.") for request in closed}


REPORTS_OWED = ReportsOwed()


def owed_at_the_end_of(day: dt.date) -> QuerySet:
    """Requests whose last event that moved them left them owed by then. One that was asked for later counts as asked."""
    events = ReportEvent.objects.filter(request=OuterRef("pk"), at__lt=end_of(day), kind__in=MOVES)
    last = Coalesce(Subquery(events.order_by("-id").values("kind")[:1]), Value("asked"))
    return ReportRequest.objects.annotate(last_event=last).filter(last_event__in=OWED_AFTER)


def is_sensitive(row: Row) -> bool:
    """Whether a row must stay out of e-mail, as ReportRequest.is_sensitive says it."""
    return Marking.SENSITIVE in (row["initiative__marking"], row["report__marking"])


def writing(row: Row, circle: Circle) -> set[Listener]:
    """Its authors; a colleague in the place of the one who passed this report on."""
    authors = circle.named_as(Duty.AUTHOR, AUTHORS, row["initiative"])
    if row["passed_to"] is None:
        return authors
    colleague = {Listener(AUTHORS.name, row["passed_to"])} if row["passed_to__is_active"] else set()
    return colleague | {each for each in authors if each.person != row["passed_by"]}


def owing(row: Row, circle: Circle) -> set[int]:
    """The organisations that owe a report: those of its authors that take part, or all of theirs if none does.

    With nobody named to write it, it is its lead's to owe, or everybody's who takes part.
    """
    authors = [each.person for each in writing(row, circle)]
    if not authors and row["initiative__lead"]:
        return {row["initiative__lead"]}
    theirs = set().union(*(circle.roll.organisations_of(each) for each in authors))
    if len(theirs) == 1:
        return theirs
    takes_part = circle.organisations_seeing(row["initiative"])
    return theirs & takes_part or theirs or takes_part


def listeners_to(row: Row, owed_by: set[int], circle: Circle) -> frozenset[Listener]:
    """Everybody on the ladder of a report: authors, service leads besides them, sponsors, the office that asked."""
    work, roll = row["initiative"], circle.roll
    authors = writing(row, circle)
    writers = {each.person for each in authors}
    leads = {each for each in circle.holding(LEAD, SERVICE_LEADS, owed_by, work) if each.person not in writers}
    sponsors = circle.named_as(Duty.SPONSOR, SPONSOR, work)
    spoken_for = set().union(*(roll.organisations_of(each.person) for each in sponsors))
    by_role = circle.holding(SPONSOR, SPONSORS, owed_by - spoken_for, work)
    officers = circle.holding(OFFICE, OFFICERS, {row["review__asked_by"]}, work)
    return frozenset(authors | leads | sponsors | by_role | officers)


def without_sponsor(listeners: Iterable[Listener], owed_by: set[int], circle: Circle) -> tuple[tuple[str, str], ...]:
    """Where nobody sponsors it: the words for that, with the organisations that have no sponsor who may see it."""
    if circle.is_narrow or not owed_by or any(each.audience == SPONSOR.name for each in listeners):
        return ()
    names = and_list(sorted(circle.roll.organisation_names[each] for each in owed_by))
    verb = "has" if len(owed_by) == 1 else "have"
    return ((SPONSOR.name, f"no sponsor is named, and {names} {verb} none who may see it"),)


def about_report(request: ReportRequest) -> dict[str, Any]:
    """What every letter says of a report."""
    restricted = request.is_sensitive
    return {
        "record": request,
        "name": mentioned(request.initiative.name, is_sensitive=restricted),
        "ref": request.review.ref,
        "part_of": request.initiative.ref,
        "asked": "" if restricted else request.review.what.strip().rstrip("."),
        "to_act": reverse("reports:write", kwargs={"pk": request.pk}),
        "read": "See what is missing",
        "to_read": request.get_absolute_url(),
        "unless": "the report has not been sent",
    }

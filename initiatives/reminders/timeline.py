"""What the engine did and will do, day by day, for whoever runs the portal. Reads the ledger and changes nothing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import WEEKDAYS
from initiatives.reminders import rehearsal, table
from initiatives.reminders.listing import Listed, Listing
from initiatives.reminders.models import Reminder
from initiatives.reminders.references import NOT_SEEN, Reference, seen_by
from initiatives.reminders.story import OUTCOMES
from services.directory.models import BankHoliday, Division
from services.people.models import User

BEHIND, AHEAD = dt.timedelta(days=7), dt.timedelta(days=30)
ONE_DAY = dt.timedelta(days=1)
#: How a reminder stands, with the letter it is in: the columns of the table, in their order.
HOW = {
    "planned": "Planned",
    "sent": "In letters",
    "superseded": "Superseded",
    "cancelled": "Cancelled",
    "failed": "Failed",
    "held": "Held",
}


@dataclass(frozen=True)
class Day:
    """One row of the table: a local date, why offices are closed then (or nothing), and how many reminders stand how."""

    day: dt.date
    closed: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def by_column(self) -> list[tuple[str, str, int]]:
        """(how, its words, how many) for each column."""
        return [(how, words, self.counts.get(how, 0)) for how, words in HOW.items()]


@dataclass(frozen=True)
class Kept:
    """One reminder of the ledger as a line: who, about what, which stage, what became of it and why."""

    who: str
    about: str
    what: str
    url: str
    stage: str
    outcome: str
    how: str
    reason: str


def days(today: dt.date) -> list[Day]:
    """The last 7 and the next 30 local dates. Two queries, however many reminders there are."""
    first, last = today - BEHIND, today + AHEAD
    closed, counts = closed_between(first, last), counted(first, last)
    dates = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    return [Day(day, closed.get(day, ""), counts.get(day, {})) for day in dates]


def closed_between(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Why offices are closed, for each local date on which they are: the weekend, or the name of a holiday."""
    holidays = BankHoliday.objects.kept_in(Division.ENGLAND_AND_WALES).filter(day__range=(first, last))
    dates = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    weekends = {day: WEEKDAYS[day.weekday()] for day in dates if day.weekday() > 4}
    return weekends | dict(holidays.values_list("day", "name"))


def counted(first: dt.date, last: dt.date) -> dict[dt.date, dict[str, int]]:
    """For each local date how many reminders stand how, counted by the database."""
    found: dict[dt.date, dict[str, int]] = {}
    rows = between(first, last).order_by().values("day", "how").annotate(many=Count("pk"))
    for row in rows:
        found.setdefault(row["day"], {})[row["how"]] = row["many"]
    return found


def between(first: dt.date, last: dt.date) -> QuerySet[Reminder]:
    """Reminders from one local date to another, both included, each with its `day` and with `how` it stands.

    What was said belongs to the day on which it was, everything else to the day for which it was planned.
    """
    written = Q(decided_at__gte=clock.at(first, 0), decided_at__lt=clock.at(last + ONE_DAY, 0))
    said, planned = Q(state="sent") & written, ~Q(state="sent") & Q(planned_on__range=(first, last))
    said_on = When(state="sent", then=TruncDate("decided_at", tzinfo=clock.LONDON))
    undelivered = When(letter__state__in=["failed", "bounced"], then=Value("failed"))
    held = When(letter__state="held", then=Value("held"))
    return Reminder.objects.filter(said | planned).annotate(
        day=Case(said_on, default=F("planned_on"), output_field=DateField()),
        how=Case(undelivered, held, default=F("state"), output_field=CharField()),
    )


def of_day(day: dt.date, how: str = "") -> QuerySet[Reminder]:
    """The reminders of a local date, by name; with `how`, those that stand so. An unknown word means all of them."""
    rows = between(day, day).select_related("recipient", "letter").defer("letter__text", "letter__html")
    return (rows.filter(how=how) if how in HOW else rows).order_by("recipient__name", "due_on", "id")


def in_words(rows: Iterable[Any], reader: User) -> list[Kept]:
    """Rows of `of_day` as lines. One query for each kind of record among them."""
    rows = list(rows)
    seen = seen_by(reader, {row.subject for row in rows})
    return [_kept(row, seen.get(row.subject, NOT_SEEN)) for row in rows]


def _kept(row: Any, record: Reference) -> Kept:
    step = table.step_as_it_was(row.kind, row.stage)
    return Kept(
        who=row.recipient.name,
        about=table.kind_of(row.kind).about,
        what=record.words,
        url=record.url,
        stage=step.in_words if step else "",
        outcome=OUTCOMES.get(row.letter.state, "Not sent") if row.state == "sent" else row.get_state_display(),
        how=row.how,
        reason=row.letter.last_error if row.how in ("failed", "held") else row.reason,
    )


def simulated(day: dt.date, reader: User) -> list[Listed]:
    """What a local date's plan says, as if every earlier day had been run: lines to people, then lines to nobody."""
    said, unsaid = rehearsal.plan_of(day)
    lines = Listing(reader, said, unsaid)
    return lines.to_people(said) + lines.to_nobody(unsaid)

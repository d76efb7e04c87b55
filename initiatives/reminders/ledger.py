"""Keeping the ledger in step with the plan: new rows, moved dates, and rows that are not needed any more.

Writing the same plan a thousand times changes nothing. What was said stays as it was said.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q

from collab_portal.toolkit import clock
from initiatives.reminders.facts import SOURCES
from initiatives.reminders.models import Reminder
from initiatives.reminders.plan import Said

Key = tuple[str, str, str, int]
PLANNED, SENT, SUPERSEDED, CANCELLED = (str(state.value) for state in Reminder.State)
TOO_LONG_AGO = "Its day was too long ago to remind anybody of."
NOT_TOLD_ANY_MORE = "This person is no longer told about it, or the day has moved."
BATCH = 2000


class Row(NamedTuple):
    """A row of the ledger as far as planning looks at it; lighter than the model, for there may be a hundred thousand."""

    kind: str
    subject: str
    stage: str
    recipient_id: int
    pk: int
    cycle: str
    planned_on: dt.date
    due_on: dt.date
    state: str
    decided_at: dt.datetime | None


@dataclass
class Changes:
    """What has to be written: rows to add, rows to plan (again) by their new day and due date, rows to cancel by reason."""

    new: list[Reminder] = field(default_factory=list)
    moved: dict[tuple[dt.date, dt.date], list[int]] = field(default_factory=lambda: defaultdict(list))
    cancelled: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __len__(self) -> int:
        return len(self.new) + sum(map(len, [*self.moved.values(), *self.cancelled.values()]))


def keep_in_step(said: Iterable[Said], *, first_day: dt.date, last_day: dt.date, at: dt.datetime) -> Changes:
    """Bring the ledger to the plan from `first_day` to `last_day`, as seen at a UTC instant. Returns what it wrote."""
    wanted = {each.key: each for each in said}
    rows = newest_rows(wanted)
    changes = Changes()
    for key, each in wanted.items():
        follow(each, rows.get(key), clock.local(at).date(), changes)
    drop([row for key, row in rows.items() if key not in wanted and row.state == PLANNED], first_day, last_day, changes)
    write(changes, at)
    return changes


def newest_rows(wanted: Mapping[Key, Said]) -> dict[Key, Row]:
    """The row of the latest cycle for every key of the plan, and every row that is still only planned."""
    of_the_plan = Q(kind__in={key[0] for key in wanted}, subject__in={key[1] for key in wanted})
    rows = Reminder.objects.filter(of_the_plan | Q(state=PLANNED)).order_by("id").values_list(*Row._fields)
    return {row[:4]: Row(*row) for row in rows.iterator(BATCH)}


def follow(said: Said, row: Row | None, today: dt.date, changes: Changes) -> None:
    """What one line of the plan asks of its row."""
    if row is None:
        changes.new.append(fresh(said, cycle=1))
    elif row.state in (SENT, SUPERSEDED):
        if said.due_on > row.due_on and said.day > clock.local(row.decided_at).date():
            changes.new.append(fresh(said, cycle=int(row.cycle) + 1))
    elif row.state == CANCELLED:
        if said.day >= today:
            changes.moved[said.day, said.due_on].append(row.pk)
    elif (row.planned_on, row.due_on) != (said.day, said.due_on):
        changes.moved[said.day, said.due_on].append(row.pk)


def fresh(said: Said, *, cycle: int) -> Reminder:
    """A row that was not there."""
    kind, subject, stage, person = said.key
    known = {"kind": kind, "subject": subject, "stage": stage, "recipient_id": person, "place": said.fact.place}
    return Reminder(**known, cycle=str(cycle), planned_on=said.day, due_on=said.due_on)


def drop(rows: list[Row], first_day: dt.date, last_day: dt.date, changes: Changes) -> None:
    """Cancel what the plan no longer has; what lies beyond its last day is none of its business."""
    reasons = why_gone(rows)
    for row in rows:
        if row.planned_on < first_day:
            changes.cancelled[TOO_LONG_AGO].append(row.pk)
        elif row.planned_on <= last_day:
            changes.cancelled[reasons.get((row.kind, row.subject), NOT_TOLD_ANY_MORE)].append(row.pk)


def why_gone(rows: Iterable[Row | Reminder]) -> dict[tuple[str, str], str]:
    """For each record (kind, subject) of these rows that is closed, the reason. One query a kind."""
    subjects = defaultdict(set)
    for row in rows:
        subjects[row.kind].add(row.subject)
    known = {kind: SOURCES[kind].why_gone(those) for kind, those in subjects.items() if kind in SOURCES}
    return {(kind, subject): reason for kind, reasons in known.items() for subject, reason in reasons.items()}


def write(changes: Changes, at: dt.datetime) -> None:
    """The database has the last word: a row that is there already is not written twice."""
    Reminder.objects.bulk_create(changes.new, batch_size=BATCH, ignore_conflicts=True)
    again = {"state": PLANNED, "reason": "", "letter": None, "decided_at": None}
    for (day, due_on), rows in changes.moved.items():
        Reminder.objects.filter(pk__in=rows, state__in=[PLANNED, CANCELLED]).update(
            planned_on=day, due_on=due_on, **again
        )
    for reason, rows in changes.cancelled.items():
        Reminder.objects.filter(pk__in=rows).planned().update(state=CANCELLED, reason=reason, decided_at=at)

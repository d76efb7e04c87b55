"""Saying in a letter what is ready for one person, and keeping in the ledger that it was said: in a letter of its own, or
at the top of a digest that goes the same morning.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import OuterRef

from collab_portal.toolkit import clock
from initiatives.reminders.at_sending import still_true_of_all
from initiatives.reminders.models import Reminder
from initiatives.reminders.writing import Item
from services.history import actions as history
from services.letters.models import Letter
from services.people.models import User


def what_to_say(person: User, now: dt.datetime) -> list[Item]:
    """Everything that is ready for one person at a UTC instant and still true; nothing if they had a letter today."""
    return what_to_say_to({person.pk: person}, now).get(person.pk, [])


def what_to_say_to(people: Mapping[int, User], now: dt.datetime) -> dict[int, list[Item]]:
    """The same for several people, by their ids; those to whom there is nothing to say are left out.

    Whoever asks has locked the people's rows, so that two never write to one person at once.
    """
    today = clock.local(now).date()
    told = set(Reminder.objects.said_on(today).filter(recipient__in=people).values_list("recipient", flat=True))
    waiting = {pk: person.as_of(today) for pk, person in people.items() if pk not in told}
    said: dict[int, list[Item]] = defaultdict(list)
    for item in latest_of_each(still_true_of_all(ready_for(waiting, today), waiting), now):
        said[item.row.recipient_id].append(item)
    return dict(said)


def ready_for(people: Collection[int], today: dt.date) -> list[Reminder]:
    """What is planned for these people (ids) by a local date, locked until the transaction ends."""
    rows = Reminder.objects.ready_on(today).filter(recipient__in=people).select_for_update(of=("self",))
    return list(rows.order_by("planned_on", "id"))


def latest_of_each(items: list[Item], now: dt.datetime) -> list[Item]:
    """After a gap only the latest stage about each record is said; the earlier ones, and any older than what was said, are not."""
    if not items:
        return []
    newest = said_last([item.row for item in items])
    for item in sorted(items, key=lambda item: (item.row.planned_on, item.step.offset)):
        said = newest.get(to_whom_about_what(item.row))
        if said is None or said.state != Reminder.State.SENT or said.planned_on <= item.row.planned_on:
            newest[to_whom_about_what(item.row)] = item.row
    by_later = [item.row for item in items if newest[to_whom_about_what(item.row)] is not item.row]
    for row in by_later:
        row.state, row.decided_at = Reminder.State.SUPERSEDED, now
        row.superseded_by = newest[to_whom_about_what(row)]
    Reminder.objects.bulk_update(by_later, ["state", "superseded_by", "decided_at"], batch_size=200)
    return [item for item in items if newest[to_whom_about_what(item.row)] is item.row]


def to_whom_about_what(row: Reminder) -> tuple[int, str, str]:
    """A person's id, and the record they are told about: kind and history key."""
    return (row.recipient_id, row.kind, row.subject)


def said_last(rows: list[Reminder]) -> dict[tuple[int, str, str], Reminder]:
    """By person and record, the latest stage that the people of these rows were told of for the same due date."""
    due = {to_whom_about_what(row): row.due_on for row in rows}
    said = Reminder.objects.said().filter(
        recipient__in={row.recipient_id for row in rows}, subject__in={row.subject for row in rows}
    )
    by_day = said.order_by("planned_on", "id")
    return {to_whom_about_what(row): row for row in by_day if due.get(to_whom_about_what(row)) == row.due_on}


def keep_as_said(said: Collection[tuple[Letter, list[Item]]], now: dt.datetime) -> None:
    """The ledger names each letter for what stands in it, and each record's history says that somebody was reminded."""
    rows, entries = [], []
    for letter, items in said:
        for item in items:
            item.row.letter = letter
            rows.append(item.row)
            verb = f"reminded {letter.to.name} of the {item.matter.noun}, {item.step.in_words}"
            entries.append(history.entry(verb[:120], item.matter.record, by=None, at=now))
    theirs = Letter.objects.filter(pk__in=[letter.pk for letter, _ in said], to=OuterRef("recipient")).values("pk")
    said_now = Reminder.objects.filter(pk__in=[row.pk for row in rows])
    said_now.update(letter=theirs, state=Reminder.State.SENT, decided_at=now)
    history.record_all(entries)


def ledger_key(row: Reminder) -> list[Any]:
    """What makes a row of the ledger unique, and its dates, for the journal: after a restore the row is made again."""
    known = [row.kind, row.subject, row.cycle, row.stage, row.recipient_id, row.place]
    return [*known, row.planned_on.isoformat(), row.due_on.isoformat()]


def key_for(key: str) -> str:
    """The key of a letter that is written once. One that was taken back before it left makes room for another."""
    taken_back = Letter.objects.filter(key__startswith=key).count()
    return f"{key}:{taken_back + 1}" if taken_back else key

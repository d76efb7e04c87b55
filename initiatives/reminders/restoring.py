"""After a restore the ledger has forgotten what was said since the backup: here it learns it again from the journal.

services.letters asks here through the setting LETTER_RESTORERS, once for each letter that it finds had left.
"""

import datetime as dt
from typing import Any, NamedTuple

from initiatives.reminders.at_sending import RECORDS
from initiatives.reminders.models import Reminder
from services.history.models import Touch
from services.letters import actions as outbox
from services.letters.models import Letter

SAID_BEFORE = "It was said before the database was restored."


class Said(NamedTuple):
    """What made a row of the ledger unique, and its dates, as the journal keeps them (saying.ledger_key)."""

    kind: str
    subject: str
    cycle: str
    stage: str
    recipient: int
    place: str
    planned_on: str
    due_on: str


def make_again(letter: Letter, said: list[Any], at: dt.datetime) -> int:
    """Make the rows that a letter said rows that were sent at a UTC instant. Returns how many were not so before.

    Whatever else the letter was going to say was not in it, and is planned again. A record that the restored database
    does not have is left out: its number may be given to another.
    """
    known = [Said(*each) for each in said]
    theirs = [each for each in known if each.recipient == letter.to_id and is_there(each.subject)]
    made = sum(remember(each, letter, at) for each in theirs)
    keys = {each[:4] for each in theirs}
    rows = Reminder.objects.filter(letter=letter).values_list("kind", "subject", "cycle", "stage", "pk")
    plan_again(Reminder.objects.filter(pk__in=[pk for *key, pk in rows if tuple(key) not in keys]))
    return made


def remember(said: Said, letter: Letter, at: dt.datetime) -> bool:
    """One row, made or changed. Returns whether it was. A letter that was about to say it again is taken back."""
    unique = {"kind": said.kind, "subject": said.subject, "cycle": said.cycle, "stage": said.stage}
    row = Reminder.objects.select_for_update(of=("self",)).filter(**unique, recipient=said.recipient).first()
    if row is not None and row.state == Reminder.State.SENT:
        if row.letter_id == letter.pk or not outbox.cancel(row.letter, reason=SAID_BEFORE):
            return False
        plan_again(Reminder.objects.filter(letter=row.letter))
    row = row or Reminder(
        **unique,
        recipient_id=said.recipient,
        place=said.place,
        planned_on=day(said.planned_on),
        due_on=day(said.due_on),
    )
    row.state, row.letter, row.decided_at, row.reason, row.superseded_by = Reminder.State.SENT, letter, at, "", None
    row.save()
    return True


def plan_again(rows: Any) -> None:
    """Rows of a letter that does not say them after all: the next tick looks whether they are still in the plan."""
    if rows.update(state=Reminder.State.PLANNED, letter=None, decided_at=None):
        Touch.objects.create()


def is_there(subject: str) -> bool:
    """Whether the database has the record of a history key, as far as this room knows its kind."""
    name, _, number = subject.partition(":")
    return name not in RECORDS or RECORDS[name].objects.filter(pk=number).exists()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)

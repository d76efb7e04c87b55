"""Why somebody got a reminder letter: for each thing in it the record, the rule, their relation, and what to do if it is wrong."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from collab_portal.toolkit import clock
from initiatives.reminders import policy, table
from initiatives.reminders.models import Reminder
from initiatives.reminders.references import Reference, seen_by
from initiatives.reminders.writing import Item, told_about, told_before, what_next
from services.letters.models import Letter
from services.people.models import User

NO_LONGER_SEEN = Reference("", "", "A record that you can no longer see")
#: What to do if the relation does not hold, by audience.
IF_IT_IS_WRONG = {
    "authors": "If you do not write its reports any more, ask an editor of an organisation that takes part to take your name off the people named on the work.",
    "lead": "If you are not the service lead any more, tell your organisation’s portal administrator.",
    "sponsor": "If you do not sponsor it any more, ask an editor of an organisation that takes part to name somebody else.",
    "office": "If you do not work for the office any more, tell your organisation’s portal administrator.",
    "keepers": "If somebody else looks after it now, ask an editor of an organisation that takes part to change the people named on the work.",
}
OTHERWISE = "If this is not yours to know any more, tell your organisation’s portal administrator."


@dataclass(frozen=True)
class Reason:
    """One thing in a letter. `before` is [(local date, names)]; it and `next` are empty where the record is not seen any more."""

    about: str
    record: Reference
    due_on: dt.date
    rule: str
    is_still_the_rule: bool
    relation: str
    if_wrong: str
    before: list[tuple[dt.date, str]] = field(default_factory=list)
    next: str = ""


@policy.read_once()
def reasons(letter: Letter, reader: User, today: dt.date) -> list[Reason]:
    """Each thing in a reminder letter, what is due first coming first; none if the letter is no reminder or was taken back.

    A fixed number of queries, and one for each kind of record.
    """
    rows = Reminder.objects.filter(letter=letter).order_by("due_on", "id")
    items = [Item(row, table.step_as_it_was(row.kind, row.stage), None) for row in rows]
    seen, told = seen_by(reader, {item.row.subject for item in items}), told_about(items)
    return [
        _reason(item, letter, seen.get(item.row.subject), told[item.subject_key], today) for item in items if item.step
    ]


def _reason(item: Item, letter: Letter, record: Reference | None, told: Any, today: dt.date) -> Reason:
    audience, row = item.step.stage.to, item.row
    own = f"you {audience.because}"
    return Reason(
        about=table.kind_of(row.kind).about,
        record=record or NO_LONGER_SEEN,
        due_on=row.due_on,
        rule=f"{table.day_in_words(item.step)}, to {audience.who}",
        is_still_the_rule=policy.step_named(row.kind, row.stage) is not None,
        relation=own if own in letter.why else letter.why,
        if_wrong=IF_IT_IS_WRONG.get(audience.name, OTHERWISE),
        before=told_before(told, clock.local(letter.posted_at).date()) if record else [],
        next=what_next(item, told, today) if record else "",
    )

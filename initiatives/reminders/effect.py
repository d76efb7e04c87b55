"""What a change of the rules comes to: the plan after it, less the plan before it. A pure function, like the plan itself."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from initiatives.reminders.plan import Calendars, Fact, Said, Silence, nobody_to_tell, plan
from initiatives.reminders.policy import Stage


class Span(NamedTuple):
    """The days of a comparison: the first that a tick still looks back to, the present one, and the last."""

    first_day: dt.date
    today: dt.date
    last_day: dt.date


class Decided(NamedTuple):
    """A row of the ledger that was sent, superseded or cancelled."""

    subject: str
    stage: str
    person: int
    planned_on: dt.date
    due_on: dt.date
    state: str

    @property
    def about(self) -> tuple[str, int, dt.date]:
        """The record as this person was or was not told of it: subject, person, due date."""
        return (self.subject, self.person, self.due_on)

    @property
    def key(self) -> tuple[str, str, int, dt.date]:
        """The same at its stage."""
        return (self.stage, *self.about)


@dataclass(frozen=True)
class Effect:
    """What would be said that is not said now, what no longer, what as before, and what there is nobody to say to."""

    new: list[Said]
    gone: list[Said]
    staying: list[Said]
    untold: list[Silence]


def of(
    known: Sequence[Fact],
    now: Sequence[Stage],
    then: Sequence[Stage],
    calendars: Calendars,
    span: Span,
    decided: Collection[Decided] = (),
) -> Effect:
    """The effect of going from one policy to another, over the same facts of one kind and what was decided about them."""
    first_day, today, last_day = span
    before, after = (
        {each.key: each for each in still_to_go(plan(known, policy, calendars, first_day, last_day), decided, today)}
        for policy in (now, then)
    )
    changed = [stage for stage in then if stage not in now]
    return Effect(
        [each for key, each in after.items() if key not in before],
        [each for key, each in before.items() if key not in after],
        [each for key, each in after.items() if key in before],
        nobody_to_tell(known, changed, calendars, today, last_day),
    )


def still_to_go(said: Iterable[Said], decided: Collection[Decided], today: dt.date) -> list[Said]:
    """Of a plan in its order, what has yet to be said, as a tick of this day would find it.

    What was decided for the same due date is over; what was cancelled is planned again if its day is still to come. Of
    what is ready, each person is told the latest stage about a record, unless they were told a later one already.
    """
    over = {row.key for row in decided if row.state != "cancelled"}
    over_if_past = {row.key for row in decided}
    told = sorted((row.planned_on, row.about) for row in decided if row.state == "sent")
    latest = {about: planned_on for planned_on, about in told}
    ready, ahead = {}, []
    for each in said:
        about = (each.fact.subject, each.person, each.due_on)
        if (each.step.name, *about) in (over_if_past if each.day < today else over):
            continue
        if each.day > today:
            ahead.append(each)
        elif each.day >= latest.get(about, each.day):
            ready[about] = each
    return [*ready.values(), *ahead]

"""Who would get what if a rule were changed, for whoever changes it to see before anything does."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from initiatives.reminders import effect, facts, table
from initiatives.reminders.actions import LOOK_BACK_WORKING_DAYS
from initiatives.reminders.effect import Decided, Effect, Span
from initiatives.reminders.listing import Listed, Listing
from initiatives.reminders.models import Reminder
from initiatives.reminders.policy import Stage
from initiatives.reminders.rules_in_force import Rule
from initiatives.reminders.table import Change
from services.directory.calendars import Calendars
from services.people.models import User

#: How far a preview looks ahead.
AHEAD = dt.timedelta(days=60)
#: More lines than this nobody reads on one page.
LISTED = 100
PARTS = ("new", "gone", "staying", "untold")


@dataclass(frozen=True)
class Preview:
    """The effect as its reader may see it: the first hundred lines of each part, and how many there are of each.

    `seal` is the same for as long as neither the rules nor anything of the effect changes.
    """

    new: list[Listed]
    gone: list[Listed]
    untold: list[Listed]
    counts: Mapping[str, int]
    seal: str


class NotSeenYet(Exception):
    """The person has not been shown what a change would do, or it is no longer what they were shown (`is_stale`)."""

    def __init__(self, preview: Preview, *, is_stale: bool) -> None:
        super().__init__("What would go has to be shown first.")
        self.preview = preview
        self.is_stale = is_stale


def of(rule: Rule, proposed: Change, rules: Iterable[Rule], reader: User, today: dt.date) -> Preview:
    """What would be different from a local date until 60 days later, if one of the rules became what is proposed.

    Changes nothing.
    """
    changed = {each.key: each.change for each in rules if not each.is_default}
    now, then = table.after(changed), table.after({**changed, rule.key: proposed})
    came = effect_on(rule.row.kind, now, then, today)
    sealed = repr((today, now, rule.key, proposed, [_identity(getattr(came, part)) for part in PARTS]))
    new, gone, untold = came.new[:LISTED], came.gone[:LISTED], came.untold[:LISTED]
    lines = Listing(reader, [*new, *gone], untold)
    return Preview(
        lines.to_people(new),
        lines.to_people(gone),
        lines.to_nobody(untold),
        {part: len(getattr(came, part)) for part in PARTS},
        sha256(sealed.encode()).hexdigest(),
    )


def require(
    rule: Rule, proposed: Change, rules: Iterable[Rule], reader: User, today: dt.date, seen: str | None
) -> None:
    """Raise NotSeenYet unless `seen` is the seal of what the change would do now. None: nobody looks, so all is well."""
    if seen is None:
        return
    preview = of(rule, proposed, rules, reader, today)
    if seen != preview.seal:
        raise NotSeenYet(preview, is_stale=bool(seen))


def effect_on(kind: str, now: Iterable[Stage], then: Iterable[Stage], today: dt.date) -> Effect:
    """The effect of one policy after another on a kind of reminder, by the facts and the ledger as they are."""
    now, then = ([stage for stage in stages if stage.about == kind] for stages in (now, then))
    calendars = Calendars.known()
    span = Span(calendars.default.before(today, LOOK_BACK_WORKING_DAYS), today, today + AHEAD)
    known = facts.gather([*now, *then], calendars.default, today, span.first_day, span.last_day)
    rows = Reminder.objects.filter(kind=kind, planned_on__range=(span.first_day, span.last_day))
    decided = rows.exclude(state="planned").values_list(
        "subject", "stage", "recipient", "planned_on", "due_on", "state"
    )
    return effect.of(known, now, then, calendars, span, [Decided(*row) for row in decided])


def _identity(lines: Iterable[Any]) -> list[Any]:
    return sorted((each.day, each.fact.subject, each.step.name, getattr(each, "person", 0)) for each in lines)

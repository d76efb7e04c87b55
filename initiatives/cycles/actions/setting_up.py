"""Setting a cycle up, starting it, changing it and ending it."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.references import next_reference
from collab_portal.toolkit.refusals import Refused
from initiatives.cycles.actions import daily
from initiatives.cycles.actions.dates import asked_on, dates_in_words, drop, keep_dates, set_deadlines
from initiatives.cycles.actions.holding import held, held_to_change, last_told
from initiatives.cycles.changes import LABELS, in_words, value_of
from initiatives.cycles.checklist import missing_from
from initiatives.cycles.choices import CycleState
from initiatives.cycles.dates import deadlines
from initiatives.cycles.models import CycleReader, ReviewCycle
from initiatives.cycles.planning import offers
from initiatives.meetings.models import Board
from initiatives.register.actions.locking import keep
from initiatives.reviews import asking
from services.directory.calendars import working_days_of
from services.directory.models import Organisation
from services.history import actions as history
from services.people.models import User

STARTED = "confirmed the dates and started this cycle"
#: Answers that are rows of other tables, in no order.
ROWS = ("organisations", "chosen")
#: What dates already confirmed rest on.
FIXED_ONCE_RUNNING = frozenset({"board", "every", "first_on"})
TOO_LATE_TO_CHANGE = "This cycle is running, so its board and its rhythm stay. End it and set up another."


@transaction.atomic
def begin(*, title: str, what: str, board: Board, asked_by: Organisation, by: User, at: dt.datetime) -> ReviewCycle:
    """Begin to set a cycle up. The same title twice is the same draft, so that a second press of the button does no harm."""
    ref = next_reference(ReviewCycle.objects.all(), f"{asked_by.reference_prefix}-C")
    begun = ReviewCycle.objects.drafts().filter(title=title, asked_by=asked_by).first()
    if begun is not None:
        return begun
    row = ReviewCycle.objects.create(ref=ref, title=title, what=what, board=board, asked_by=asked_by)
    history.record("began to set this cycle up", row, by=by, at=at)
    return row


@transaction.atomic
def change(
    cycle: ReviewCycle, *, by: User, at: dt.datetime, expected_version: int | None = None, **values: Any
) -> ReviewCycle:
    """Write some of the fields in LABELS; `organisations` and `chosen` are rows, `readers` pairs of row and words.

    Once it runs, a change counts for the dates for which nobody has been asked yet. Raises ChangedMeanwhile if somebody
    changed the cycle first, Refused for what may not change any more.
    """
    row = held_to_change(cycle)
    before = {name: value_of(row, name) for name in values}
    changed = [name for name in values if _key(name, values[name]) != _key(name, before[name])]
    if not changed:
        return row
    history.refuse_stale(row, expected_version)
    if row.is_running and FIXED_ONCE_RUNNING.intersection(changed):
        raise Refused(TOO_LATE_TO_CHANGE)
    _write(row, {name: values[name] for name in changed})
    told = history.changes_between(in_words(row, before), in_words(row, values), LABELS)
    verb = f"changed: {LABELS[changed[0]]}" if len(changed) == 1 else "changed this cycle"
    history.record(verb, row, by=by, at=at, changes=told)
    if row.is_running:
        carry_over(row, by=by, at=at)
    return row


def _write(row: ReviewCycle, values: dict[str, Any]) -> None:
    """Put values into a locked cycle, those of other tables included."""
    for name, value in values.items():
        if name == "readers":
            row.readers.all().delete()
            CycleReader.objects.bulk_create(
                CycleReader(cycle=row, organisation=who, known_as=said) for who, said in value
            )
        elif name in ROWS:
            getattr(row, name).set(value)
        else:
            setattr(row, name, value)
    row.version += 1
    keep(row)


def _key(name: str, value: Any) -> Any:
    """A value by which two answers are compared: the order of rows does not matter, that of questions does."""
    return {each.pk for each in value} if name in ROWS else value


def carry_over(row: ReviewCycle, *, by: User, at: dt.datetime) -> None:
    """Bring the dates for which nobody has been asked up to what a running cycle says now."""
    calendar, today = working_days_of(row.asked_by_id), clock.local(at).date()
    why = "The review cycle has changed"
    for date in row.dates.open_on(today).not_asked_yet().select_related("review"):
        date.cycle = row
        set_deadlines(date, deadlines(date.on, row.lead_times, calendar), by=by, at=at, why=why)
        asking.rewrite(date.review, **asked_on(date), by=by, at=at, why=why)


@transaction.atomic
def start(
    cycle: ReviewCycle, *, dates: Collection[dt.date], by: User, at: dt.datetime, expected_version: int | None = None
) -> ReviewCycle:
    """Confirm the dates and begin to ask. Pressed twice by one person, it starts once.

    `dates` are those of the offered ones that count. Raises Refused with everything that is missing, in sentences, or
    with who started it first; ChangedMeanwhile if somebody changed the cycle since the dates were shown.
    """
    row = held_to_change(cycle)
    if row.is_running:
        return _as_it_was_started(row, by)
    history.refuse_stale(row, expected_version)
    today = clock.local(at).date()
    offered = offers(row, today)
    missing = missing_from(row, offered, today)
    if missing:
        raise Refused(" ".join(each.sentence for each in missing))
    daily.hold_for_asking(row, today)
    row.state = CycleState.RUNNING
    row.version += 1
    keep(row)
    keep_dates(row, offered, dates, by=by, at=at)
    history.record(STARTED, row, by=by, at=at, changes=[dates_in_words(dates)])
    daily.ask_for(row, today, at, by=by)
    return row


def _as_it_was_started(row: ReviewCycle, by: User) -> ReviewCycle:
    first = last_told(row, verb=STARTED)
    if first.by_id != by.pk:
        raise Refused(f"{first.by} started this cycle at {words.time(first.at)} on {words.day(first.at)}.")
    return row


@transaction.atomic
def end(cycle: ReviewCycle, *, reason: str, by: User, at: dt.datetime) -> ReviewCycle:
    """Ask no more. Dates still to come are dropped, and what is still owed for them is asked for no longer.

    What was sent stays, and so do reports that are late for a date that has passed. Ended twice, it ends once.
    """
    row = held(cycle)
    if row.has_ended:
        return row
    today = clock.local(at).date()
    dates = list(row.dates.to_come(today).select_related("review").select_for_update(of=("self",)))
    asking.hold_owed([date.review_id for date in dates])
    for date in dates:
        date.cycle = row
        drop(date, reason, by=by, at=at)
    row.state, row.ended_reason = CycleState.ENDED, reason
    row.version += 1
    keep(row)
    history.record("ended this cycle", row, by=by, at=at, why=reason)
    return row

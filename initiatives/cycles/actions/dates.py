"""The dates of a cycle: confirming them, moving one, dropping one, and keeping their deadlines true to the calendar."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.refusals import Refused
from initiatives.cycles.actions import daily
from initiatives.cycles.actions.holding import held_date, held_to_change
from initiatives.cycles.dates import MONTHS_AHEAD, Deadlines, deadlines, horizon
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.cycles.planning import Offer, known_days, offers
from initiatives.register.actions.locking import keep
from initiatives.reviews import actions as reports
from initiatives.reviews import asking
from services.directory.calendars import working_days_of
from services.history import actions as history
from services.people.models import User

LEFT_OUT = "Left out when the dates were confirmed."
LOOK_AGAIN = "The dates have changed since you opened this page. Check them again."
CALENDAR_CHANGED = "The bank holidays have changed"
LABELS = {
    "on": "board date",
    "draft_due_on": "draft due on",
    "clear_due_on": "cleared by",
    "papers_due_on": "papers due on",
}


@transaction.atomic
def confirm_later(
    cycle: ReviewCycle, *, dates: Collection[dt.date], by: User, at: dt.datetime, expected_version: int | None = None
) -> ReviewCycle:
    """Add the dates that have come within 15 months since the last time. Raises Refused if others were shown."""
    row = held_to_change(cycle)
    if row.is_draft:
        raise Refused("This cycle has not started. Check its answers first.")
    today = clock.local(at).date()
    offered = offers(row, today, known=known_days(row.dates.all()))
    if not offered:
        return row  # pressed twice
    daily.hold_for_asking(row, today)
    keep_dates(row, offered, dates, by=by, at=at)
    history.record("confirmed later dates", row, by=by, at=at, changes=[dates_in_words(dates)])
    daily.ask_for(row, today, at, by=by)
    return row


def keep_dates(
    cycle: ReviewCycle, offered: Iterable[Offer], wanted: Collection[dt.date], *, by: User, at: dt.datetime
) -> None:
    """Make the dates of a locked cycle: those wanted get a review, the others are kept as left out or too late.

    Raises Refused if one is wanted that is not offered.
    """
    askable = {each.on for each in offered if not each.is_too_late}
    if not wanted or not askable.issuperset(wanted):
        raise Refused(LOOK_AGAIN)
    for each in offered:
        is_left_out = each.on in askable and each.on not in wanted
        made = CycleDate(cycle=cycle, planned_on=each.planned_on, on=each.on, **vars(each.deadlines))
        made.is_dropped, made.dropped_reason = is_left_out, LEFT_OUT if is_left_out else ""
        made.review = give_review(made, by=by, at=at) if each.on in wanted else None
        keep(made)


def give_review(date: CycleDate, *, by: User, at: dt.datetime) -> Any:
    """Open the leadership review of a date. Its reports are due when the papers are."""
    return asking.open_review(asked_by=date.cycle.asked_by, board=date.cycle.board, by=by, at=at, **asked_on(date))


def asked_on(date: CycleDate) -> dict[str, Any]:
    """What the review of a date asks, as its cycle says now."""
    cycle = date.cycle
    return {
        "title": f"{cycle.title}, {words.day(date.on)}",
        "what": cycle.what,
        "due_on": date.papers_due_on,
        "sections": cycle.sections,
        "questions": cycle.questions,
        "readers": [(each.organisation, each.known_as) for each in cycle.readers.select_related("organisation")],
    }


@transaction.atomic
def move_date(
    date: CycleDate, *, on: dt.date, reason: str, by: User, at: dt.datetime, expected_version: int | None = None
) -> CycleDate:
    """Put a board date on another local date, and say why: its deadlines and the reports still owed for it move along.

    Raises Refused where it may not move, or not there; ChangedMeanwhile if somebody moved it first.
    """
    row = held_date(date)
    if (row.on, row.moved_reason) == (on, reason) and not row.is_dropped:
        return row
    today = clock.local(at).date()
    history.refuse_stale(row, expected_version)
    refuse_what_is_over(row, today)
    calendar = working_days_of(row.cycle.asked_by_id)
    refuse_day(row, on, today, calendar)
    row.moved_from, row.moved_reason, was, row.on = row.on, reason, row.on, on
    due = deadlines(on, row.lead_times, calendar)
    if due.papers_due_on < today:
        late = (
            f"The papers for {words.day(on)} would have been due on {words.day(due.papers_due_on)}. Choose a later date"
        )
        raise Refused(late, field="on")
    daily.hold_for_asking(row.cycle, today)
    set_deadlines(row, due, by=by, at=at, why=reason, was=was)
    if row.review is None:
        row.review = give_review(row, by=by, at=at)
        row.save(update_fields=["review"])
    daily.ask_for(row.cycle, today, at, by=by)
    return row


def refuse_what_is_over(row: CycleDate, today: dt.date) -> None:
    """Raise Refused for a date that was dropped, has passed, or on which the leaders have met."""
    if row.is_dropped:
        raise Refused("This date was dropped, so it can no longer be changed.")
    if row.review and row.review.held_on:
        raise Refused(f"The leaders met about this on {words.day(row.review.held_on)}, so it can no longer be changed.")
    if row.has_passed_by(today):
        raise Refused("This date has passed, so it can no longer be changed.")


def refuse_day(row: CycleDate, on: dt.date, today: dt.date, calendar: WorkingDays) -> None:
    """Raise Refused for a day on which the board cannot meet about this."""
    if on == row.on:
        raise Refused(f"It is on {words.day(on)} already. Enter another date", field="on")
    if on <= today:
        raise Refused("The new date must be in the future", field="on")
    if on > horizon(today):
        raise Refused(f"The new date must be within the next {MONTHS_AHEAD} months", field="on")
    if not calendar.is_working(on):
        raise Refused(f"{words.weekday(on)} is not a working day. Choose another date", field="on")
    if row.cycle.dates.filter(on=on).exclude(pk=row.pk).exists():
        raise Refused(f"This cycle has a date on {words.day(on)} already", field="on")


def set_deadlines(
    row: CycleDate, due: Deadlines, *, by: User | None, at: dt.datetime, why: str, was: dt.date | None = None
) -> bool:
    """Give a locked date its deadlines, and its review and the reports still owed for it theirs. Whether any changed.

    `was` is the board date it moved from. Where only the calendar changed, a report that was given more time keeps it.
    """
    before = {"on": was or row.on, **{name: getattr(row, name) for name in vars(due)}}
    after = {"on": row.on, **vars(due)}
    if before == after:
        return False
    for name, value in vars(due).items():
        setattr(row, name, value)
    row.version += 1
    keep(row)
    verb = "moved a date" if was else "brought the deadlines of a date up to date"
    changes = history.changes_between(before, after, LABELS)
    history.record(f"{verb}: {words.day(was or row.on)}", row, by=by, at=at, why=why, changes=changes)
    if row.review:
        asking.rewrite(row.review, title=asked_on(row)["title"], due_on=row.papers_due_on, by=by, at=at, why=why)
        move_reports(row, None if was else before["papers_due_on"], by=by, at=at, why=why)
    return True


def move_reports(row: CycleDate, only_due_on: dt.date | None, *, by: User | None, at: dt.datetime, why: str) -> None:
    """Put what is still owed for a date on its days; with `only_due_on`, what is due on another day stays due then."""
    days = daily.days_of(row, clock.local(at).date())
    for asked in row.review.requests.owed().order_by("pk"):
        stays = only_due_on is not None and asked.due_on != only_due_on
        own = {"clear_due_on": days["clear_due_on"] if asked.needs_clearing else None}
        due_on = asked.due_on if stays else days["due_on"]
        asking.move(asked, **{**days, **own, "due_on": due_on}, by=by, at=at, why=why)


@transaction.atomic
def drop_date(date: CycleDate, *, reason: str, by: User, at: dt.datetime) -> CycleDate:
    """The board does not look at the work on this date: what is still owed for it is asked for no longer.

    The authors are told. Dropped twice, it is dropped once. Raises Refused for a date that is over.
    """
    row = held_date(date)
    if row.is_dropped:
        return row
    refuse_what_is_over(row, clock.local(at).date())
    asking.hold_owed([row.review_id])
    drop(row, reason, by=by, at=at)
    history.record(f"dropped a date: {words.day(row.on)}", row, by=by, at=at, why=reason)
    return row


def drop(row: CycleDate, reason: str, *, by: User, at: dt.datetime) -> int:
    """Mark a locked date as dropped and withdraw what is still owed for it. Returns how many reports that was."""
    row.is_dropped, row.dropped_reason = True, reason
    row.version += 1
    keep(row)
    owed = list(row.review.requests.owed().order_by("pk")) if row.review else []
    for asked in owed:
        reports.withdraw(asked, by=by, at=at, why=reason)
    return len(owed)


@transaction.atomic
def follow_the_calendar(*, by: User | None, at: dt.datetime, why: str = "") -> int:
    """The holidays have changed: every deadline still to come is counted again. Returns how many dates that moved.

    The board's own date stays where it is, even on a new holiday: that is for the board, and its page says so.
    """
    moved = 0
    for cycle, rows in hold_for_the_calendar(at).items():
        calendar = working_days_of(cycle.asked_by_id)
        for row in rows:
            row.cycle = cycle
            due = deadlines(row.on, row.lead_times, calendar)
            moved += set_deadlines(row, due, by=by, at=at, why=why or CALENDAR_CHANGED)
    return moved


def hold_for_the_calendar(at: dt.datetime) -> dict[ReviewCycle, list[CycleDate]]:
    """Lock what may move with the holidays at a UTC instant: the running cycles, their open dates, and the reviews of those.

    In the order in which whoever moves a date locks them; the reports come after. Nothing has been written yet.
    """
    cycles = list(ReviewCycle.objects.running().order_by("pk").select_for_update(of=("self",)))
    open_ones = CycleDate.objects.open_on(clock.local(at).date()).filter(cycle__in=cycles).select_related("review")
    rows = list(open_ones.order_by("cycle_id", "on").select_for_update(of=("self",)))
    asking.hold_reviews(row.review_id for row in rows)
    return {cycle: [row for row in rows if row.cycle_id == cycle.pk] for cycle in cycles}


def dates_in_words(dates: Iterable[dt.date]) -> dict[str, str]:
    """Board dates as one line of the timeline."""
    return {"field": "Dates", "before": "not known", "after": words.and_list(words.day(each) for each in sorted(dates))}

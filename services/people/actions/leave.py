"""Leave and who covers: entering it, changing its end or its deputy, and taking it back before it begins.

The person's row is locked first, so that two entries for one person come one after the other.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from collab_portal.toolkit.words import day as in_words
from services.history import actions as history
from services.people import letters
from services.people.models import Leave, User

LABELS = {"first_on": "first day", "last_on": "last day", "deputy": "deputy"}
#: A year too many is a slip of the keyboard; a career break is not leave.
LONGEST = dt.timedelta(days=2 * 366)
DAY = dt.timedelta(days=1)


@transaction.atomic
def enter_leave(
    person: User, *, first_on: dt.date, last_on: dt.date, deputy: User | None = None, by: User, at: dt.datetime
) -> Leave:
    """Keep that somebody is away from one local date to another, both included, and who covers. Twice is once.

    The deputy is told. Raises Refused if the days cannot be, if the person is away on some of them already, or if the
    deputy does not share an organisation with them on the first day of the cover.
    """
    person, today = _locked(person), clock.local(at).date()
    asked = {"first_on": first_on, "last_on": last_on, "deputy": deputy}
    same = Leave.objects.of(person).filter(**asked).first()
    if same is not None:
        return same
    leave = Leave(person=person, entered_by=by, entered_at=at, **asked)
    _refuse_what_cannot_be(leave)
    if leave.is_over_on(today):
        raise Refused("The last day must be today or later: leave that is over changes nothing", field="last_on")
    _refuse_wrong_deputy(leave, today)
    leave.save()
    history.record("entered leave", leave, by=by, at=at, changes=history.changes_between({}, _facts(leave), LABELS))
    if deputy is not None:
        letters.you_cover(leave, by=by, at=at)
    if by != person:
        letters.leave_was_kept_for_you(leave, "entered", by=by, at=at)
    return leave


@transaction.atomic
def change_leave(
    leave: Leave,
    *,
    last_on: dt.date,
    deputy: User | None,
    by: User,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Leave:
    """End leave on another local date, or name another deputy or none. The deputies, old and new, are told.

    Raises Refused if it is over, if its new end lies before yesterday or among other leave of the same person, or if a
    new deputy shares no organisation with them; ChangedMeanwhile for a stale page.
    """
    row, today = _held(leave), clock.local(at).date()
    if (row.last_on, row.deputy) == (last_on, deputy):
        return row
    if row.is_over_on(today):
        raise Refused("This leave is over, so it can no longer be changed.")
    history.refuse_stale(row, expected_version)
    before = _facts(row)
    row.last_on, row.deputy, row.version = last_on, deputy, row.version + 1
    _refuse_what_cannot_be(row)
    if last_on < today - DAY:
        raise Refused("The last day must be yesterday or later: what is past stays as it was", field="last_on")
    if deputy != before["deputy"]:
        _refuse_wrong_deputy(row, today)
    row.save()
    history.record("changed leave", row, by=by, at=at, changes=history.changes_between(before, _facts(row), LABELS))
    _tell_of_change(row, before, by=by, at=at)
    return row


@transaction.atomic
def take_back_leave(leave: Leave, *, by: User, at: dt.datetime) -> None:
    """Forget leave that has not begun; the history keeps it, and the deputy is told. Raises Refused once it has begun."""
    row = _held(leave)
    if row.has_begun_on(clock.local(at).date()):
        raise Refused("This leave has begun, so it cannot be taken back. Change its last day instead.")
    verb = f"took back leave from {in_words(row.first_on)} to {in_words(row.last_on)}"
    history.record(verb, row, by=by, at=at)
    row.version += 1
    if row.deputy is not None:
        letters.cover_is_not_needed(row, row.deputy, by=by, at=at)
    if by != row.person:
        letters.leave_was_kept_for_you(row, "took back", by=by, at=at)
    row.delete()


def _locked(person: User) -> User:
    """The person, held until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


def _held(leave: Leave) -> Leave:
    """The leave as it is now, locked after its person. Raises Refused if it has been taken back."""
    _locked(leave.person)
    rows = Leave.objects.select_for_update(of=("self",)).select_related("person", "deputy")
    row = rows.filter(pk=leave.pk).first()
    if row is None:
        raise Refused("This leave has been taken back.")
    return row


def _facts(leave: Leave) -> dict[str, Any]:
    return {name: getattr(leave, name) for name in LABELS}


def _refuse_what_cannot_be(leave: Leave) -> None:
    """The days must be in order and not too many, and nobody is on leave twice."""
    if leave.last_on < leave.first_on:
        raise Refused("The last day must be on or after the first day", field="last_on")
    if leave.last_on - leave.first_on > LONGEST:
        raise Refused("The last day must be within two years of the first day", field="last_on")
    same_days = Leave.objects.of(leave.person).between(leave.first_on, leave.last_on)
    other = same_days.exclude(pk=leave.pk).order_by("first_on").first()
    if other is not None:
        span = f"from {in_words(other.first_on)} to {in_words(other.last_on)}"
        field = "last_on" if leave.first_on < other.first_on else "first_on"
        raise Refused(f"There is leave {span} already. Change that one, or choose other days", field=field)


def _refuse_wrong_deputy(leave: Leave, today: dt.date) -> None:
    """A deputy is an active colleague on the first day of the cover: the first day away, or today if that is past."""
    if leave.deputy is None:
        return
    if leave.deputy == leave.person:
        raise Refused("Nobody can cover for themselves. Choose somebody else", field="deputy")
    day = max(leave.first_on, today)
    if not User.objects.colleagues_of(leave.person, day).filter(pk=leave.deputy.pk).exists():
        raise Refused(
            f"{leave.deputy} cannot sign in or shares no organisation with {leave.person} on {in_words(day)}. "
            "Choose somebody else",
            field="deputy",
        )


def _tell_of_change(row: Leave, before: dict[str, Any], *, by: User, at: dt.datetime) -> None:
    if row.deputy == before["deputy"]:
        if row.deputy is not None:
            letters.cover_has_moved(row, before["last_on"], by=by, at=at)
    else:
        if before["deputy"] is not None:
            letters.cover_is_not_needed(row, before["deputy"], by=by, at=at)
        if row.deputy is not None:
            letters.you_cover(row, by=by, at=at)
    if by != row.person:
        letters.leave_was_kept_for_you(row, "changed", by=by, at=at)

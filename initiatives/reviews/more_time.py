"""More time: an author asks for a later day with a reason; the office that asked gives that day or another, or declines.

The reminders read the due date, so they follow by themselves.
"""

import datetime as dt

from django.db import transaction

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.refusals import Refused
from initiatives.reviews import letters
from initiatives.reviews.choices import EventKind
from initiatives.reviews.events import last_event, locked, record, tell, what_happened
from initiatives.reviews.models import ReportRequest
from initiatives.reviews.who import acting_for, authors_of, people_of_the_office
from services.directory.calendars import working_days_of
from services.history import actions as history
from services.people.models import User

NOTHING_ASKED = "Nobody asks for more time for this report now."


@transaction.atomic
def ask_for_more_time(request: ReportRequest, *, by: User, at: dt.datetime, due_on: dt.date, why: str) -> ReportRequest:
    """Ask the office for a later local date. The same wish again is the same one; another waits until it is answered.

    Raises Refused if the report is not owed, the day is no working day, not later or past, or a wish is open.
    """
    asked = locked(request)
    if not asked.is_owed:
        raise Refused(what_happened(asked, at))
    if asked.wished_due_on:
        last = last_event(asked, EventKind.MORE_TIME_ASKED)
        if (last.by_id, last.due_on, last.why) == (by.pk, due_on, why):
            return asked
        raise Refused(f"{last.by.name} has asked for more time until {words.day(last.due_on)}. Wait for the answer.")
    refuse_day(asked, due_on, clock.local(at).date())
    for_whom = acting_for(by, asked.writer_ids)
    event = tell(asked, EventKind.MORE_TIME_ASKED, by, at, due_on=due_on, why=why, for_whom=for_whom)
    record(f"asked for more time, until {words.day(due_on)}", asked, event)
    letters.more_time_was_asked_for(asked, event, people_of_the_office(asked, clock.local(at).date()))
    return asked


@transaction.atomic
def answer_more_time(
    request: ReportRequest, *, by: User, at: dt.datetime, gives: bool, due_on: dt.date | None = None, why: str = ""
) -> ReportRequest:
    """Give more time until a local date, the one asked for or another; or decline with a reason. The authors are told.

    The day it was first due is kept. Raises Refused if nobody asks any more or the day cannot be. Pressed twice: once.
    """
    asked = locked(request)
    if not asked.wished_due_on:
        last = last_event(asked)
        if last.by_id == by.pk and (last.kind, last.due_on, last.why) in (
            (EventKind.MORE_TIME_GIVEN, due_on, ""),
            (EventKind.MORE_TIME_DECLINED, None, why),
        ):
            return asked
        raise Refused(what_happened(asked, at) if not asked.is_owed else NOTHING_ASKED)
    return _give(asked, due_on, by, at) if gives else _decline(asked, why, by, at)


def _give(asked: ReportRequest, due_on: dt.date, by: User, at: dt.datetime) -> ReportRequest:
    refuse_day(asked, due_on, clock.local(at).date())
    before = {"due_on": asked.due_on}
    asked.first_due_on, asked.due_on = asked.first_due_on or asked.due_on, due_on
    asked.save(update_fields=["first_due_on", "due_on"])
    event = tell(asked, EventKind.MORE_TIME_GIVEN, by, at, due_on=due_on)
    changes = history.changes_between(before, {"due_on": due_on}, {"due_on": "due on"})
    record("gave more time for the report", asked, event, changes=changes)
    letters.more_time_was_given(asked, event, authors_of(asked, clock.local(at).date()))
    return asked


def _decline(asked: ReportRequest, why: str, by: User, at: dt.datetime) -> ReportRequest:
    event = tell(asked, EventKind.MORE_TIME_DECLINED, by, at, why=why)
    record("declined more time for the report", asked, event)
    letters.more_time_was_declined(asked, event, authors_of(asked, clock.local(at).date()))
    return asked


def refuse_day(asked: ReportRequest, day: dt.date, today: dt.date) -> None:
    """Raises Refused, at the question `due_on`, for a local date that is no later due date."""
    if day <= asked.due_on:
        raise Refused(f"The new day must be after {words.day(asked.due_on)}, when it is due now", field="due_on")
    if day < today:
        raise Refused("The new day must be today or later", field="due_on")
    calendar = working_days_of(asked.review.asked_by_id)
    if not calendar.is_working(day):
        before, after = words.weekday(calendar.on_or_before(day)), words.weekday(calendar.on_or_after(day))
        raise Refused(f"The new day must be a working day, like {before} or {after}", field="due_on")

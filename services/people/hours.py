"""When letters leave: between 8am and 6pm, London time, on the working days of their reader's organisation."""

import datetime as dt
from collections.abc import Collection

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from services.directory.calendars import Calendars
from services.people.models import Membership

FIRST_HOUR, LAST_HOUR = 8, 18


def next_hours(people: set[int], now: dt.datetime) -> dict[int, dt.datetime]:
    """For each of these people by id, the UTC instant from which a letter may leave: `now` itself during the hours."""
    theirs = working_days_of(people, clock.local(now).date())
    return {person: next_opening(now, theirs[person]) for person in people}


def working_days_of(people: set[int], day: dt.date) -> dict[int, WorkingDays]:
    """The working days that each of these people by id goes by on a local date."""
    calendars = Calendars.known()
    theirs = whose_days_count(people, day)
    return {person: calendars.of(theirs.get(person)) for person in people}


def whose_days_count(people: Collection[int], day: dt.date) -> dict[int, int]:
    """For each of these people by id, the organisation whose working days are theirs on a local date. One query.

    Somebody of several goes by the first they joined; somebody of none is left out: England and Wales are theirs.
    """
    places = Membership.objects.filter(person__in=people).on(day).order_by("-id")
    return dict(places.values_list("person", "organisation"))


def next_opening(now: dt.datetime, working_days: WorkingDays) -> dt.datetime:
    """A UTC instant if it lies within the hours of a working day, else 8am of the next one."""
    local = clock.local(now)
    day = local.date()
    if working_days.is_working(day) and local.hour < LAST_HOUR:
        return max(now, clock.at(day, FIRST_HOUR))
    return clock.at(working_days.after(day, 1), FIRST_HOUR)

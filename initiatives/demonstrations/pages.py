"""What the page of a demonstration shows: the day it is, each day since it began, and a day's letters."""

import datetime as dt
from dataclasses import dataclass

from collab_portal.toolkit import clock, leaps
from collab_portal.toolkit.words import count
from initiatives.demonstrations import mornings
from initiatives.reminders.timeline import closed_between
from services.letters.models import Letter
from services.letters.queries import Letters

ONE_DAY = dt.timedelta(days=1)
#: The page lists so many days; those before are a step back from the oldest.
MOST_DAYS = 31


@dataclass(frozen=True)
class Day:
    """A local date, how many letters were written on it, and why offices are closed then (or nothing)."""

    day: dt.date
    letters: int
    closed: str = ""

    @property
    def in_words(self) -> str:
        """3 letters; No letters: Saturday"""
        if self.letters:
            return count(self.letters, "letter")
        return f"No letters: {self.closed}" if self.closed else "No letters"


def began_on(today: dt.date) -> dt.date:
    """The local date on which the clock was first moved; today if it never was."""
    return min([today, *(clock.local(leap.left).date() for leap in leaps.known()[:1])])


def days(day: dt.date, today: dt.date) -> list[Day]:
    """The days since the demonstration began, newest first: at most 31, and among them the one asked for. Two queries."""
    began = began_on(today)
    last = min(today, day + MOST_DAYS * ONE_DAY / 2)
    first = max(began, last - (MOST_DAYS - 1) * ONE_DAY)
    written, closed = Letter.objects.to_made_up_people().by_day(first, last), closed_between(first, last)
    dates = [last - n * ONE_DAY for n in range((last - first).days + 1)]
    return [Day(each, written.get(each, 0), closed.get(each, "")) for each in dates]


def letters_of(day: dt.date) -> Letters:
    """The letters of a local date, in the order in which they were written."""
    return (
        Letter.objects.to_made_up_people().written_on(day).select_related("to").order_by("posted_at", "to__name", "id")
    )


def next_morning(now: dt.datetime) -> dt.datetime:
    """Where one press goes on to from a UTC instant."""
    return mornings.next_after(now)

"""What somebody's next digest would say now, by the function that writes it. Nothing is kept, and nothing is sent."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from initiatives.reminders.digests import planning, writing
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.digests.planning import Reader
from initiatives.reminders.digests.windows import Next
from services.directory.calendars import Calendars
from services.letters.letter_file import Words
from services.letters.private import STANDS_IN
from services.people.hours import whose_days_count
from services.people.models import User
from services.people.preferences import Frequency, Preferences, preferences_of

IN_THE_EMAIL = "(a link that stands in the email only)"


@dataclass(frozen=True)
class Preview:
    """What counts for the person, when the next digest goes (UTC; None: none is planned), and its words.

    Without words there is nothing to say. `is_example`: they want none, and see what a weekly one would say.
    """

    chosen: Preferences
    goes_at: dt.datetime | None
    words: Words | None
    is_example: bool

    @classmethod
    def of(cls, person: User, now: dt.datetime) -> "Preview":
        """For a person who knows the day, at a UTC instant."""
        calendars = Calendars.known()
        reader = planning.reader_of(person, now, calendars)
        if reader is None:
            return cls(preferences_of(person), None, words_for(person, example(person, calendars), now), True)
        coming = next_of(person, reader, now)
        words = words_for(person, reader, now, coming.window) if coming else None
        return cls(reader.chosen, coming.at if coming else None, words, False)


def example(person: Any, calendars: Calendars) -> Reader:
    """As if somebody who wants no digests had chosen a weekly one."""
    place = whose_days_count([person.pk], person.standing.day).get(person.pk)
    return Reader(Preferences(person.pk, Frequency.WEEKLY), calendars.of(place))


def next_of(person: User, reader: Reader, now: dt.datetime) -> Next | None:
    """The digest that goes next: one whose time has come and that still waits, or the next one by the plan."""
    row = Digest.objects.visible_to(person).due_by(now).first()
    if row is not None and reader.still_wants(row, now):
        return Next(row.window, row.due_at)
    return reader.next(now)


def words_for(person: User, reader: Reader, now: dt.datetime, window: str = "") -> Words | None:
    """The letter as it would be now; None if there is nothing to say."""
    summary = writing.summary_for(person, reader.chosen, reader.working_days, now, window)
    if summary is None or not summary.besides(()):
        return None
    words = writing.write(summary).words
    return replace(words, text=words.text.replace(STANDS_IN, IN_THE_EMAIL))

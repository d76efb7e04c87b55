"""How often somebody wants a digest, and when: what they chose, or what comes with their role until they choose."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from collab_portal.toolkit.words import WEEKDAYS


class Frequency(TextChoices):
    """How often a digest comes."""

    NEVER = "never", "Never"
    WEEKLY = "weekly", "Once a week"
    MONTHLY = "monthly", "Once a month"
    BEFORE_BOARD = "before_board", "Before each board"


class Stopped(TextChoices):
    """How digests came to stop, after “digests were stopped”."""

    PERSON = "person", "on the page about letters"
    ONE_CLICK = "one_click", "with the link in a digest"
    COMPLAINT = "complaint", "because a digest was reported as unwanted mail"


#: Whole hours on a London clock. Letters leave between 8am and 6pm, so never in the hour that a clock change repeats or skips.
EARLIEST_HOUR, LATEST_HOUR = 8, 17
#: As dt.date.weekday() counts: Monday is 0. Letters leave on working days.
MONDAY, FRIDAY = 0, 4


def hour_in_words(hour: int) -> str:
    """8am, midday, 5pm."""
    return "midday" if hour == 12 else f"{hour % 12}{'am' if hour < 12 else 'pm'}"


def weekday_in_words(weekday: int) -> str:
    """Monday for 0."""
    return WEEKDAYS[weekday]


def default_frequency(*, is_oversight: bool) -> Frequency:
    """Policy officers and commissioners get a digest every week unless they say no; everybody else asks for it."""
    return Frequency.WEEKLY if is_oversight else Frequency.NEVER


@dataclass(frozen=True)
class Preferences:
    """What counts for one person on one day: `hour` on a London clock, `weekday` (Monday is 0) for weekly digests."""

    person_id: int
    frequency: Frequency
    hour: int = EARLIEST_HOUR
    weekday: int = MONDAY
    stopped_at: dt.datetime | None = None
    stopped_how: str = ""

    @classmethod
    def of(cls, person_id: int, held: Any, *, is_oversight: bool) -> "Preferences":
        """From the row that somebody has (LetterPreferences), or None. Stopped digests do not come, however often."""
        if held is None:
            return cls(person_id, default_frequency(is_oversight=is_oversight))
        chosen = Frequency(held.digest_frequency)
        return cls(
            person_id,
            Frequency.NEVER if held.digests_stopped_at else chosen,
            held.digest_hour,
            held.digest_weekday,
            held.digests_stopped_at,
            held.digests_stopped_how,
        )

    @property
    def wants_digests(self) -> bool:
        return self.frequency != Frequency.NEVER

    @property
    def in_words(self) -> str:
        """How often, on which day and at what time: "every Monday at 8am"."""
        often = {
            Frequency.NEVER: "never",
            Frequency.WEEKLY: f"every {weekday_in_words(self.weekday)}",
            Frequency.MONTHLY: "at the beginning of each month",
            Frequency.BEFORE_BOARD: "before each board",
        }[self.frequency]
        return f"{often} at {hour_in_words(self.hour)}" if self.wants_digests else often

    @property
    def how_they_stopped(self) -> str:
        """The words for `stopped_how`, or nothing."""
        return Stopped(self.stopped_how).label if self.stopped_how else ""


def preferences_of(person: Any) -> Preferences:
    """What counts for one person on the day that the door named (`as_of`). At most one query besides their standing."""
    held = getattr(person, "letter_preferences", None)
    return Preferences.of(person.pk, held, is_oversight=person.standing.is_oversight)

"""A past date as an address names it, and which of the two pasts it means."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import TextChoices

from collab_portal.toolkit import clock


class How(TextChoices):
    """The two ways of looking back."""

    FACTS = "as-at", "By the dates in the records"
    KNOWN = "as-known", "As the portal knew it then"


HINTS = {
    How.FACTS: "What today’s records say of then. Includes what was entered later.",
    How.KNOWN: "What a reader would have seen then. Nothing from before the portal was in use.",
}
#: How a form offers the two: their words, and what each means.
WAYS = {"choices": How.choices, "hints": {how.value: said for how, said in HINTS.items()}}

ADDRESS = re.compile(r"/(?P<how>as-at|as-known)/(?P<day>\d{4}-\d{2}-\d{2})(?P<page>/.*)", re.DOTALL)


@dataclass(frozen=True)
class Moment:
    """The end of a local date, looked back at in one of two ways."""

    how: How
    day: dt.date

    @property
    def ends_at(self) -> dt.datetime:
        """The UTC instant at which the day is over."""
        return clock.at(self.day + dt.timedelta(days=1), 0)

    @property
    def prefix(self) -> str:
        """How addresses of this moment begin: /as-at/2014-10-05."""
        return f"/{self.how.value}/{self.day.isoformat()}"

    @property
    def is_known(self) -> bool:
        """Whether it is what the portal knew then, and not what its records say of then today."""
        return self.how == How.KNOWN

    @property
    def other(self) -> "Moment":
        """The same day, looked back at in the other way."""
        return Moment(How.FACTS if self.is_known else How.KNOWN, self.day)


def taken_apart(path: str, today: dt.date) -> tuple[Moment, str] | None:
    """The moment and the rest of an address that names one on or before a local date; None for every other address."""
    found = ADDRESS.fullmatch(path)
    if not found:
        return None
    try:
        day = dt.date.fromisoformat(found["day"])
    except ValueError:
        return None
    too_early = day < EARLIEST
    return None if too_early or day > today else (Moment(How(found["how"]), day), found["page"])


#: Nothing that the portal keeps is older than the police forces of today's areas.
EARLIEST = dt.date(1950, 1, 1)

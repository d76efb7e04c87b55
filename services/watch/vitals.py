"""What is known of the engine at one moment, gathered once for the page about it and for check_reminders."""

import datetime as dt
from dataclasses import dataclass

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from services.directory.horizon import shortfall
from services.directory.models import BankHoliday
from services.letters import canary, lateness
from services.letters.lateness import Lateness, Signs
from services.letters.models import Hold, Pulse
from services.people.hours import next_opening


@dataclass(frozen=True)
class Vitals:
    """Signs of life at a UTC instant: pulses by name, holds in force, the signs of lateness, the calendar and its end."""

    now: dt.datetime
    pulses: dict[str, Pulse]
    holds: list[Hold]
    signs: Signs | None
    working_days: WorkingDays
    shortfall: list[str]

    @classmethod
    def at(cls, now: dt.datetime) -> "Vitals":
        """Six queries."""
        held = list(Hold.objects.in_force(now).order_by("since"))
        calendar = BankHoliday.objects.working_days()
        short = shortfall(clock.local(now).date())
        return cls(now, Pulse.objects.by_name(), held, lateness.signs(now), calendar, short)

    def last(self, name: str) -> dt.datetime | None:
        """When a part of the engine was last alive (UTC)."""
        return self.pulses[name].at if name in self.pulses else None

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether a UTC instant lies within the hours at which letters leave."""
        return next_opening(moment, self.working_days) == moment

    @property
    def lateness(self) -> Lateness | None:
        """What the banner says."""
        return lateness.judge(self.signs, self.now, self.is_open) if self.signs else None

    @property
    def letters_wait_too_long(self) -> bool:
        due_at = self.signs and self.signs.due_at
        return due_at is not None and lateness.has_passed(lateness.LATE_AFTER, due_at, self.now, self.is_open)

    @property
    def horizon(self) -> dt.date | None:
        """The last bank holiday of England and Wales that is known."""
        return max(self.working_days.holidays, default=None)

    @property
    def canary(self) -> canary.State:
        """How the canary of today does; none is expected on a day on which nobody works."""
        if not self.working_days.is_working(clock.local(self.now).date()):
            return canary.State.NONE
        return canary.state(self.now, self.last(canary.SENT), self.last(canary.SEEN))

"""Whether reminders are late today: one question, asked by the banner, the page about the engine and check_reminders.

Before the engine has ever ran nothing is late: a desk without workers needs no alarm.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Subquery

from collab_portal.toolkit.cache import quick
from collab_portal.toolkit.words import moment
from services.letters import checks
from services.letters.models import Hold, Letter, Pulse, Sort

#: A duty letter that waits longer than this within the hours is late.
LATE_AFTER = dt.timedelta(minutes=15)
#: A tick comes every minute. Without one for longer than this the engine is silent.
SILENT_AFTER = dt.timedelta(minutes=5)
KEPT_UNDER = "lateness"
#: Seconds for which every page believes the last answer.
KEPT_FOR = 30


class Because(StrEnum):
    """Why reminders are late."""

    HELD = "held"
    WAITING = "waiting"
    SILENT = "silent"


IN_WORDS = {
    Because.HELD: "Letters have been held back since {since}.",
    Because.WAITING: "The oldest should have left on {since}.",
    Because.SILENT: "The portal last looked at what is due on {since}.",
}


@dataclass(frozen=True)
class Lateness:
    """Reminders are late: since a UTC instant, and why."""

    since: dt.datetime
    because: Because

    @property
    def in_words(self) -> str:
        """A sentence for everybody."""
        return IN_WORDS[self.because].format(since=moment(self.since))


@dataclass(frozen=True)
class Signs:
    """What one query tells, as UTC instants: the last tick, since when the longest waiting duty letter should have left,
    and since when letters are held back. None where there is no such letter or hold.
    """

    ticked_at: dt.datetime
    due_at: dt.datetime | None = None
    held_since: dt.datetime | None = None


def lateness(now: dt.datetime) -> Lateness | None:
    """Whether reminders are late at a UTC instant, as every page asks: the answer of the last half minute, if there is one.

    While the cache is away each page asks the database, by one query.
    """
    kept = quick.get(KEPT_UNDER)
    if kept is None:
        found = look(now)
        kept = [found.since.isoformat(), found.because.value] if found else []
        quick.set(KEPT_UNDER, kept, KEPT_FOR)
    return Lateness(dt.datetime.fromisoformat(kept[0]), Because(kept[1])) if kept else None


def look(now: dt.datetime) -> Lateness | None:
    """The same, asked of the database. Only where something may be late is the calendar asked as well."""
    seen = signs(now)
    return judge(seen, now, checks.is_open) if seen else None


def judge(seen: Signs, now: dt.datetime, is_open: Callable[[dt.datetime], bool]) -> Lateness | None:
    """What the signs mean at a UTC instant. `is_open` says of an instant whether letters may leave then."""
    if seen.held_since is not None:
        return Lateness(seen.held_since, Because.HELD)
    if seen.due_at is not None and has_passed(LATE_AFTER, seen.due_at, now, is_open):
        return Lateness(seen.due_at, Because.WAITING)
    if has_passed(SILENT_AFTER, seen.ticked_at, now, is_open):
        return Lateness(seen.ticked_at, Because.SILENT)
    return None


def has_passed(
    patience: dt.timedelta, since: dt.datetime, now: dt.datetime, is_open: Callable[[dt.datetime], bool]
) -> bool:
    """Whether a patience is over by a UTC instant. Overnight nothing is late: time counts only while letters may leave."""
    return now - since > patience and is_open(now) and is_open(now - patience)


def signs(now: dt.datetime) -> Signs | None:
    """The signs at a UTC instant, by one query. None before the engine has ever run."""
    waiting = Letter.objects.should_have_left(now).filter(sort=Sort.DUTY).order_by("not_before")
    held = Hold.objects.in_force(now).order_by("since")
    known = Pulse.objects.filter(name="tick").annotate(
        due_at=Subquery(waiting.values("not_before")[:1]), held_since=Subquery(held.values("since")[:1])
    )
    row = known.values_list("at", "due_at", "held_since").first()
    return Signs(*row) if row else None

"""What would move if the calendar changed: shown to whoever changes it, before anything does."""

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from collab_portal.toolkit import words
from services.directory.calendars import Calendars, Change
from services.directory.signals import calendar_would_change

#: More rows than this nobody reads on one page.
LISTED = 100


@dataclass(frozen=True)
class Move:
    """An open date that goes with the calendar: what is due, where it is read, and whose work it is about.

    All three are empty where the person looking may not see the record: such a date is only counted.
    """

    what: str
    url: str
    from_on: dt.date
    to_on: dt.date
    whose: str = ""

    @classmethod
    def of_a_record_not_seen(cls, from_on: dt.date, to_on: dt.date) -> "Move":
        """A date of a record that the person may not see."""
        return cls("", "", from_on, to_on)

    @property
    def is_seen(self) -> bool:
        return bool(self.what)


@dataclass(frozen=True)
class Preview:
    """The dates that would move, earliest first: those to show, and how many others.

    `seal` is the same for as long as neither the calendar nor one of these dates changes.
    """

    moves: tuple[Move, ...]
    hidden: int
    seal: str

    @property
    def sentence(self) -> str:
        """How many dates move: “3 dates move, and 2 dates of records you cannot see.”"""
        unseen = f"{words.count(self.hidden, 'date')} of records you cannot see"
        if self.moves:
            told = f"{words.count(len(self.moves), 'date')} {'moves' if len(self.moves) == 1 else 'move'}"
            return f"{told}, and {unseen}." if self.hidden else f"{told}."
        return f"{unseen} {'moves' if self.hidden == 1 else 'move'}." if self.hidden else "No open date moves."

    @property
    def listed(self) -> tuple[Move, ...]:
        """Those that a page lists one by one."""
        return self.moves[:LISTED]

    @property
    def not_listed(self) -> int:
        """How many more there are."""
        return len(self.moves) - len(self.listed)


class NotSeenYet(Exception):
    """The person has not been shown what the change would move, or it is no longer what they were shown (`is_stale`)."""

    def __init__(self, preview: Preview, *, is_stale: bool) -> None:
        super().__init__("What would move has to be shown first.")
        self.preview = preview
        self.is_stale = is_stale


def of(change: Change, user: Any) -> Preview:
    """Ask every room above which of its open dates would move, as this person may see them. Changes nothing."""
    now = Calendars.known()
    answers = calendar_would_change.send(
        sender=Change,
        days=change.days,
        divisions=change.divisions,
        organisations=change.organisations,
        calendars=now.after(change),
        user=user,
    )
    moves = sorted((move for _, told in answers for move in told), key=_in_order)
    seen = tuple(move for move in moves if move.is_seen)
    sealed = repr((now.identity, sorted(change.days), change.division, change.organisation_id, change.closes, moves))
    return Preview(seen, len(moves) - len(seen), sha256(sealed.encode()).hexdigest())


def require(change: Change, user: Any, seen: str | None) -> None:
    """Raise NotSeenYet unless `seen` is the seal of what would move now. None: nobody is looking, so all is well."""
    if seen is None:
        return
    preview = of(change, user)
    if seen != preview.seal:
        raise NotSeenYet(preview, is_stale=bool(seen))


def _in_order(move: Move) -> tuple[Any, ...]:
    return move.from_on, move.to_on, move.whose, move.what, move.url

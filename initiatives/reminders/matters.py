"""What every kind of reminder is made of: something that falls due, as a letter needs it, and the source it comes from."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import Audience
from services.people.models import User

#: What a letter calls a record marked OFFICIAL-SENSITIVE, whose title stays out of e-mail.
RESTRICTED = "A restricted item"


@dataclass(frozen=True)
class Matter:
    """Something that falls due, as a letter to one person needs it; found through visible_to, and still true.

    `audiences` names those the person is in now, `stands_for` for those they are in by covering for somebody: (audience,
    why). `noun` is what falls due ("report"), `asked` what it should say, empty where that would tell too much in an
    e-mail. `to_act` and `to_read` are paths, `act` and `read` the words of the link.

    `in_short` is how a list of several says it, where "report due on …, in 3 working days" would not do. `unless` is what
    has to stay so for the next reminder to go ("the report has not been sent"). `since` is the local date from which it
    counts, `organisation` the one it is about, where it is about one. Nothing is ever late that does not fall due.
    """

    record: Any
    due_on: dt.date
    audiences: frozenset[str]
    noun: str
    name: str
    ref: str
    part_of: str
    asked: str
    act: str
    to_act: str
    read: str
    to_read: str
    stands_for: frozenset[tuple[str, str]] = frozenset()
    in_short: str = ""
    unless: str = ""
    since: dt.date | None = None
    organisation: str = ""
    falls_due: bool = True

    def because(self, audience: Audience) -> str:
        """Completes "You get this because you …" for one audience: their own relation to it, or whom they cover for."""
        return dict(self.stands_for).get(audience.name) or audience.because


class Source(Protocol):
    """What a kind of reminder must be able to say about the things that fall due."""

    def facts(self, day: dt.date, first_due: dt.date, last_due: dt.date, *, as_of_then: bool) -> list[Fact]:
        """Everything open that is due between two dates, with whoever listens on `day` or later."""

    def matters(self, person: User, subjects: Collection[str]) -> Mapping[str, Matter]:
        """Those of these records that are open and that this person may see, locked until the transaction ends."""

    def matters_at_once(self, wanted: Collection[tuple[int, str]], day: dt.date) -> Mapping[tuple[int, str], Matter]:
        """The same for many people at once, by pairs of a person's id and a subject; those left out are asked one by one."""

    def due_at_once(
        self, wanted: Collection[tuple[int, str]], day: dt.date
    ) -> Mapping[tuple[int, str], tuple[dt.date, frozenset[str]]]:
        """Of the same pairs the due date and the audiences, for letters that are written already."""

    def why_gone(self, subjects: Collection[str]) -> Mapping[str, str]:
        """For each of these records that is no longer open, why, in a sentence."""


def pk_of(subject: str) -> int:
    """The primary key in a history key: 12 of "report_request:12"."""
    return int(subject.rpartition(":")[2])

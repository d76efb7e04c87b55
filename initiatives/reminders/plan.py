"""The plan: what should be said about what, at which stage, to whom, on which day. A pure function, which asks nobody.

Every planned day is a working day: the 20th, 10th, 5th and last before the due date, and the 1st, 3rd and 5th after it.
A new bank holiday therefore moves a day before the due date earlier, and never past it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from collab_portal.toolkit.dates import WorkingDays, months_before
from initiatives.reminders.policy import Audience, Stage, Step, steps_about


class Calendars(Protocol):
    """The working days of each organisation. One WorkingDays is a calendar for everybody."""

    def of(self, organisation: int | None) -> WorkingDays:
        """Those of an organisation by id; None: of England and Wales."""


FORTNIGHT = dt.timedelta(days=14)


@dataclass(frozen=True)
class Listener:
    """A person (by id) in an audience (by name), from and to local dates that both count; None is open.

    `covers` is the id of the person on leave in whose place they listen, None for somebody who listens as themselves.
    """

    audience: str
    person: int
    from_on: dt.date | None = None
    until: dt.date | None = None
    covers: int | None = None

    def listens_on(self, day: dt.date) -> bool:
        """Whether they belong to the audience on a local date."""
        return (self.from_on is None or self.from_on <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Gap:
    """Somebody of an audience, by name, who is away on these local dates, and nobody who may see it stands in."""

    audience: str
    name: str
    first_on: dt.date
    last_on: dt.date

    def is_open_on(self, day: dt.date) -> bool:
        """Whether nobody stands in on a local date."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True)
class Fact:
    """Something that falls due: its kind, its record and the page it is told on (history keys), the local date, who listens.

    `ref`, `title` and `part_of` are for people: CHS-R01, "Initial outcomes", CHS-007. `calendar` is the id of the
    organisation whose working days count, None for those of England and Wales; `owner` that of the one which can put
    right that nobody is told. `missing` says for an audience (by name) what there is not, where the policy's own words
    say too little.
    """

    about: str
    subject: str
    place: str
    due_on: dt.date
    listeners: frozenset[Listener] = frozenset()
    ref: str = ""
    title: str = ""
    part_of: str = ""
    calendar: int | None = None
    owner: int | None = None
    missing: tuple[tuple[str, str], ...] = ()
    gaps: frozenset[Gap] = frozenset()

    def people(self, audience: Audience, day: dt.date) -> list[int]:
        """The ids of everybody in an audience on a local date, each once."""
        return sorted({who.person for who in self.listeners if who.audience == audience.name and who.listens_on(day)})

    def away(self, audience: Audience, day: dt.date) -> list[str]:
        """The names of those in an audience for whom nobody stands in on a local date."""
        return sorted({gap.name for gap in self.gaps if gap.audience == audience.name and gap.is_open_on(day)})

    def lacks(self, audience: Audience) -> str:
        """What there is not, when an audience is empty."""
        return dict(self.missing).get(audience.name, audience.missing)


@dataclass(frozen=True)
class Said:
    """On this working day, this about that, to this person."""

    day: dt.date
    fact: Fact
    step: Step
    person: int

    @property
    def due_on(self) -> dt.date:
        return self.fact.due_on

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What the ledger knows it by, whatever its date: kind, subject, stage, recipient."""
        return (self.fact.about, self.fact.subject, self.step.name, self.person)

    @property
    def why(self) -> str:
        """Completes "because you …" and "because they …"."""
        return self.step.stage.to.because

    @property
    def covers(self) -> int | None:
        """The id of the person they are told in the place of; None for somebody who is told as themselves."""
        audience = self.step.stage.to.name
        mine = [each for each in self.fact.listeners if (each.audience, each.person) == (audience, self.person)]
        covered = {each.covers for each in mine if each.listens_on(self.day)}
        return None if None in covered else min(covered, default=None)


@dataclass(frozen=True)
class Silence:
    """On this working day something should be said and there is nobody to tell: a finding for somebody to put right.

    `away` is the name of somebody on leave in whose place nobody is told; empty where the audience has nobody at all.
    """

    day: dt.date
    fact: Fact
    step: Step
    away: str = ""

    @property
    def why(self) -> str:
        if self.away:
            return f"{self.away} is away, and nobody who may see it covers for them"
        return self.fact.lacks(self.step.stage.to)


def plan(
    facts: Iterable[Fact], policy: Sequence[Stage], calendars: Calendars, first_day: dt.date, last_day: dt.date
) -> list[Said]:
    """Everything to be said from one local date to another, both included, in a fixed order."""
    occasions = occasions_between(facts, policy, calendars, first_day, last_day)
    said = [
        Said(day, fact, step, person) for day, fact, step in occasions for person in fact.people(step.stage.to, day)
    ]
    return sorted(said, key=lambda each: (each.day, each.fact.subject, each.step.offset, each.step.name, each.person))


def nobody_to_tell(
    facts: Iterable[Fact], policy: Sequence[Stage], calendars: Calendars, first_day: dt.date, last_day: dt.date
) -> list[Silence]:
    """The occasions between two local dates whose audience is empty, or lacks somebody who has to hear themselves."""
    occasions = occasions_between(facts, policy, calendars, first_day, last_day)
    return [silence for day, fact, step in occasions for silence in _silences(day, fact, step)]


def _silences(day: dt.date, fact: Fact, step: Step) -> list[Silence]:
    audience = step.stage.to
    others_hear = bool(fact.people(audience, day)) and not audience.each_has_to_hear
    if audience.may_be_empty or others_hear:
        return []
    away = [Silence(day, fact, step, name) for name in fact.away(audience, day)]
    return away if away or fact.people(audience, day) else [Silence(day, fact, step)]


def occasions_between(
    facts: Iterable[Fact], policy: Sequence[Stage], calendars: Calendars, first_day: dt.date, last_day: dt.date
) -> list[tuple[dt.date, Fact, Step]]:
    """Each step of each fact whose day lies between two local dates, whoever listens."""
    policy = tuple(policy)

    @cache
    def days_of(kind: str, due_on: dt.date, calendar: int | None) -> list[tuple[dt.date, Step]]:
        """Worked out once for each due date and calendar, however many reports share them."""
        days = [(day_of(step, due_on, calendars.of(calendar)), step) for step in steps_about(kind, policy)]
        return [(day, step) for day, step in days if first_day <= day <= last_day]

    return [(day, fact, step) for fact in facts for day, step in days_of(fact.about, fact.due_on, fact.calendar)]


def day_of(step: Step, due_on: dt.date, working_days: WorkingDays) -> dt.date:
    """The working day of a step: so many before the due date, or after it; the due date itself never counts.

    Months are calendar months, and a day that is none, or no working day, is the last working day before it.
    """
    if step.in_months:
        return working_days.on_or_before(months_before(due_on, -step.offset))
    if step.offset == 0:
        return working_days.on_or_before(due_on)
    if step.is_before:
        return working_days.before(due_on, -step.offset)
    return working_days.after(due_on, step.offset)


def due_dates_heard_between(
    policy: Sequence[Stage], working_days: WorkingDays, first_day: dt.date, last_day: dt.date
) -> tuple[dt.date, dt.date]:
    """The range of due dates that can have a step between two local dates: which facts the plan needs.

    A fortnight wider than the working days say, for calendars with closures of their own.
    """
    days = [step.offset for stage in policy for step in stage.steps if not step.in_months] or [0]
    months = [-step.offset for stage in policy for step in stage.steps if step.in_months] or [0]
    earliest = working_days.before(first_day, max(max(days), 0) + 1) - FORTNIGHT
    latest = working_days.after(last_day, max(-min(days), 0) + 1) + FORTNIGHT
    return earliest, max(latest, last_day + max(months) * dt.timedelta(days=31) + FORTNIGHT)

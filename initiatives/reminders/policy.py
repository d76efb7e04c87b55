"""The policy: a table anyone can read of what is said, when, and to whom. The times are working days, or months.

A new kind of reminder is a row here, a letter file, and a source of facts in sources/, which facts.py lists.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Audience:
    """Who is told, in what relation to the record they stand, and what is missing when there is nobody.

    `acts`: it is for them to do something about it; the others can only look. `each_has_to_hear`: somebody who is away
    with nobody in their place is a finding even where others are told. `may_be_empty`: that nobody is there is none.
    """

    name: str
    who: str
    because: str
    missing: str
    acts: bool = True
    each_has_to_hear: bool = False
    may_be_empty: bool = False


AUTHORS = Audience(
    "authors",
    "the people who write its reports",
    "write its reports",
    "nobody is named to write its reports",
    each_has_to_hear=True,
)
#: The ladder of a late report climbs inside the organisations whose people write it, before it leaves them.
LEAD = Audience(
    "lead",
    "the service leads of the organisations that owe it",
    "are a service lead of an organisation that owes it",
    "the organisations that owe it have no service lead besides",
    acts=False,
    may_be_empty=True,
)
SPONSOR = Audience(
    "sponsor",
    "its sponsor",
    "are its sponsor, or a sponsor of an organisation that owes it",
    "no sponsor is named",
    acts=False,
    each_has_to_hear=True,
)
OFFICE = Audience(
    "office",
    "the office that asked for it",
    "work for the office that asked for it",
    "the office has no policy officer",
    acts=False,
)
KEEPERS = Audience(
    "keepers",
    "the people who write its reports and the service leads of its lead",
    "look after it",
    "nobody is named to write its reports, and its lead has no service lead",
)
EDITORS = Audience(
    "editors",
    "the people who write for the organisation",
    "write for an organisation that takes part",
    "nobody writes for the organisation",
)
PARTIES = Audience(
    "parties",
    "the sponsors and service leads of its parties",
    "are a sponsor or service lead of a party",
    "no party has a sponsor or a service lead",
)
ATTENDING = Audience(
    "attending",
    "the sponsors, board secretaries, policy officers and commissioners of the organisations that come",
    "answer for an organisation that comes to it",
    "no organisation that comes has anybody who answers for it",
)

OWNER = Audience(
    "owner",
    "its owner",
    "own this benefit",
    "its owner does not work for the organisation that gains",
    each_has_to_hear=True,
)
FINANCE = Audience(
    "finance",
    "the finance officers of the organisation that gains",
    "confirm what your organisation gains",
    "the organisation has no finance officer who may see it",
)

REPORT_DUE = "report_due"
REPORT_RETURNED = "report_returned"
MEETING_NEAR = "meeting_near"
AGREEMENT_REVIEW = "agreement_review"
AGREEMENT_EXPIRY = "agreement_expiry"
MILESTONE_DUE = "milestone_due"
INITIATIVE_QUIET = "initiative_quiet"
PURPOSE_CONFIRMATION = "purpose_confirmation"
STILL_TRUE = "still_true"
LOOK_AGAIN = "look_again"
READING_DUE = "reading_due"
CLAIM_WAITING = "claim_waiting"

#: Kinds whose day is the one on which something began: they are said so long after it, and are not late.
COUNTED_FROM = frozenset({REPORT_RETURNED, PURPOSE_CONFIRMATION, READING_DUE, CLAIM_WAITING})


@dataclass(frozen=True)
class Stage:
    """One row: about what, when, to whom, and the letter that says it.

    The days count from the due date, in working days of the calendar that the fact names; `months_before` in calendar
    months. A late day of 0 is the due date itself.
    """

    about: str
    to: Audience
    letter: str
    working_days_before: tuple[int, ...] = ()
    working_days_late: tuple[int, ...] = ()
    months_before: tuple[int, ...] = ()

    @property
    def steps(self) -> tuple["Step", ...]:
        """The row taken apart, one step for each day it names; what lies before the due date counts below zero."""
        months = [Step(self, -count, in_months=True) for count in self.months_before]
        days = [-days for days in self.working_days_before] + list(self.working_days_late)
        return (*months, *(Step(self, offset) for offset in days))


@dataclass(frozen=True)
class Step:
    """One day of a row: `offset` working days (or months) from the due date, below zero before it."""

    stage: Stage
    offset: int
    in_months: bool = False

    @property
    def name(self) -> str:
        """How the ledger calls it: "before_20_authors", "late_3_sponsor", "months_before_12_leads"."""
        when = "months_before" if self.in_months else "before" if self.is_before else "late"
        return f"{when}_{abs(self.offset)}_{self.stage.to.name}"

    @property
    def is_before(self) -> bool:
        return self.offset < 0

    @property
    def counts_from(self) -> bool:
        """Whether it counts from the day something began, not from a day by which something is due."""
        return self.stage.about in COUNTED_FROM

    @property
    def in_words(self) -> str:
        """ "20 working days before", "12 months before", "on the day", "1 working day late", "3 working days after"."""
        if self.offset == 0:
            return "on the day"
        unit = "month" if self.in_months else "working day"
        many = f"{abs(self.offset)} {unit}{'' if abs(self.offset) == 1 else 's'}"
        return f"{many} {'before' if self.is_before else 'after' if self.counts_from else 'late'}"

    @property
    def distance(self) -> int:
        """For putting steps in order, about how many days from the due date."""
        return self.offset * (31 if self.in_months else 1)


#: Papers of meetings and actions have no room yet, and agreements no term of notice: they come into the table with
#: their facts.
POLICY: tuple[Stage, ...] = (
    Stage(about=REPORT_DUE, working_days_before=(20, 10, 5, 1), to=AUTHORS, letter="report_is_due"),
    Stage(about=REPORT_DUE, working_days_late=(1,), to=AUTHORS, letter="report_is_late"),
    Stage(about=REPORT_DUE, working_days_late=(2,), to=LEAD, letter="report_is_late_for_the_lead"),
    Stage(about=REPORT_DUE, working_days_late=(3,), to=SPONSOR, letter="report_is_late_for_the_sponsor"),
    Stage(about=REPORT_DUE, working_days_late=(5,), to=OFFICE, letter="report_is_late_for_the_office"),
    Stage(about=REPORT_RETURNED, working_days_late=(3, 5), to=AUTHORS, letter="report_is_not_sent_again"),
    Stage(about=MEETING_NEAR, working_days_before=(5, 1), to=ATTENDING, letter="meeting_is_near"),
    Stage(
        about=AGREEMENT_REVIEW,
        months_before=(3, 1),
        working_days_late=(0,),
        to=PARTIES,
        letter="agreement_is_to_be_reviewed",
    ),
    Stage(about=AGREEMENT_EXPIRY, months_before=(12, 6, 3, 1), to=PARTIES, letter="agreement_expires"),
    Stage(about=MILESTONE_DUE, working_days_before=(5,), to=AUTHORS, letter="milestone_is_near"),
    Stage(about=MILESTONE_DUE, working_days_late=(1,), to=AUTHORS, letter="milestone_is_late"),
    Stage(about=INITIATIVE_QUIET, working_days_late=(0,), to=KEEPERS, letter="initiative_is_quiet"),
    Stage(about=PURPOSE_CONFIRMATION, working_days_late=(20,), to=EDITORS, letter="purpose_is_not_confirmed"),
    Stage(about=STILL_TRUE, working_days_late=(0,), to=EDITORS, letter="is_it_still_true"),
    Stage(about=LOOK_AGAIN, working_days_before=(5,), working_days_late=(0,), to=KEEPERS, letter="look_at_it_again"),
    Stage(about=READING_DUE, working_days_late=(5, 20), to=OWNER, letter="reading_is_due"),
    Stage(about=CLAIM_WAITING, working_days_late=(5, 15), to=FINANCE, letter="claim_waits"),
)


#: Who knows the changes of an administrator: rules_in_force.py says so, once there is a database to ask.
_reader: Callable[[], tuple[Stage, ...]] | None = None
#: What was read in a block of `read_once`: empty until somebody asks.
_kept: ContextVar[list[tuple[Stage, ...]] | None] = ContextVar("policy", default=None)


def is_read_by(reader: Callable[[], tuple[Stage, ...]]) -> None:
    """From now on the policy in force is what this function returns."""
    global _reader
    _reader = reader


def in_force() -> tuple[Stage, ...]:
    """The policy as it stands now: the table above with what an administrator changed. One query."""
    kept = _kept.get()
    if kept is None:
        return _reader() if _reader else POLICY
    if not kept:
        kept.append(_reader() if _reader else POLICY)
    return kept[0]


@contextmanager
def read_once() -> Iterator[None]:
    """In this block, or in this function, the policy is read when it is first asked for and stays as it was read."""
    token = _kept.set([] if _kept.get() is None else _kept.get())
    try:
        yield
    finally:
        _kept.reset(token)


def fingerprint() -> str:
    """The same for the same policy, another for another: what was planned by an older one is planned anew."""
    return hashlib.sha256(repr(in_force()).encode()).hexdigest()[:16]


def steps_about(kind: str, policy: Iterable[Stage] | None = None) -> list[Step]:
    """Every step of one kind, from the earliest to the latest; without a policy, of the one that is in force."""
    stages = in_force() if policy is None else policy
    steps = [step for stage in stages if stage.about == kind for step in stage.steps]
    return sorted(steps, key=lambda step: step.distance)


def step_named(kind: str, name: str) -> Step | None:
    """The step that the ledger calls by this name, or None once the policy has dropped it."""
    return next((step for step in steps_about(kind) if step.name == name), None)

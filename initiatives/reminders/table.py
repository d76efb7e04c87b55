"""The table of the policy row by row: how each row is known, how it reads, and what a change makes of it.

Pure, like the policy: it is told what an administrator changed, and asks nobody.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collab_portal.toolkit.words import and_list
from initiatives.reminders import policy
from initiatives.reminders.policy import Audience, Stage, Step

BEFORE, LATE, MONTHS = "before", "late", "months"
#: How the days of a row count, and the field of a stage that holds them.
COUNTED = {MONTHS: "months_before", BEFORE: "working_days_before", LATE: "working_days_late"}
MOST_DAYS = 10
#: The least and the most that an administrator can enter, in months or in working days.
RANGES = {MONTHS: (1, 36), BEFORE: (0, 250), LATE: (0, 250)}


@dataclass(frozen=True)
class Kind:
    """What a kind of reminder is about, and how "20 working days before" goes on."""

    about: str
    day: str = "it is due"


KINDS = {
    "report_due": Kind("Report due"),
    "report_returned": Kind("Report returned"),
    "meeting_near": Kind("Meeting near", "it takes place"),
    "agreement_review": Kind("Agreement to be reviewed", "its review is due"),
    "agreement_expiry": Kind("Agreement expires", "it expires"),
    "milestone_due": Kind("Milestone due"),
    "initiative_quiet": Kind("No news for 90 days"),
    "purpose_confirmation": Kind("Purpose to be confirmed"),
    "still_true": Kind("Purpose to be confirmed again"),
    "look_again": Kind("Parked work to look at again", "it is to be looked at"),
    "reading_due": Kind("Benefit reading due", "the quarter ended"),
    "claim_waiting": Kind("Claim waits for finance", "it was claimed"),
}


def kind_of(name: str) -> Kind:
    """The words of a kind; a kind without any is called by its name."""
    return KINDS.get(name) or Kind(name.replace("_", " ").capitalize())


@dataclass(frozen=True)
class Change:
    """What an administrator made of a row: its days (working days or months), its audience by name, whether it is on."""

    offsets: tuple[int, ...]
    to: str
    is_on: bool = True


@dataclass(frozen=True)
class Row:
    """A row as the portal came with it: a stage that counts its days in one way only."""

    stage: Stage
    when: str

    @property
    def kind(self) -> str:
        return self.stage.about

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What it is known by, whatever is changed about it: kind, way of counting, audience and letter."""
        return (self.kind, self.when, self.stage.to.name, self.stage.letter)

    @property
    def key(self) -> str:
        """The same for an address: "report_due-before-authors-report_is_due"."""
        return "-".join(self.identity)

    @property
    def offsets(self) -> tuple[int, ...]:
        return getattr(self.stage, COUNTED[self.when])

    @property
    def default(self) -> Change:
        """What a change back to the default would be."""
        return Change(self.offsets, self.stage.to.name)

    @property
    def audiences(self) -> dict[str, Audience]:
        """The audiences that its kind knows, by name: those of the table."""
        return {stage.to.name: stage.to for stage in policy.POLICY if stage.about == self.kind}

    def after(self, change: Change | None) -> Stage:
        """The stage that a change makes of it, switched on or not; an audience its kind no longer knows is not taken over."""
        if change is None:
            return self.stage
        to = self.audiences.get(change.to, self.stage.to)
        return Stage(self.kind, to, self.stage.letter, **{COUNTED[self.when]: self.in_order(change.offsets)})

    def in_order(self, offsets: Iterable[int]) -> tuple[int, ...]:
        """Days as the table writes them, the earliest day first."""
        return tuple(sorted(offsets, reverse=self.when != LATE))


def rows() -> list[Row]:
    """Every row of the table that the portal came with; a stage that counts in two ways makes two."""
    return [
        Row(Stage(stage.about, stage.to, stage.letter, **{field: getattr(stage, field)}), when)
        for stage in policy.POLICY
        for when, field in COUNTED.items()
        if getattr(stage, field)
    ]


def row_called(key: str) -> Row | None:
    """The row with this key, or None."""
    return next((row for row in rows() if row.key == key), None)


def after(changes: Mapping[str, Change]) -> tuple[Stage, ...]:
    """The policy that changes, by the key of their row, make of the table; what is switched off is not in it."""
    known = [(row, changes.get(row.key)) for row in rows()]
    return tuple(row.after(change) for row, change in known if change is None or change.is_on)


def clash(stage: Stage, others: Iterable[Stage]) -> Step | None:
    """A step of other stages that the ledger could not tell from one of this stage, or None if there is none."""
    names = {step.name for step in stage.steps}
    return next((step for other in others for step in other.steps if step.name in names), None)


def when_in_words(stage: Stage) -> str:
    """ "20, 10, 5 and 1 working days before", "on the day", "on the day and 3 working days late"."""
    far = [step for step in stage.steps if step.offset]
    at_once = ["on the day"] if len(far) < len(stage.steps) else []
    if not far:
        return "on the day"
    unit = max(far, key=lambda step: abs(step.offset)).in_words.partition(" ")[2]
    return " and ".join([*at_once, f"{and_list(abs(step.offset) for step in far)} {unit}"])


def days_in_words(stage: Stage) -> str:
    """The same as a sentence goes on: "20, 10, 5 and 1 working days before it is due"."""
    return _of_the_day(stage.about, when_in_words(stage))


def day_in_words(step: Step) -> str:
    """One day of a row: "20 working days before it is due", "1 working day late"."""
    return _of_the_day(step.stage.about, step.in_words)


def _of_the_day(kind: str, words: str) -> str:
    return f"{words} {kind_of(kind).day}" if words.endswith("before") else words


def step_as_it_was(kind: str, name: str) -> Step | None:
    """The step that a name of the ledger speaks of, whatever the policy says now; None if it was never such a name."""
    found = re.fullmatch(r"(months_before|before|late)_(\d+)_(\w+)", name)
    if found is None:
        return None
    when, count, audience = found.groups()
    to = {stage.to.name: stage.to for stage in policy.POLICY}.get(audience, Audience(audience, "", "", ""))
    offset = int(count) if when == LATE else -int(count)
    return Step(Stage(kind, to, ""), offset, in_months=when == "months_before")

"""What is looked at again as a letter is written, and as it leaves: is each thing still true, and its reader's to see?

services.letters asks here through the setting LETTER_CHECKS, with the letter's row locked.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from collab_portal.toolkit import clock
from initiatives.agreements.models import Agreement
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.meetings.models import Meeting
from initiatives.register.models import Initiative, Milestone, Participation
from initiatives.reminders import policy
from initiatives.reminders.facts import SOURCES
from initiatives.reminders.ledger import why_gone
from initiatives.reminders.matters import Matter
from initiatives.reminders.models import Reminder
from initiatives.reminders.sources.look import one_look
from initiatives.reminders.writing import Item
from initiatives.reviews.models import LeadershipReview, ReportRequest
from services.history.models import Touch
from services.letters.models import Letter
from services.people.models import User

NOT_TRUE_ANY_MORE = "What it says is no longer so."
NOT_THEIRS_TO_SEE = "This person may no longer see what it is about."
#: What letters are about, by the first part of the record's history key.
RECORDS = {
    "initiative": Initiative,
    "participation": Participation,
    "milestone": Milestone,
    "meeting": Meeting,
    "agreement": Agreement,
    "benefit": Benefit,
    "benefit_reading": BenefitReading,
    "report_request": ReportRequest,
    "review": LeadershipReview,
}


def reason_to_stay_silent(letter: Letter, now: dt.datetime) -> str:
    """For letters about what happened: why one must not leave at a UTC instant, or ""."""
    name, _, number = letter.about.partition(":")
    if name not in RECORDS or not number.isdecimal():
        return ""
    reader = letter.to.as_of(clock.local(now).date())
    may_see = RECORDS[name].objects.visible_to(reader).filter(pk=int(number)).exists()
    return "" if may_see else NOT_THEIRS_TO_SEE


@policy.read_once()
def reason_to_take_back(letter: Letter, now: dt.datetime) -> str:
    """For a morning's reminders: why the letter must not leave as it is, or "".

    Then everything in it is free again: what is settled is cancelled with its reason, the rest is planned anew, for
    another letter that tells it as it is now.
    """
    today = clock.local(now).date()
    rows = list(Reminder.objects.filter(letter=letter).select_for_update(of=("self",)).order_by("id"))
    true = {item.row.pk for item in still_true(rows, letter.to.as_of(today))}
    untrue = [row for row in rows if row.pk not in true]
    if not untrue:
        return ""
    gone = why_gone(untrue)
    Touch.objects.create()  # the next tick plans these rows anew
    Reminder.objects.filter(letter=letter).update(state=Reminder.State.PLANNED, letter=None, decided_at=None)
    for row in untrue:
        if reason := gone.get((row.kind, row.subject)):
            settled = {"state": Reminder.State.CANCELLED, "reason": reason, "decided_at": now}
            Reminder.objects.filter(pk=row.pk).update(**settled)
    return NOT_TRUE_ANY_MORE


def still_true(rows: list[Reminder], person: User) -> list[Item]:
    """Of these rows of one person, those that hold: still open, still due that day, still theirs, still theirs to see."""
    return [item for kind, those in _by_kind(rows).items() for item in _checked(kind, those, person)]


def still_true_of_all(rows: list[Reminder], people: Mapping[int, User]) -> list[Item]:
    """The same for the rows of several people (by id), whose standing is of one day.

    What holds for many is found out for all of them at once; whatever does not seem to is asked again for its person alone.
    """
    if len(people) < 2:
        return [item for person in people.values() for item in still_true(rows, person)]
    items = surely_true(rows, next(iter(people.values())).standing.day)
    sure = {item.row.pk for item in items}
    for person in people.values():
        unsure = [row for row in rows if row.recipient_id == person.pk and row.pk not in sure]
        items += still_true(unsure, person)
    return items


def surely_true(rows: list[Reminder], day: dt.date) -> list[Item]:
    """Of the rows of many people, those that hold on a local date as far as can be seen for all of them at once."""
    items = []
    with one_look():
        for kind, those in _by_kind(rows).items():
            at_once = getattr(SOURCES[kind], "matters_at_once", None)  # a source may leave it at one by one
            matters = at_once({(row.recipient_id, row.subject) for row in those}, day) if at_once else {}
            items += _holding(kind, those, matters)
    return items


def that_surely_hold(rows: list[Reminder], day: dt.date) -> set[int]:
    """The same rows by their ids alone, for letters that are written already: nothing is read that only a letter says."""
    true: set[int] = set()
    with one_look():
        for kind, those in _by_kind(rows).items():
            at_once = getattr(SOURCES[kind], "due_at_once", None)
            due = at_once({(row.recipient_id, row.subject) for row in those}, day) if at_once else {}
            steps = {step.name: step for step in policy.steps_about(kind)}
            true |= {
                row.pk
                for row in those
                if (found := due.get((row.recipient_id, row.subject)))
                and (step := steps.get(row.stage))
                and _still_says(row, step, *found)
            }
    return true


@policy.read_once()
def that_are_surely_true(letters: list[Letter], now: dt.datetime) -> set[int]:
    """Of these letters of a morning's reminders, those (ids) in which everything holds at a UTC instant."""
    rows = list(Reminder.objects.filter(letter__in=letters).select_for_update(of=("self",)).order_by("id"))
    true = that_surely_hold(rows, clock.local(now).date())
    untrue = {row.letter_id for row in rows if row.pk not in true}
    return {row.letter_id for row in rows} - untrue


def _by_kind(rows: list[Reminder]) -> dict[str, list[Reminder]]:
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for row in rows:
        if row.kind in SOURCES:
            by_kind[row.kind].append(row)
    return by_kind


def _checked(kind: str, rows: list[Reminder], person: User) -> list[Item]:
    matters = SOURCES[kind].matters(person, {row.subject for row in rows})
    return _holding(kind, rows, {(person.pk, subject): matter for subject, matter in matters.items()})


def _holding(kind: str, rows: list[Reminder], matters: Mapping[tuple[int, str], Matter]) -> list[Item]:
    steps = {step.name: step for step in policy.steps_about(kind)}
    known = [(row, steps.get(row.stage), matters.get((row.recipient_id, row.subject))) for row in rows]
    return [Item(row, step, matter) for row, step, matter in known if step and matter and _holds(row, step, matter)]


def _holds(row: Reminder, step: policy.Step, matter: Matter) -> bool:
    return _still_says(row, step, matter.due_on, matter.audiences)


def _still_says(row: Reminder, step: policy.Step, due_on: dt.date, audiences: frozenset[str]) -> bool:
    return row.due_on == due_on and step.stage.to.name in audiences

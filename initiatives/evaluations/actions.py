"""What people do with evaluations and lessons: enter one, put it right, share a lesson, withdraw what is no longer true.

Also once the work has closed: much is learnt at its end. The timeline of the initiative keeps every correction.
"""

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.register.actions.locking import answers_in_words, locked, refuse_stale
from initiatives.register.models import Initiative, Reach
from services.directory.models import Organisation
from services.history import actions as history
from services.people.models import User

EVALUATION_LABELS = {
    "question": "what was asked",
    "method": "method",
    "strength": "strength of the evidence",
    "finding": "did it do what it set out to do",
    "summary": "what was found",
    "done_on": "done on",
    "done_by": "done by",
    "report": "where the whole report is",
}
LESSON_LABELS = {
    "title": "lesson",
    "happened": "what happened",
    "cause": "why",
    "next_time": "what to do next time",
    "themes": "themes",
    "evaluation": "evaluation it comes from",
    "is_shared": "shared with everybody who signs in",
}
#: At which question the sentence of a broken constraint belongs.
ASKED_AT = {
    "evaluation_entered_once": "question",
    "strength_on_the_scale": "strength",
    "strong_evidence_compares": "method",
    "lesson_named_once": "title",
    "withdrawn_by_somebody_for_a_reason": "reason",
}
TEXTS = ("title", "happened", "cause", "next_time")
ONLY_PARTICIPANTS = "Sensitive work, and work for named people only, shares no lessons. Say no here"


@transaction.atomic
def add_evaluation(initiative: Initiative, *, by: User, at: dt.datetime, **values: Any) -> Evaluation:
    """Enter what somebody found out. Values are those of EVALUATION_LABELS. Pressed twice: once.

    Raises Refused for a day that has not come, and for strong evidence by a method that compares with nothing.
    """
    row = locked(initiative)
    there = row.evaluations.filter(entered_by=by, version=1, **values).first()
    if there:
        return there
    made = Evaluation(initiative=row, entered_by=by, entered_at=at, **values)
    refuse_future(made, clock.local(at).date())
    keep(made)
    told(f"added the evaluation “{made}”", made, by, at, {}, values)
    return made


@transaction.atomic
def correct_evaluation(
    evaluation: Evaluation,
    *,
    by: User,
    at: dt.datetime,
    reason: str,
    expected_version: int | None = None,
    **values: Any,
) -> Evaluation:
    """Write some of EVALUATION_LABELS, with a reason; the timeline keeps what it said. Raises ChangedMeanwhile if stale."""
    locked(evaluation.initiative)
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related("initiative")
    row = rows.get(pk=evaluation.pk)
    refuse_stale(row, expected_version, values)
    before, differs = differing(row, values)
    if not differs:
        return row
    put(row, differs)
    refuse_future(row, clock.local(at).date())
    keep(row)
    told(f"corrected the evaluation “{row}”", row, by, at, before, differs, why=reason)
    return row


@transaction.atomic
def add_lesson(initiative: Initiative, *, by: User, at: dt.datetime, **values: Any) -> Lesson:
    """Write down what was learnt. Values are those of LESSON_LABELS. Pressed twice: once.

    Raises Refused where it is shared and may not be, or its words name work that others do not see.
    """
    row = locked(initiative)
    there = row.lessons.that_hold().filter(written_by=by, version=1, **values).first()
    if there:
        return there
    organisation = whose(row, by, clock.local(at).date())
    made = Lesson(initiative=row, organisation=organisation, written_by=by, written_at=at, **values)
    refuse_unfit(made)
    keep(made)
    told(f"added the lesson “{made}”", made, by, at, {}, values)
    return made


@transaction.atomic
def change_lesson(
    lesson: Lesson, *, by: User, at: dt.datetime, expected_version: int | None = None, **values: Any
) -> Lesson:
    """Write some of LESSON_LABELS; the timeline keeps what it said. Raises ChangedMeanwhile if stale, Refused if withdrawn."""
    row = locked_lesson(lesson)
    refuse_stale(row, expected_version, values)
    before, differs = differing(row, values)
    if not differs:
        return row
    refuse_withdrawn(row)
    put(row, differs)
    refuse_unfit(row)
    keep(row)
    told(f"changed the lesson “{row}”", row, by, at, before, differs)
    return row


@transaction.atomic
def withdraw_lesson(lesson: Lesson, *, by: User, at: dt.datetime, reason: str) -> Lesson:
    """Say that it is no longer true, and why. It stays on the page of its work, and is shared no more. Twice: once."""
    row = locked_lesson(lesson)
    if (row.withdrawn_by_id, row.withdrawn_reason) == (by.pk, reason):
        return row
    refuse_withdrawn(row)
    put(row, {"withdrawn_by": by, "withdrawn_at": at, "withdrawn_reason": reason, "is_shared": False})
    keep(row)
    history.record(f"withdrew the lesson “{row}”"[:120], row, by=by, at=at, why=reason)
    return row


@transaction.atomic
def stop_sharing(initiative: Initiative, *, by: User | None, at: dt.datetime) -> None:
    """End the sharing of lessons of work that has become sensitive, or for named people only, and keep that on its timeline.

    They are not shared again by themselves if it is opened once more.
    """
    if not (initiative.is_sensitive or initiative.reach == Reach.NAMED):
        return
    for row in Lesson.objects.select_for_update().of(initiative).shared():
        row.is_shared = False
        row.version += 1
        row.save(update_fields=["is_shared", "version"])
        told(
            f"stopped sharing the lesson “{row}”", row, by, at, {"is_shared": True}, {"is_shared": False},
            why="The work became sensitive, or is for named people only.",
        )  # fmt: skip


def locked_lesson(lesson: Lesson) -> Lesson:
    """A lesson as it is now, held with its initiative, so that sharing and a new marking cannot pass each other by."""
    work = locked(lesson.initiative)
    rows = Lesson.objects.select_for_update(of=("self",)).select_related("organisation", "withdrawn_by")
    row = rows.get(pk=lesson.pk)
    row.initiative = work
    return row


def whose(initiative: Initiative, by: User, day: dt.date) -> Organisation:
    """The organisation for which somebody writes: theirs if it takes part on a local date, the lead's first; or their office."""
    taking_part = initiative.organisation_ids_once_over_on(day) & by.standing.editor_ids
    if initiative.lead_id in taking_part:
        return initiative.lead
    there = Organisation.objects.filter(pk__in=taking_part or by.standing.organisation_ids).order_by("name").first()
    if there is None:
        raise Refused("Only somebody of an organisation that takes part can write a lesson of this work.")
    return there


def differing(row: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row says now, and those of the values that are other."""
    before = {name: getattr(row, name) for name in values}
    return before, {name: value for name, value in values.items() if before[name] != value}


def put(row: models.Model, values: dict[str, Any]) -> None:
    """Another version of a row."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1


def told(
    verb: str,
    row: Evaluation | Lesson,
    by: User | None,
    at: dt.datetime,
    before: dict[str, Any],
    after: dict[str, Any],
    why: str = "",
) -> None:
    """Keep it on the timeline of the initiative, with what changed."""
    labels = LESSON_LABELS if isinstance(row, Lesson) else EVALUATION_LABELS
    was, now = (answers_in_words(row, values) for values in (before, after))
    history.record(verb[:120], row, by=by, at=at, why=why, changes=history.changes_between(was, now, labels))


def keep(row: models.Model) -> None:
    """Save a row whose constraints hold. Raises Refused with a broken constraint's sentence, at the question it is about."""
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError as broken:
            raise Refused(" ".join(broken.messages), field=ASKED_AT.get(constraint.name)) from None
    row.save()


def refuse_future(evaluation: Evaluation, today: dt.date) -> None:
    """Raises Refused for an evaluation done after a local date."""
    if evaluation.done_on > today:
        raise Refused("The day it was done must be today or in the past", field="done_on")


def refuse_withdrawn(lesson: Lesson) -> None:
    """Raises Refused, with who did it, for a lesson that is no longer true."""
    if lesson.is_withdrawn:
        raise Refused(f"{lesson.withdrawn_by.name} withdrew this lesson. Write a new one if it is true again.")


def refuse_unfit(lesson: Lesson) -> None:
    """Raises Refused for a lesson of another work's evaluation, or one that shares what others may not see."""
    work = lesson.initiative
    if lesson.evaluation and lesson.evaluation.initiative_id != work.pk:
        raise Refused("Select an evaluation of this work", field="evaluation")
    if not lesson.is_shared:
        return
    if work.is_sensitive or work.reach == Reach.NAMED:
        raise Refused(ONLY_PARTICIPANTS, field="is_shared")
    if work.reach == Reach.PARTICIPANTS and (field := naming(lesson)):
        raise Refused(
            f"This names {work.name}, which others do not see. Say it without the name, or do not share it", field=field
        )


def naming(lesson: Lesson) -> str:
    """The first of the texts that has a name or the reference of its work in it; empty if none has."""
    work = lesson.initiative
    names = "|".join(re.escape(each) for each in (work.name, work.short_name, work.ref) if each)
    named = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
    return next((name for name in TEXTS if named.search(getattr(lesson, name))), "")

"""Asking an organisation to take part, in letters to the people who write for it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from collab_portal.toolkit import clock
from initiatives.register.models import Answer, Initiative, Participation
from services.access.roles import EDITORS
from services.history import actions as history
from services.letters import actions as letters
from services.letters import letter_file
from services.people.models import User


def invite_waiting(initiative: Initiative, *, by: Any, at: dt.datetime) -> list[Participation]:
    """Invite every organisation named on a draft that has just been registered."""
    waiting = list(
        initiative.participations.filter(answer=Answer.INVITED, invited_at=None).select_related("organisation")
    )
    for participation in waiting:
        invite(participation, initiative, by=by, at=at)
    return waiting


def invite(participation: Participation, initiative: Initiative, *, by: Any, at: dt.datetime) -> None:
    """Mark the invitation as sent at a UTC instant and write to everybody who can answer it."""
    participation.answer, participation.invited_at, participation.invited_by = Answer.INVITED, at, by
    participation.save(update_fields=["answer", "invited_at", "invited_by"])
    history.record(f"invited {participation.organisation}", participation, by=by, at=at, place=initiative)
    for person in who_can_answer(participation, clock.local(at).date()):
        words = letter_file.write(
            "initiatives/register/letters/you_are_invited.txt",
            person=person,
            by=by,
            initiative=initiative,
            organisation=participation.organisation,
            path=reverse("register:answer_invitation", kwargs={"pk": participation.pk}),
        )
        letters.post(
            words,
            to=person,
            key=f"invited:{participation.pk}:{at.isoformat()}:{person.pk}",
            why=f"you write for {participation.organisation}",
            at=at,
            about=initiative,
        )


def who_can_answer(participation: Participation, day: dt.date) -> list[User]:
    """The people who write for the invited organisation on a local date, as far as each may see what it is invited to."""
    writers = User.objects.holding(EDITORS, {participation.organisation_id}, day)
    return seen_by(writers, participation.initiative, day)


def seen_by(people: Iterable[User], initiative: Initiative, day: dt.date) -> list[User]:
    """Those who may see the work on a local date: a letter tells its name to nobody else."""
    work = Initiative.objects.filter(pk=initiative.pk)
    return [person for person in people if work.visible_to(person.as_of(day)).exists()]

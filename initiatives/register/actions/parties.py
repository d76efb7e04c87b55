"""Who takes part: adding and inviting organisations, their answers, from when to when, and the purpose they confirm."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.refusals import Refused
from initiatives.register.actions.inviting import invite, seen_by
from initiatives.register.actions.locking import (
    answers_in_words,
    keep,
    locked,
    locked_party,
    locked_to_change,
    refuse_stale,
)
from initiatives.register.actions.record import write
from initiatives.register.models import Answer, Initiative, Part, Participation
from services.directory.models import Organisation
from services.history import actions as history
from services.letters import actions as letters
from services.letters import letter_file

LABELS = {"part": "part", "from_on": "from", "to_on": "to"}


@transaction.atomic
def add_party(initiative: Initiative, *, organisation: Organisation, by: Any, at: dt.datetime) -> Participation:
    """Name an organisation on a draft, or invite it to registered work. One the person writes for takes part at once.

    An organisation that is there already stays as it is; one that declined is asked again.
    """
    row = locked_to_change(initiative)
    party = row.participations.select_for_update().filter(organisation=organisation).first()
    if party is not None and not party.has_declined:
        return party
    is_own = by.standing.edits_for([organisation.pk])
    answer = Answer.TAKES_PART if is_own else Answer.INVITED
    if party is None:
        party = Participation.objects.create(initiative=row, organisation=organisation, answer=answer)
    if is_own or row.is_draft:
        if party.has_declined:
            party.answer, party.answer_reason = answer, ""
            party.save(update_fields=["answer", "answer_reason"])
        history.record(f"added {organisation}", party, by=by, at=at, place=row)
    else:
        invite(party, row, by=by, at=at)
    return party


@transaction.atomic
def remove_party(participation: Participation, *, by: Any, at: dt.datetime) -> None:
    """Take an organisation off a draft. From registered work nobody is taken off: it ends on a date instead."""
    row = locked(participation.initiative)
    if not row.is_draft:
        raise Refused("This work has been registered. Say until when the organisation took part instead.")
    party = locked_party(participation)
    if party.organisation_id == row.lead_id:
        row.lead = None
        row.save(update_fields=["lead"])
    history.record(f"took {party.organisation} off", party, by=by, at=at, place=row)
    party.delete()


@transaction.atomic
def change_party(
    participation: Participation,
    *,
    by: Any,
    at: dt.datetime,
    part: str,
    from_on: VagueDate | None,
    to_on: VagueDate | None,
    expected_version: int | None = None,
) -> Participation:
    """Say what an organisation is to the work, from when and until when. Who leads is said under Lead."""
    locked_to_change(participation.initiative)
    party = locked_party(participation)
    values = {"from_on": from_on, "to_on": to_on, **({} if party.part == Part.LEAD else {"part": part})}
    refuse_stale(party, expected_version, values)
    before = {name: getattr(party, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return party
    for name, value in changed.items():
        setattr(party, name, value)
    party.version += 1
    party.provenance = {name: told for name, told in party.provenance.items() if name not in changed}
    keep(party)
    words = history.changes_between(answers_in_words(party, before), answers_in_words(party, changed), LABELS)
    history.record(f"changed the part of {party.organisation}", party, by=by, at=at, changes=words)
    return party


@transaction.atomic
def answer_invitation(
    participation: Participation, *, by: Any, at: dt.datetime, takes_part: bool, reason: str = ""
) -> Participation:
    """The invited organisation says yes, or no with a reason. The same answer twice is given once; another is refused.

    An organisation that was to lead and declines leaves the lead not known.
    """
    row = locked(participation.initiative)
    party = locked_party(participation)
    answer = Answer.TAKES_PART if takes_part else Answer.DECLINED
    if party.answer == answer and party.answered_at is not None:
        return party
    if party.answer != Answer.INVITED:
        raise Refused(
            f"{party.organisation.name} has answered this invitation already: {party.get_answer_display().lower()}."
        )
    if row.is_closed:
        raise Refused("This work has closed in the meantime, so there is nothing left to answer.")
    if not takes_part and not reason:
        raise Refused("Enter why your organisation does not take part", field="reason")
    party.answer, party.answered_at, party.answered_by, party.answer_reason = (
        answer,
        at,
        by,
        "" if takes_part else reason,
    )
    if takes_part and party.from_on is None:
        party.from_on = VagueDate.on(clock.local(at).date())
    if not takes_part and party.part == Part.LEAD:
        party.part = Part.PARTNER
        write(row, by=by, at=at, values={"lead": None})
    keep(party)
    verb = "takes part" if takes_part else "declined"
    history.record(f"answered for {party.organisation}: {verb}", party, by=by, at=at, why=party.answer_reason)
    tell_who_invited(party, by=by, at=at)
    return party


def tell_who_invited(party: Participation, *, by: Any, at: dt.datetime) -> None:
    """A letter to the person who asked, unless they answered themselves or may no longer see the work."""
    asker = party.invited_by
    if asker is None or asker == by or not seen_by([asker], party.initiative, clock.local(at).date()):
        return
    file = "initiatives/register/letters/invitation_was_answered.txt"
    words = letter_file.write(
        file, party=party, initiative=party.initiative, by=by, path=party.initiative.get_absolute_url()
    )
    key = f"answered:{party.pk}:{at.isoformat()}"
    letters.post(
        words, to=party.invited_by, key=key, why="you invited this organisation", at=at, about=party.initiative
    )


@transaction.atomic
def confirm_purpose(participation: Participation, *, by: Any, at: dt.datetime) -> Participation:
    """The organisation stands by the purpose as it reads now, or says on a later day that it is still true.

    Confirming twice on a day counts once.
    """
    row = locked_to_change(participation.initiative)
    party = locked_party(participation)
    if party.answer != Answer.TAKES_PART:
        raise Refused("An organisation confirms the purpose once it takes part.")
    if not row.purpose:
        raise Refused("No purpose has been entered yet, so there is nothing to confirm.")
    today, before = clock.local(at).date(), party.purpose_confirmed_on
    if before is not None and before >= today:
        return party
    party.purpose_confirmed_on, party.purpose_confirmed_by = today, by
    party.save(update_fields=["purpose_confirmed_on", "purpose_confirmed_by"])
    verb = "confirmed the purpose" if before is None else "said that the purpose is still true"
    history.record(f"{verb} for {party.organisation}", party, by=by, at=at, why=row.purpose)
    return party

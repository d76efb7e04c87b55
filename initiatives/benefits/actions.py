"""What people do with benefits: add and change a line, claim the value of a quarter, confirm it, reject it, take it back.

Every value keeps who claimed it and who answered. Nothing is overwritten: decision 15.
"""

import datetime as dt
from copy import copy
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.refusals import Refused
from initiatives.benefits import letters
from initiatives.benefits.choices import BenefitStatus, ReadingState
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.quarters import Quarter
from initiatives.register.actions.locking import answers_in_words, locked_to_change, refuse_stale
from initiatives.register.actions.locking import locked as locked_work
from initiatives.register.models import Initiative
from services.directory.models import Organisation
from services.history import actions as history
from services.people.models import User

LABELS = {
    "title": "name",
    "kind": "type",
    "owner": "owner",
    "measure": "measure",
    "unit": "counted in",
    "is_recurring": "comes every year",
    "budget_line": "budget line",
    "baseline_value": "baseline",
    "baseline_period": "period of the baseline",
    "baseline_source": "source of the baseline",
    "target_value": "target",
    "target_on": "target by",
    "method": "how it is worked out",
    "evidence": "evidence",
    "confidence": "confidence",
    "price_year": "in prices of",
    "status": "status",
}
#: What a value means. Once one is claimed it cannot come to mean something else.
MEANING = ("kind", "measure", "unit", "is_recurring", "price_year")
#: What still changes once the work has closed: much of what is gained comes after it.
AFTER_CLOSING = frozenset({"owner", "status", "evidence"})
#: At which question the sentence of a broken constraint belongs.
ASKED_AT = {
    "benefit_named_once": "title",
    "target_needs_a_baseline": "target_value",
    "target_has_a_value_and_a_day": "target_value",
    "baseline_within_bounds": "baseline_value",
    "target_within_bounds": "target_value",
    "money_is_counted_in_pounds": "unit",
    "value_has_a_measure_of_its_own": "unit",
    "receipt_comes_once": "is_recurring",
    "pounds_have_a_price_year": "price_year",
    "one_claim_a_quarter": "quarter",
    "reading_within_bounds": "value",
}


@transaction.atomic
def add_benefit(
    initiative: Initiative, *, by: User, at: dt.datetime, organisation: Organisation, **values: Any
) -> Benefit:
    """A new line for what one organisation that takes part gains. Values are those of LABELS, amounts in their unit."""
    row = locked_to_change(initiative)
    day = clock.local(at).date()
    if organisation.pk not in row.organisation_ids_on(day):
        raise Refused("Only an organisation that takes part can gain by this work here.", field="organisation")
    benefit = Benefit(initiative=row, organisation=organisation, **values)
    refuse_owner_elsewhere(benefit, day)
    refuse_too_early(benefit)
    keep(benefit)
    told = words_of(benefit, values)
    history.record(
        f"added the benefit “{benefit.title}” of {organisation.short_name}"[:120],
        benefit,
        by=by,
        at=at,
        changes=history.changes_between({}, told, LABELS),
    )
    return benefit


@transaction.atomic
def change_benefit(
    benefit: Benefit, *, by: User, at: dt.datetime, expected_version: int | None = None, **values: Any
) -> Benefit:
    """Write some of LABELS. Never another organisation: that is another line. Raises ChangedMeanwhile for a stale page."""
    work = locked_work(benefit.initiative)
    refuse_to_move(values)
    row = locked(benefit)
    refuse_stale(row, expected_version, values)
    was, before = copy(row), {name: getattr(row, name) for name in values}
    differs = {name: value for name, value in values.items() if before[name] != value}
    if not differs:
        return row
    if work.is_closed:
        refuse_after_closing(differs)
    refuse_another_meaning(row, differs)
    for name, value in differs.items():
        setattr(row, name, value)
    row.version += 1
    if "owner" in differs:
        refuse_owner_elsewhere(row, clock.local(at).date())
    if "status" in differs:
        refuse_too_early(row)
    keep(row)
    changes = history.changes_between(words_of(was, before), words_of(row, differs), LABELS)
    history.record(f"changed the benefit “{row.title}”"[:120], row, by=by, at=at, changes=changes)
    return row


@transaction.atomic
def claim_reading(
    benefit: Benefit,
    *,
    by: User,
    at: dt.datetime,
    quarter: Quarter,
    value: Decimal,
    note: str = "",
    correction: str = "",
) -> BenefitReading:
    """Say what a quarter brought; its finance officers are asked to confirm it. The same claim twice is one.

    Raises Refused for a quarter that has not ended or whose year has closed, for a second claim while one waits, and for
    a confirmed quarter without a reason for the correction.
    """
    row = locked(benefit)
    refuse_quarter(quarter, clock.local(at).date())
    there = {each.state: each for each in row.readings.that_count().filter(year=quarter.year, quarter=quarter.number)}
    waiting, confirmed = there.get(ReadingState.CLAIMED), there.get(ReadingState.CONFIRMED)
    if waiting and (waiting.claimed_by_id, waiting.value, waiting.note) == (by.pk, value, note):
        return waiting
    if waiting:
        raise Refused(
            f"{row.said(waiting.value)} for {quarter} waits for finance already. Take it back first.", field="quarter"
        )
    if confirmed and not correction:
        raise Refused(
            f"{row.said(confirmed.value)} is confirmed for {quarter}. Say why another value is right",
            field="correction",
        )
    said = {"value": value, "note": note, "correction": correction if confirmed else ""}
    made = BenefitReading(benefit=row, year=quarter.year, quarter=quarter.number, claimed_by=by, claimed_at=at, **said)
    keep(made)
    told(f"claimed {made.shown} for {quarter}", made, by, at, why=made.correction)
    return made


@transaction.atomic
def confirm_reading(reading: BenefitReading, *, by: User, at: dt.datetime) -> BenefitReading:
    """Confirm a claim, for the organisation that gains by it; it takes the place of an earlier confirmed value, if any.

    Pressed twice by one person: once. Raises Refused if it no longer waits, or if this person claimed it.
    """
    row = locked_reading(reading)
    if row.state == ReadingState.CONFIRMED and row.answered_by_id == by.pk:
        return row
    refuse_answered(row)
    if row.claimed_by_id == by.pk:
        raise Refused("You claimed this value, so another finance officer has to confirm it.")
    same = BenefitReading.objects.filter(benefit=row.benefit_id, year=row.year, quarter=row.quarter)
    earlier = same.filter(state=ReadingState.CONFIRMED).first()
    if earlier:
        earlier.state = ReadingState.REPLACED
        earlier.save(update_fields=["state"])
    answer(row, ReadingState.CONFIRMED, by, at)
    instead = f" instead of {earlier.shown}" if earlier else ""
    told(f"confirmed {row.shown} for {row.when}{instead}", row, by, at)
    return row


@transaction.atomic
def reject_reading(reading: BenefitReading, *, by: User, at: dt.datetime, reason: str) -> BenefitReading:
    """Reject a claim with a reason; whoever claimed it and the owner are told. What was confirmed before stays confirmed."""
    row = locked_reading(reading)
    if (row.state, row.answered_by_id, row.answer_reason) == (ReadingState.REJECTED, by.pk, reason):
        return row
    refuse_answered(row)
    answer(row, ReadingState.REJECTED, by, at, reason)
    told(f"rejected {row.shown} for {row.when}", row, by, at, why=reason)
    letters.value_was_rejected(row)
    return row


@transaction.atomic
def take_back_reading(reading: BenefitReading, *, by: User, at: dt.datetime, reason: str) -> BenefitReading:
    """Take back a claim that nobody has answered, with a reason, so that another can be made."""
    row = locked_reading(reading)
    if (row.state, row.answered_by_id, row.answer_reason) == (ReadingState.WITHDRAWN, by.pk, reason):
        return row
    refuse_answered(row)
    answer(row, ReadingState.WITHDRAWN, by, at, reason)
    told(f"took back {row.shown} for {row.when}", row, by, at, why=reason)
    return row


def answer(row: BenefitReading, state: ReadingState, by: User, at: dt.datetime, reason: str = "") -> None:
    """Write who answered a claim, how and when (a UTC instant)."""
    row.state, row.answered_by, row.answered_at, row.answer_reason = state, by, at, reason
    keep(row, "state", "answered_by", "answered_at", "answer_reason")


def told(verb: str, reading: BenefitReading, by: User, at: dt.datetime, why: str = "") -> None:
    """Keep it on the timeline of the initiative, with the name of the benefit."""
    history.record(f"{verb}: “{reading.benefit.title}”"[:120], reading, by=by, at=at, why=why)


def words_of(benefit: Benefit, values: dict[str, Any]) -> dict[str, Any]:
    """Values as the timeline says them, amounts with the unit of the line."""
    amounts = ("baseline_value", "target_value")
    told = answers_in_words(benefit, values)
    return {name: benefit.said(value) if name in amounts else value for name, value in told.items()}


def locked(benefit: Benefit) -> Benefit:
    """The line as it is now, held until the transaction ends; its readings are held with it."""
    rows = Benefit.objects.select_for_update(of=("self",)).select_related("initiative", "organisation", "owner")
    return rows.get(pk=benefit.pk)


def locked_reading(reading: BenefitReading) -> BenefitReading:
    """A value as it is now, held with its line, so that two people cannot answer at once."""
    benefit = locked(reading.benefit)
    row = BenefitReading.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=reading.pk)
    row.benefit = benefit
    return row


def keep(row: models.Model, *fields: str) -> None:
    """Save a row whose constraints hold. Raises Refused with a broken constraint's sentence, at the question it is about."""
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError as broken:
            raise Refused(" ".join(broken.messages), field=ASKED_AT.get(constraint.name)) from None
    row.save(update_fields=fields or None)


def refuse_quarter(quarter: Quarter, today: dt.date) -> None:
    """Raises Refused for a quarter whose value cannot be claimed on a local date."""
    if why := quarter.why_not_on(today):
        raise Refused(why, field="quarter")


def refuse_answered(row: BenefitReading) -> None:
    """Raises Refused, with who did what and when, if a claim no longer waits."""
    if row.state != ReadingState.CLAIMED:
        did = {"rejected": "rejected", "withdrawn": "took back"}.get(row.state, "confirmed")
        raise Refused(f"{row.answered_by.name} {did} this value on {words.moment(row.answered_at)}.")


def refuse_owner_elsewhere(benefit: Benefit, day: dt.date) -> None:
    """Raises Refused if the owner does not work for the organisation on a local date."""
    people = User.objects.active().belonging_to({benefit.organisation_id}, day)
    if not people.filter(pk=benefit.owner_id).exists():
        raise Refused(f"The owner must be somebody of {benefit.organisation.name}", field="owner")


def refuse_too_early(benefit: Benefit) -> None:
    """Raises Refused if it is said to be realised before finance has confirmed any value."""
    if benefit.status in (BenefitStatus.REALISED, BenefitStatus.PARTLY):
        confirmed = BenefitReading.objects.filter(benefit=benefit.pk, state=ReadingState.CONFIRMED)
        if benefit.pk is None or not confirmed.exists():
            raise Refused("It is realised once finance has confirmed a value. None is confirmed yet", field="status")


def refuse_to_move(values: dict[str, Any]) -> None:
    """Raises Refused for a change of whose line it is, or of what work; the database refuses it as well."""
    if moved := {"organisation", "initiative"} & values.keys():
        raise Refused(
            "A benefit stays with its organisation and its work. Add a benefit there instead", field=min(moved)
        )


def refuse_after_closing(differs: dict[str, Any]) -> None:
    """Raises Refused if more than the owner, the status or the evidence differs once the work has closed."""
    if too_much := [name for name in differs if name not in AFTER_CLOSING]:
        raise Refused(
            "This work has closed, so only who owns the benefit, where it stands and its evidence can change",
            field=too_much[0],
        )


def refuse_another_meaning(benefit: Benefit, differs: dict[str, Any]) -> None:
    """Raises Refused if values that were ever claimed would come to mean something else; also those that were rejected."""
    moved = [name for name in MEANING if name in differs]
    if moved and benefit.readings.exists():
        raise Refused(
            "Values have been claimed for this benefit, so what it counts stays as it is. Add another benefit instead",
            field=moved[0],
        )

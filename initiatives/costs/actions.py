"""What people do with costs: enter one, correct one, and set the shares by which all are borne. Decision 16."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.dates import year_closes_on, year_in_words, year_of
from collab_portal.toolkit.refusals import Refused
from initiatives.costs.choices import Formula, why_not_on
from initiatives.costs.models import Apportionment, Cost, CostShare
from initiatives.register.actions.locking import locked, locked_to_change, refuse_stale
from initiatives.register.models import Initiative
from services.directory.models import Organisation
from services.history import actions as history
from services.people.models import User

LABELS = {"amount": "amount", "source": "where it can be looked up", "note": "note"}
#: At which question the sentence of a broken constraint belongs.
ASKED_AT = {
    "cost_within_bounds": "amount",
    "cost_is_of_a_year": "year",
    "actual_cost_has_a_source": "source",
    "a_mix_is_described": "basis",
}


@transaction.atomic
def add_cost(
    initiative: Initiative, *, by: User, at: dt.datetime, organisation: Organisation, year: int, kind: str, stage: str,
    amount: Decimal, source: str = "", note: str = "",
) -> Cost:  # fmt: skip
    """What an organisation bears of one kind of cost in the financial year that begins in `year`. Pressed twice: once.

    Raises Refused for an organisation that does not take part, for a year that is closed or has not begun, and for a cost
    that is there already with another amount.
    """
    row = locked(initiative)
    day = clock.local(at).date()
    if organisation.pk not in row.organisation_ids_once_over_on(day):
        raise Refused("Only an organisation that takes part can bear costs of this work here.", field="organisation")
    refuse_year(day, stage, year)
    cell = {"organisation": organisation, "year": year, "kind": kind, "stage": stage}
    said = {"amount": amount, "source": source, "note": note}
    there = row.costs.same_cell(**cell).first()
    if there and (there.entered_by_id, there.version, said) == (
        by.pk,
        1,
        {name: getattr(there, name) for name in said},
    ):
        return there
    if there:
        raise Refused(f"{there.what}, of {organisation.name} are {there.shown} already. Correct that instead.")
    cost = Cost(initiative=row, entered_by=by, entered_at=at, **cell, **said)
    keep(cost)
    told = history.changes_between({}, in_words(cost), LABELS)
    history.record(f"entered {named(cost)}"[:120], cost, by=by, at=at, changes=told)
    return cost


@transaction.atomic
def correct_cost(
    cost: Cost, *, by: User, at: dt.datetime, reason: str, expected_version: int | None = None, **values: Any
) -> Cost:
    """Another amount (pounds), source or note, with a reason; the timeline keeps what it was.

    Raises ChangedMeanwhile for a stale page and Refused for a year that has closed.
    """
    locked(cost.initiative)
    rows = Cost.objects.select_for_update(of=("self",)).select_related("initiative", "organisation")
    row = rows.get(pk=cost.pk)
    refuse_stale(row, expected_version, values)
    refuse_year(clock.local(at).date(), row.stage, row.year, field=None)
    before = in_words(row)
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    keep(row)
    changes = history.changes_between(before, in_words(row), LABELS)
    history.record(f"corrected {named(row)}"[:120], row, by=by, at=at, why=reason, changes=changes)
    return row


@transaction.atomic
def set_shares(
    initiative: Initiative, *, by: User, at: dt.datetime, from_on: dt.date, formula: str,
    percentages: Mapping[int, Decimal], basis: str = "", correction: str = "",
) -> Apportionment:  # fmt: skip
    """Shares of all costs from a local date on, by the number of each organisation; they end those that held before.

    Pressed twice: once. Raises Refused if they do not add up to exactly 100.00, for an organisation that does not take
    part, for a date in a closed year whose shares are agreed, and without a reason for shares that hold from the same date.
    """
    row = locked_to_change(initiative)
    shares = {key: share for key, share in percentages.items() if share}
    refuse_shares(row, shares, clock.local(at).date())
    standing = row.apportionments.that_count()
    same = standing.filter(from_on=from_on).select_related("set_by").first()
    if same and same.set_by_id == by.pk and same_shares(same, formula, basis, shares):
        return same
    refuse_closed(from_on, clock.local(at).date(), is_first=not standing.exists())
    if same and not correction:
        raise Refused(
            f"{same.set_by.name} set shares from {words.day(from_on)} already. Say why others are right",
            field="correction",
        )
    if same:
        same.replaced_by, same.replaced_at = by, at
        keep(same, "replaced_by", "replaced_at")
    said = {"from_on": from_on, "formula": formula, "basis": basis, "correction": correction if same else ""}
    made = Apportionment(initiative=row, set_by=by, set_at=at, **said)
    keep(made)
    CostShare.objects.bulk_create(
        CostShare(apportionment=made, organisation_id=key, percentage=shares[key]) for key in shares
    )
    tell_of_shares(made, same, by, at)
    return made


def tell_of_shares(made: Apportionment, same: Apportionment | None, by: User, at: dt.datetime) -> None:
    """Keep new shares on the timeline, with those that held on that date before."""
    earlier = same or made.initiative.apportionments.that_count().filter(from_on__lt=made.from_on).first()
    changes = history.changes_between(
        {"shares": shares_in_words(earlier) if earlier else ""}, {"shares": shares_in_words(made)}, {"shares": "shares"}
    )
    verb = f"{'corrected' if same else 'set'} the shares of costs from {words.day(made.from_on)}"
    history.record(verb, made, by=by, at=at, why=made.correction, changes=changes)


def shares_in_words(apportionment: Apportionment) -> str:
    """Fixed percentages: Cheshire Constabulary 60.00%, Cheshire Fire and Rescue Service 40.00%."""
    shares = apportionment.shares.select_related("organisation").order_by("organisation__name")
    parts = ", ".join(f"{share.organisation.name} {share.percentage:.2f}%" for share in shares)
    return f"{Formula(apportionment.formula).label}: {parts}"


def same_shares(there: Apportionment, formula: str, basis: str, shares: Mapping[int, Decimal]) -> bool:
    """Whether these are the shares that are there."""
    held = dict(there.shares.values_list("organisation", "percentage"))
    return (there.formula, there.basis, held) == (formula, basis, dict(shares))


def in_words(cost: Cost) -> dict[str, str]:
    """What can be corrected, as the timeline says it."""
    return {"amount": cost.shown, "source": cost.source, "note": cost.note}


def named(cost: Cost) -> str:
    """The actual running costs of 2014/15 of Cheshire Fire and Rescue Service."""
    stage, kind = cost.get_stage_display().lower(), cost.get_kind_display().lower()
    return f"{'planned' if stage == 'plan' else stage} {kind} costs of {cost.year_named} of {cost.organisation.name}"


def keep(row: models.Model, *fields: str) -> None:
    """Save a row whose constraints hold. Raises Refused with a broken constraint's sentence, at the question it is about."""
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError as broken:
            raise Refused(" ".join(broken.messages), field=ASKED_AT.get(constraint.name)) from None
    row.save(update_fields=fields or None)


def refuse_year(today: dt.date, stage: str, year: int, field: str | None = "year") -> None:
    """Raises Refused for a year whose costs cannot be entered or corrected on a local date."""
    if why := why_not_on(today, stage, year):
        raise Refused(why, field=field)


def refuse_shares(initiative: Initiative, shares: Mapping[int, Decimal], day: dt.date) -> None:
    """Raises Refused for shares that do not add up, or of an organisation that does not take part on a local date."""
    whole = sum(shares.values(), Decimal(0))
    if whole != 100:
        raise Refused(f"The shares add up to {whole:.2f} per cent. They must add up to exactly 100.00")
    if not set(shares) <= initiative.organisation_ids_on(day):
        raise Refused("Only organisations that take part can have a share of the costs.")


def refuse_closed(from_on: dt.date, today: dt.date, *, is_first: bool) -> None:
    """Raises Refused for shares that would change what is owed for a closed year. The first there are may reach back."""
    year = year_of(from_on)
    if today > year_closes_on(year) and not is_first:
        raise Refused(
            f"{year_in_words(year)} closed on {words.day(year_closes_on(year))}, so its shares stay as they are",
            field="from_on",
        )

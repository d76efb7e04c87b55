"""Planning a benefit quarter by quarter: what each should bring, which stays as it was once the quarter has ended."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.benefits.actions import keep, locked
from initiatives.benefits.models import Benefit, PlannedQuarter
from initiatives.benefits.quarters import Quarter
from initiatives.register.actions.locking import locked_to_change
from services.history import actions as history
from services.people.models import User

#: By quarter, what it should bring; None is no plan.
Plan = Mapping[Quarter, Decimal | None]


@transaction.atomic
def plan_quarters(
    benefit: Benefit,
    planned: Plan,
    *,
    by: User,
    at: dt.datetime,
    seen: Plan | None = None,
) -> Benefit:
    """Write what quarters should bring, in the unit of the line; None is no plan. The same again changes nothing.

    `seen` is the plan the person was shown: what they left as it was is not written, so that nobody's plan is undone by
    somebody who changed another quarter. Raises Refused for a quarter that both changed, without a target, for work that
    has closed, for an amount out of bounds, and for another plan of a quarter that has ended: a plan that follows the
    result says nothing.
    """
    locked_to_change(benefit.initiative)
    row = locked(benefit)
    if row.target_value is None:
        raise Refused("Enter the baseline and the target of this benefit first. Then it can be planned by quarter.")
    today = clock.local(at).date()
    there = {each.when: each for each in row.profile.all()}
    changed = {quarter: value for quarter, value in planned.items() if seen is None or value != seen.get(quarter)}
    differs = {quarter: value for quarter, value in changed.items() if value != value_of(there.get(quarter))}
    for quarter in differs:
        if seen is not None:
            refuse_changed_meanwhile(row, there.get(quarter), quarter, seen.get(quarter))
        refuse_another_past(row, there.get(quarter), quarter, today)
    if not differs:
        return row
    for quarter, value in differs.items():
        write(row, there.get(quarter), quarter, value)
    before = {str(each): value_of(there.get(each)) for each in differs}
    changes = [
        {"field": quarter, "before": row.said(value), "after": row.said(differs[each])}
        for (quarter, value), each in zip(before.items(), differs, strict=True)
    ]
    history.record(f"planned “{row.title}” by quarter"[:120], row, by=by, at=at, changes=changes)
    return row


def refuse_changed_meanwhile(
    benefit: Benefit, there: PlannedQuarter | None, quarter: Quarter, seen: Decimal | None
) -> None:
    """Raises Refused, with what stands there now, if somebody else changed the plan of a quarter since it was shown."""
    now = value_of(there)
    if now != seen:
        said = "not planned any more" if now is None else f"{benefit.said(now)}"
        raise Refused(
            f"Somebody else changed {quarter} meanwhile: it is {said}. Check it and save again",
            field=f"q{quarter.number}",
        )


def value_of(planned: PlannedQuarter | None) -> Decimal | None:
    """The amount of a plan, None without one."""
    return planned.value if planned else None


def write(benefit: Benefit, there: PlannedQuarter | None, quarter: Quarter, value: Decimal | None) -> None:
    """Keep, change or drop the plan of one quarter. Raises Refused, at its question, for an amount out of bounds."""
    if value is None:
        there.delete()
        return
    row = there or PlannedQuarter(benefit=benefit, year=quarter.year, quarter=quarter.number)
    row.value = value
    try:
        keep(row)
    except Refused as refused:
        raise Refused(refused.message, field=f"q{quarter.number}") from None


def refuse_another_past(benefit: Benefit, there: PlannedQuarter | None, quarter: Quarter, today: dt.date) -> None:
    """Raises Refused for a change to what was planned for a quarter that has ended by a local date."""
    if there is not None and quarter.last < today:
        raise Refused(
            f"{quarter} has ended, so its plan stays at {benefit.said(there.value)}", field=f"q{quarter.number}"
        )

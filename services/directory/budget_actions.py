"""What people do with the budgets of their organisation: enter one, and change one that was wrong. Decision 21."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.refusals import Refused
from collab_portal.toolkit.words import day
from services.directory.models import Budget, Organisation
from services.history import actions as history

LABELS = {"amount": "net revenue budget", "source": "where it is published"}
#: How far ahead a budget is known, in financial years after the one that runs: it is set before its year begins.
YEARS_AHEAD = 1


@transaction.atomic
def enter_budget(
    organisation: Organisation, *, by: Any, at: dt.datetime, year: int, amount: Decimal, source: str
) -> Budget:
    """What an organisation means to spend in all, in pounds, in the financial year that begins in `year`. Pressed twice: once.

    Raises Refused for a year too far ahead and for one whose budget is there already with other words, ValidationError
    with a constraint's sentence.
    """
    refuse_year(clock.local(at).date(), year)
    holder = Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    said = {"amount": amount, "source": source}
    there = holder.budgets.of_year(year).first()
    if there and (there.entered_by_id, there.version, facts(there)) == (by.pk, 1, said):
        return there
    if there:
        wrong = f"The budget of {there.year_named} has been entered already: {there.shown}. Change that one instead"
        raise Refused(wrong, field="year")
    budget = Budget(organisation=holder, year=year, entered_by=by, entered_at=at, **said)
    budget.full_clean()
    budget.save()
    told = history.changes_between({}, in_words(budget), LABELS)
    history.record(f"entered the net revenue budget of {budget.year_named}", budget, by=by, at=at, changes=told)
    return budget


@transaction.atomic
def correct_budget(
    budget: Budget,
    *,
    by: Any,
    at: dt.datetime,
    amount: Decimal,
    source: str,
    reason: str,
    expected_version: int | None = None,
) -> Budget:
    """Another amount (pounds) or place where it is published, with a reason; the timeline keeps what it was.

    Raises ChangedMeanwhile for a stale page, ValidationError with a constraint's sentence.
    """
    rows = Budget.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.get(pk=budget.pk)
    said = {"amount": amount, "source": source}
    if facts(row) == said:
        return row
    history.refuse_stale(row, expected_version)
    before = in_words(row)
    row.amount, row.source, row.version = amount, source, row.version + 1
    row.full_clean()
    row.save()
    changes = history.changes_between(before, in_words(row), LABELS)
    verb = f"changed the net revenue budget of {row.year_named}"
    history.record(verb, row, by=by, at=at, why=reason, changes=changes)
    return row


def facts(budget: Budget) -> dict[str, Any]:
    """What can be changed."""
    return {"amount": budget.amount, "source": budget.source}


def in_words(budget: Budget) -> dict[str, str]:
    """The same as the timeline says it."""
    return {"amount": budget.shown, "source": budget.source}


def refuse_year(today: dt.date, year: int) -> None:
    """Raises Refused for a financial year whose budget nobody can have published yet on a local date."""
    if year > year_of(today) + YEARS_AHEAD:
        opens_on = dt.date(year - YEARS_AHEAD, 4, 1)
        raise Refused(f"The budget of {year_in_words(year)} can be entered from {day(opens_on)}", field="year")

"""What shared work costs and gives a service itself, for whoever leads it: on their own page, one row an organisation."""

import datetime as dt
from decimal import Decimal
from typing import Any

from collab_portal.toolkit.dates import year_in_words, year_of
from initiatives.benefits.amounts import said
from initiatives.benefits.choices import Unit
from initiatives.benefits.models import Benefit
from initiatives.costs import filters as of_costs
from initiatives.costs.choices import OFTEN, CostStage
from initiatives.costs.models import Cost
from initiatives.dashboards import gains
from initiatives.dashboards.pictures.page import Cell, Line, Part, line

HEADS = ("Organisation", "Paid to run it", "Paid once", "Planned a year", "Confirmed", "Claimed")


def costs_and_gains(user: Any, today: dt.date) -> Part | None:
    """Actual costs and yearly cashable savings of a person's own organisations in the financial year of a local date.

    Two queries. None for people of an oversight body, whose page is the overview, and where there is nothing of either.
    """
    own = [] if user.standing.is_oversight else user.standing.organisation_ids
    if not own:
        return None
    year = year_of(today)
    paid = paid_by(user, own, year)
    found = Benefit.objects.visible_to(user).filter(
        organisation__in=own, kind="cashable", is_recurring=True, unit="pounds"
    )
    saved = {row["organisation__slug"]: row for row in found.sums(year, "organisation__slug", "organisation__name")}
    names = {row["organisation__slug"]: row["organisation__name"] for row in saved.values()} | {
        s: n for s, n, _ in paid
    }
    rows = tuple(own_line(slug, names[slug], paid, saved.get(slug), year) for slug in sorted(names, key=names.get))
    heading = f"What shared work costs and gives you in {year_in_words(year)}"
    return Part("own", heading, HEADS, rows) if rows else None


def paid_by(user: Any, own: Any, year: int) -> dict[tuple[str, str, str], Decimal]:
    """Actual costs in pounds by organisation (slug and name) and rhythm: what comes every year apart from what comes once."""
    rows = Cost.objects.visible_to(user).filter(organisation__in=own).of_year(year).at_stage(CostStage.ACTUAL)
    found: dict[tuple[str, str, str], Decimal] = {}
    for row in rows.sums("organisation__slug", "organisation__name", "kind"):
        often = next(often for often, (_, kinds) in OFTEN.items() if row["kind"] in kinds)
        key = (row["organisation__slug"], row["organisation__name"], often)
        found[key] = found.get(key, Decimal(0)) + row["amount"]
    return found


def own_line(slug: str, name: str, paid: Any, saved: Any, year: int) -> Line:
    """One organisation; each amount leads to exactly what makes it up."""
    costs = []
    for often in ("recurring", "one-off"):
        amount = paid.get((slug, name, often), Decimal(0))
        href = of_costs.Asked(slug, often, CostStage.ACTUAL, year).href
        costs.append(Cell(amount, href, said=said(amount, Unit.POUNDS)))
    if saved is None:
        return line(name, *costs, None, None, None)
    gain = gains.gain(name, [saved], year, slug)
    given = [Cell(each.sum.amount, each.href, said=each.shown) for each in gain.cells]
    return line(name, *costs, *given)

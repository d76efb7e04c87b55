"""The words of costs: their kinds, plan and actual, the formulae by which they are shared, and which years are open."""

import datetime as dt
from decimal import Decimal

from django.db import models

from collab_portal.toolkit.dates import year_closes_on, year_in_words, year_of
from collab_portal.toolkit.words import day

MOST = Decimal(10) ** 11
#: How far ahead a plan reaches, in financial years after the one that runs.
YEARS_AHEAD = 10


class CostKind(models.TextChoices):
    """What is paid for (domain brief 2.10)."""

    SETUP = "setup", "Set-up"
    CAPITAL = "capital", "Capital"
    RUNNING = "running", "Running"
    EXIT = "exit", "Exit"


#: What comes every year, and what comes once: the label and the kinds.
OFTEN = {
    "recurring": ("Every year", (CostKind.RUNNING,)),
    "one-off": ("Once", (CostKind.SETUP, CostKind.CAPITAL, CostKind.EXIT)),
}


class CostStage(models.TextChoices):
    """What was meant to be paid, and what was. The two are set side by side and never added."""

    PLAN = "plan", "Plan"
    ACTUAL = "actual", "Actual"


class Formula(models.TextChoices):
    """By what the shares were worked out (domain brief 2.10). A fixed fee is a cost of its own, not a share."""

    EQUAL = "equal", "Equal shares"
    BUDGET = "budget", "Share of net revenue budget"
    POPULATION = "population", "Population"
    STAFF = "staff", "Officer or staff numbers"
    GRANT = "grant", "Formula grant share"
    USAGE = "usage", "Demand or usage"
    FIXED = "fixed", "Fixed percentages"
    HYBRID = "hybrid", "A mix of these"


def why_not_on(today: dt.date, stage: str, year: int) -> str:
    """Why no cost of a financial year can be entered or corrected on a local date, in a sentence; empty if one can."""
    named = year_in_words(year)
    if stage == CostStage.PLAN:
        over = f"{named} ended on {day(dt.date(year + 1, 3, 31))}, so its plan can no longer be entered or corrected"
        return over if year < year_of(today) else ""
    if year > year_of(today):
        return f"{named} begins on {day(dt.date(year, 4, 1))}. Its actual costs can be entered from then"
    if today > year_closes_on(year):
        return f"{named} closed on {day(year_closes_on(year))}. Its costs can no longer be entered or corrected"
    return ""


def written_year(text: str) -> int:
    """A year from "1950" to "2150", as forms and addresses have it; 0 for anything else."""
    is_one = text.isascii() and text.isdigit() and len(text) == 4 and 1950 <= int(text) <= 2150
    return int(text) if is_one else 0


def pounds(amount: Decimal) -> str:
    """£12,400.00: always to the penny, as whoever pays it would write it; “-£3.50” below nothing."""
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"

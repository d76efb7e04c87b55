"""How far ahead the bank holidays are known, and the alarm when that is not far enough."""

import datetime as dt

from collab_portal.toolkit import words
from services.directory.models import DIVISION_OF, BankHoliday, Division, Organisation
from services.directory.queries import ENOUGH_MONTHS, months_between

WHAT_TO_DO = "Run manage.py load_bank_holidays, which adds the coming years."


def divisions_in_use() -> list[Division]:
    """England and Wales, and every other division in which an organisation works."""
    countries = Organisation.objects.filter(country__in=DIVISION_OF).order_by().values_list("country", flat=True)
    return [Division.ENGLAND_AND_WALES, *sorted({DIVISION_OF[country] for country in countries})]


def shortfall(today: dt.date) -> list[str]:
    """A sentence for each division in use whose bank holidays are known for fewer than 12 months from a local date.

    Empty when all is well. For administrators, the health page and whoever watches from outside; two queries.
    """
    last = BankHoliday.objects.last_loaded()
    short = [each for each in divisions_in_use() if months_between(today, last.get(each)) < ENOUGH_MONTHS]
    return [f"{_how_short(each, last.get(each), today)} {WHAT_TO_DO}" for each in short]


def _how_short(division: Division, last: dt.date | None, today: dt.date) -> str:
    if last is None:
        return f"No bank holidays are known for {division.label}: only weekends count as closed there."
    if last < today:
        return f"The bank holidays of {division.label} ran out on {words.day(last)}: since then only weekends count as closed."
    return f"The bank holidays of {division.label} are known only up to {words.day(last)}."

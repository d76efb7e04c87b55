"""The bank holidays that the holidays package knows, as the table keeps them: one per weekday and division."""

import datetime as dt

import holidays

from services.directory.models import Division

SUBDIVISIONS = {Division.ENGLAND_AND_WALES: "ENG", Division.SCOTLAND: "SCT", Division.NORTHERN_IRELAND: "NIR"}
#: The first year of the list that GOV.UK publishes, which the tests compare with.
FIRST_YEAR = 2012
YEARS_AHEAD = 3
#: A demonstration in 2014 must not leave a calendar that ends in 2017: the seed never ends before this year.
NEVER_ENDS_BEFORE = 2029


def last_year(this_year: int) -> int:
    """The year up to which holidays are seeded."""
    return max(this_year + YEARS_AHEAD, NEVER_ENDS_BEFORE)


def known_to_the_package(this_year: int) -> dict[tuple[str, dt.date], str]:
    """Name by division and day, Monday to Friday only: a holiday on a weekend closes no office, its substitute does."""
    years = range(FIRST_YEAR, last_year(this_year) + 1)
    return {
        (division, day): name.replace("(observed)", "(substitute day)").replace("'", "’")
        for division, subdivision in SUBDIVISIONS.items()
        for day, name in holidays.country_holidays("GB", subdiv=subdivision, years=years).items()
        if day.weekday() < 5
    }

"""What the organisations of Westmere spend in all, so that it can be said which part of their business they share."""

import datetime as dt
from decimal import Decimal

from collab_portal.toolkit.dates import year_in_words, year_of
from initiatives.management.westmere.cast import AMBULANCE, COUNCIL, FIRE, OFFICE, POLICE
from initiatives.management.westmere.story import Step, Story
from services.directory import budget_actions

#: Net revenue budgets in pounds, of last financial year and of this one. Northshire has never entered any.
BUDGETS = {
    OFFICE: (2_950_000, 3_100_000),
    POLICE: (191_400_000, 198_700_000),
    FIRE: (44_850_000, 46_300_000),
    AMBULANCE: (301_200_000, 312_600_000),
    COUNCIL: (258_000_000, 265_400_000),
}
#: Whose finance officer enters them; for the others the portal administrator does.
WITH_FINANCE = (POLICE, FIRE, AMBULANCE)


def plan(story: Story) -> None:
    """Each is entered in the March before its year begins, once it has been set."""
    this = year_of(story.today)
    for number, (organisation, amounts) in enumerate(BUDGETS.items()):
        for year, amount in zip((this - 1, this), amounts, strict=True):
            day = story.calendar.on_or_after(dt.date(year, 3, 10 + number))
            story.on(day, 10, entered(story, organisation, year, amount))


def entered(story: Story, organisation: str, year: int, amount: int) -> Step:
    """The budget of one organisation for one year."""
    part = f"{organisation}.finance" if organisation in WITH_FINANCE else "administrator"
    return lambda moment: budget_actions.enter_budget(
        story.cast.organisations[organisation],
        by=story.cast.person(part, moment.day),
        at=moment.at,
        year=year,
        amount=Decimal(amount),
        source=f"Budget book {year_in_words(year)} (made up)",
    )

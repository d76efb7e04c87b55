"""What people type about an organisation: what it spends in all, and when its offices close or open after all."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from collab_portal.toolkit import words
from collab_portal.toolkit.conflicts import in_words
from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.fields import Choice, GovDate, Money, Words
from collab_portal.toolkit.forms import PortalForm
from services.directory.budget_actions import YEARS_AHEAD
from services.directory.models import LONGEST_CLOSURE, MOST, Division

#: How many financial years before the one that runs can be chosen for a budget.
YEARS_BACK = 9

#: The box in which a page brings back the seal of the preview it showed.
SEEN = "seen"


class CalendarForm(PortalForm):
    """A change of the calendar, which happens after a page has shown which dates move with it."""

    submit_text = "Continue"

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed, for the next page to bring back, without what an earlier page had shown."""
        return [(name, value) for name, value in super().carried if name != SEEN]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, in words: the name of each answer and the answer, once they are good."""
        return [(asked.called, in_words(asked, self.cleaned_data[name])) for name, asked in self.fields.items()]

    @property
    def seen(self) -> str:
        """The seal of what the person was shown, empty if nothing was."""
        return self.posted.get(SEEN, "")


class BankHolidayForm(CalendarForm):
    """A day on which offices are closed, where, and how we know."""

    day = GovDate("Which day is it?", ask="Enter the day", called="The day", hint="For example, 8 5 2023")
    name = Words("What is it called?", ask="Enter what the day is called", called="The name", max_length=100, width=30)
    division = Choice(
        "Where is it kept?",
        ask="Select where the day is kept",
        called="Where it is kept",
        choices=Division.choices,
        initial=Division.ENGLAND_AND_WALES,
    )
    why = Words(
        "How do you know?",
        ask="Enter how you know that this is a bank holiday",
        called="How you know",
        hint="For example, the royal proclamation and its date. It is kept in the history.",
        rows=3,
        max_length=500,
    )


class ClosureForm(CalendarForm):
    """From when to when one organisation is closed, what that is called, and why."""

    first_on = GovDate(
        "What is the first day?", ask="Enter the first day", called="The first day", hint="For example, 24 12 2026"
    )
    last_on = GovDate(
        "What is the last day?",
        required=False,
        called="The last day",
        hint="Leave it empty if it is closed for one day.",
    )
    name = Words(
        "What is it called?",
        ask="Enter what it is called",
        called="The name",
        hint="For example, ‘Christmas closure’.",
        max_length=100,
        width=30,
    )
    why = Words(
        "Why is it closed?",
        ask="Enter why it is closed",
        called="Why it is closed",
        hint="It is kept in the history.",
        rows=3,
        max_length=500,
    )

    def clean(self) -> dict[str, Any]:
        """The two ends have to fit together."""
        first_on, last_on = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first_on and last_on and last_on < first_on:
            self.add_error("last_on", f"The last day must be on or after {words.day(first_on)}")
        elif first_on and last_on and last_on - first_on >= LONGEST_CLOSURE:
            self.add_error("last_on", f"A closure can last {LONGEST_CLOSURE.days} days at most")
        return self.cleaned_data


class OpenAgainForm(CalendarForm):
    """Why a day counts as a working day after all."""

    why = Words(
        "Why is it removed?",
        ask="Enter why it is removed",
        called="The reason",
        hint="It is kept in the history.",
        rows=3,
        max_length=500,
    )


class NetRevenueBudget(Money):
    """Pounds, more than 0 and at most 10^11."""

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            wrong = ValidationError(f"{self.called} must be a number, like 45200000", "invalid")
            raise (wrong if error.code == "invalid" else error) from None

    def _check(self, amount: Decimal) -> None:
        if amount <= 0:
            raise ValidationError(f"{self.called} must be more than £0", "nothing")
        if amount > MOST:
            raise ValidationError(f"{self.called} must be £{MOST:,.0f} or less", "too_much")


def amount() -> NetRevenueBudget:
    """What it means to spend in all."""
    return NetRevenueBudget("What is its net revenue budget?", ask="Enter the net revenue budget", called="The net revenue budget",
                            size="s", width=20, hint="In pounds, as it was set for the whole year. Like 45200000")  # fmt: skip


def source() -> Words:
    """Where everybody can read it."""
    return Words("Where is it published?", ask="Enter where the budget is published", called="Where it is published",
                 max_length=200, size="s", width="two-thirds",
                 hint="A paper with its date, or a web address. For example, ‘Budget book 2014/15, page 12’")  # fmt: skip


class BudgetForm(PortalForm):
    """Of which financial year, how much, and where it is published."""

    submit_text = "Enter the budget"

    year = Choice("Of which financial year?", ask="Select the financial year", called="The financial year",
                  coerce=int, as_select=True, size="s")  # fmt: skip
    amount = amount()
    source = source()

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = year_of(today) + YEARS_AHEAD
        years = range(last, last - YEARS_AHEAD - YEARS_BACK - 1, -1)
        offered = self.fields["year"]
        offered.choices = [*offered.choices, *((year, year_in_words(year)) for year in years)]


class CorrectBudgetForm(PortalForm):
    """Another amount, or another place where it is published. Whose it is and of which year stay."""

    submit_text = "Change the budget"

    amount = amount()
    source = source()
    reason = Words("Why is it changed?", ask="Enter why it is changed", called="The reason", rows=2, max_length=300, size="s",
                   hint="Everybody who sees the budget reads this beside what it was before")  # fmt: skip

"""What can be typed about a rule, and the sentence for each way to get it wrong."""

import datetime as dt

import pytest

from initiatives.reminders import table
from initiatives.reminders.policy import AUTHORS, Stage
from initiatives.reminders.rule_forms import DayForm, RuleForm
from initiatives.reminders.rules_in_force import Rule
from initiatives.reminders.table import Row
from tests.initiatives.reminders.test_table import DUE, LATE

MONTHS = Row(Stage("report_due", AUTHORS, "report_is_due", months_before=(12, 3)), "months")


def form(rule=None, **typed):
    row = rule or table.row_called(DUE)
    answers = {"is_on": "yes", "offsets": "5, 1", "to": "authors", "why": "The boards asked.", "version": "0"}
    return RuleForm({**answers, **typed}, rule=Rule(row))


def wrong(field, **typed):
    return form(**typed).errors.get(field, [""])[0]


@pytest.mark.parametrize("typed", ["20, 10, 5, 1", "20,10,5,1", " 20 10  5 1 ", "20; 10; 5 and 1", "20, 10,\n5, 1,"])
def test_days_are_understood_however_they_are_separated(typed):
    answered = form(offsets=typed)
    assert answered.is_valid(), answered.errors
    assert answered.cleaned_data["offsets"] == (20, 10, 5, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter at least one day"),
        ("soon", "Working days must be whole numbers with commas between them, like 5, 3, 1"),
        ("5.5", "Working days must be whole numbers with commas between them, like 5, 3, 1"),
        ("251", "Working days must be between 0 and 250"),
        ("-1", "Working days must be between 0 and 250"),
        ("5, 1, 5", "Working days must be named once each. You entered 5 twice"),
        ("1 2 3 4 5 6 7 8 9 10 11", "Working days must be 10 numbers or fewer"),
    ],
)
def test_what_is_wrong_about_the_days(typed, sentence):
    assert wrong("offsets", offsets=typed) == sentence


@pytest.mark.parametrize("typed", ["0", "37"])
def test_months_have_a_range_of_their_own(typed):
    assert wrong("offsets", rule=MONTHS, offsets=typed) == "Months must be between 1 and 36"


def test_the_ends_of_the_ranges_are_good():
    assert not wrong("offsets", offsets="250, 0")
    assert not wrong("offsets", rule=MONTHS, offsets="36, 1")


def test_everything_else_is_asked_for():
    assert wrong("to", to="") == wrong("to", to="chief_constables") == "Select who is told"
    assert wrong("is_on", is_on="") == "Select yes if this reminder is sent"
    assert wrong("why", why="") == "Enter why you change it"
    assert wrong("why", why="x" * 501) == "The reason must be 500 characters or less"


def test_it_offers_the_audiences_that_the_kind_knows():
    assert [value for value, _ in form().fields["to"].choices] == ["authors", "lead", "sponsor", "office"]


def test_the_question_about_the_days_fits_the_way_of_counting():
    labels = [form(rule=rule).fields["offsets"].label for rule in (None, table.row_called(LATE), MONTHS)]
    assert labels == ["How many working days before?", "How many working days after?", "How many months before?"]


@pytest.mark.parametrize("typed", ["2014-10-24", "24 10 2014", "24/10/2014", "24.10.2014", " 2014-10-24 "])
def test_a_day_is_understood(typed):
    asked = DayForm({"day": typed})
    assert asked.is_valid(), asked.errors
    assert asked.cleaned_data["day"] == dt.date(2014, 10, 24)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a day"),
        ("2014-02-29", "“2014-02-29” is not a date like 2014-10-24"),
        ("tomorrow", "“tomorrow” is not a date like 2014-10-24"),
        ("10 2014", "“10 2014” is not a date like 2014-10-24"),
        ("99999999999999-1-1", "“99999999999999-1-1” is not a date like 2014-10-24"),
        ("0001-01-01", "“0001-01-01” is too far away to count working days from"),
        ("9999-12-31", "“9999-12-31” is too far away to count working days from"),
        ("٢٤-١٠-٢٠١٤", "“٢٤-١٠-٢٠١٤” is not a date like 2014-10-24"),
    ],
)
def test_what_is_no_day_gets_its_sentence(typed, sentence):
    assert DayForm({"day": typed}).errors["day"] == [sentence]

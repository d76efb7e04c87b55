"""Every kind of question: what it understands, what it refuses, and in which words."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit import fields
from collab_portal.toolkit.date_fields import PARTS, WrongParts
from collab_portal.toolkit.dates import MONTH_NAMES, VagueDate

ASK = "Enter the answer"
START = fields.GovDate("Start date", ask="Enter the start date")
KNOWN = fields.VagueDateField("First agreed", ask="Enter when it was first agreed")
SAVED = fields.Money("Money saved by Police", ask="Enter the money saved by Police")
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)


def refusal(field: forms.Field, answer: Any) -> str:
    """The sentence a field answers with. Fails if it takes the answer."""
    with pytest.raises(ValidationError) as caught:
        field.clean(answer)
    return str(caught.value.messages[0])


def said(field: forms.Field, answer: Any) -> Any:
    """What a field makes of an answer: a clean value or a sentence."""
    try:
        return field.clean(answer)
    except ValidationError as refused:
        return str(refused.messages[0])


def typed(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


# ---------------------------------------------------------------- the sentences


@pytest.mark.parametrize(
    "kind", [fields.Words, fields.GovDate, fields.Money, fields.Choice, fields.Upload, fields.Tick]
)
def test_a_required_question_without_its_own_sentence_is_refused(kind: type[forms.Field]) -> None:
    with pytest.raises(TypeError, match="no sentence of its own"):
        kind("Name")
    assert kind("Name", required=False).clean(None) in (None, "", False)


@pytest.mark.parametrize(
    "field", [fields.Words("A", ask=ASK), START, KNOWN, SAVED, fields.Whole("A", ask=ASK), fields.Email("A", ask=ASK)]
)
def test_an_empty_answer_gets_the_questions_own_sentence(field: forms.Field) -> None:
    for nothing in (None, "", "   ", {}, typed()):
        if isinstance(nothing, dict) == isinstance(field, fields.GovDate) or nothing is None:
            assert refusal(field, nothing) == field.ask


def test_the_words_of_a_question_can_change_on_one_form() -> None:
    field = fields.Words("What has changed?", ask="Enter what has changed", rows=5, max_length=3)
    field.reword(label="What has changed since October?", ask="Enter what has changed since October")
    assert refusal(field, "") == "Enter what has changed since October"
    assert refusal(field, "long") == "What has changed since October must be 3 characters or less"


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize("month", ["3", "03", "mar", "Mar", "MARCH", "march", "Mar."])
def test_a_month_may_be_a_number_or_its_name(month: str) -> None:
    assert START.clean(typed("31", month, "2027")) == dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    ("answer", "sentence", "parts"),
    [
        (typed("31", "", "2027"), "Start date must include a month", ("month",)),
        (typed("", "", "2027"), "Start date must include a day and month", ("day", "month")),
        (typed("31", "3", ""), "Start date must include a year", ("year",)),
        (typed("31", "2", "2027"), "Start date must be a real date", PARTS),
        (typed("x", "3", "2027"), "Start date must be a real date", PARTS),
        (typed("1", "ma", "2027"), "Start date must be a real date", PARTS),
        (typed("1", "13", "2027"), "Start date must be a real date", PARTS),
        (typed("1", "3", "20270"), "Start date must be a real date", PARTS),
        (typed("١", "3", "2027"), "Start date must be a real date", PARTS),
        (typed("31", "3", "27"), "Start date must have a year with 4 numbers, like 2026", ("year",)),
        (typed("31", "3", "0999"), "Start date must have a year with 4 numbers, like 2026", ("year",)),
    ],
)
def test_a_wrong_date_is_told_which_part_is_wrong(
    answer: dict[str, str], sentence: str, parts: tuple[str, ...]
) -> None:
    with pytest.raises(WrongParts) as caught:
        START.clean(answer)
    assert (caught.value.messages, caught.value.parts) == ([sentence], parts)


def test_a_date_keeps_within_its_bounds() -> None:
    field = fields.GovDate("Planned end", ask=ASK, earliest=dt.date(2026, 6, 1), latest=dt.date(2026, 6, 30))
    assert field.clean(typed("1", "6", "2026")) == dt.date(2026, 6, 1)
    assert refusal(field, typed("31", "5", "2026")) == "Planned end must be on or after 1 June 2026"
    assert refusal(field, typed("1", "7", "2026")) == "Planned end must be on or before 30 June 2026"


@pytest.mark.parametrize(
    ("answer", "text"),
    [(typed(year="2013"), "2013"), (typed("", "nov", "2013"), "2013-11"), (typed("5", "11", "2013"), "2013-11-05")],
)
def test_a_vague_date_is_kept_as_precisely_as_it_was_given(answer: dict[str, str], text: str) -> None:
    assert KNOWN.clean(answer) == VagueDate(text)


def test_a_vague_date_may_leave_parts_out_only_from_the_front() -> None:
    assert refusal(KNOWN, typed("5", "", "2013")) == "First agreed must include a month"
    assert refusal(KNOWN, typed("", "11", "")) == "First agreed must include a year"
    assert refusal(KNOWN, typed("30", "2", "2013")) == "First agreed must be a real date"


def test_a_vague_date_is_out_of_bounds_only_if_every_day_it_can_mean_is() -> None:
    field = fields.VagueDateField("It", ask=ASK, earliest=dt.date(2013, 6, 1), latest=dt.date(2013, 6, 30))
    assert field.clean(typed(year="2013")) == VagueDate("2013")
    assert refusal(field, typed(year="2012")) == "It must be on or after 1 June 2013"
    assert refusal(field, typed(month="7", year="2013")) == "It must be on or before 30 June 2013"


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.booleans(), st.integers(3, 9))
def test_every_date_is_understood_however_it_is_typed(day: dt.date, named: bool, letters: int) -> None:
    month = MONTH_NAMES[day.month][:letters].upper() if named else f"{day.month:02d}"
    assert START.clean(typed(str(day.day), month, str(day.year))) == day
    assert START.clean(START.widget.format_value(day)) == day
    assert KNOWN.clean(KNOWN.widget.format_value(VagueDate.on(day))) == VagueDate.on(day)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_typed_date_is_a_date_or_a_sentence(day: str, month: str, year: str) -> None:
    for field, kind in ((START, dt.date), (KNOWN, VagueDate)):
        outcome = said(field, typed(day, month, year))
        assert isinstance(outcome, kind) or outcome.startswith((field.called, field.ask))


@given(st.integers(1000, 9999), st.none() | st.integers(1, 12))
def test_vague_dates_survive_the_boxes(year: int, month: int | None) -> None:
    vague = VagueDate(f"{year}-{month:02d}" if month else f"{year}")
    assert KNOWN.clean(KNOWN.widget.format_value(vague)) == vague
    assert not KNOWN.has_changed(vague, KNOWN.widget.format_value(vague))


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£12,500", "12500"),
        ("12500", "12500"),
        ("12,500.50", "12500.50"),
        (" 0 ", "0"),
        ("£0.5", "0.5"),
        ("1,000,000", "1000000"),
    ],
)
def test_money_as_people_write_it(text: str, amount: str) -> None:
    assert SAVED.clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["12.5k", "about 12k", "NaN", "Infinity", "1e5", "1,2500", "12,50", "12.505", "££1", "½", "١٢", "0x10", "1_000"],
)
def test_money_that_is_not_plainly_a_number(text: str) -> None:
    assert refusal(SAVED, text) == "Money saved by Police must be a number, like 12500"


def test_money_has_bounds() -> None:
    assert refusal(SAVED, "-1") == "Money saved by Police must be 0 or more"
    assert refusal(SAVED, "1000000000001") == "Money saved by Police must be £1,000,000,000,000 or less"
    assert SAVED.clean("£1,000,000,000,000") == Decimal(10) ** 12
    assert fields.Money("Change", ask=ASK, negative=True).clean("−£3.20") == Decimal("-3.20")
    assert refusal(fields.Money("Cost", ask=ASK, pence=False), "1.50") == "Cost must be in whole pounds, like 12500"


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.booleans(), st.booleans())
def test_every_amount_is_understood(amount: Decimal, commas: bool, sign: bool) -> None:
    assert SAVED.clean(f"{'£' if sign else ''}{amount:{',' if commas else ''}.2f}") == amount
    assert SAVED.clean(SAVED.prepare_value(amount)) == amount
    assert not SAVED.has_changed(amount, SAVED.prepare_value(amount))


@given(ANY_TEXT)
def test_any_typed_amount_is_an_amount_or_a_sentence(text: str) -> None:
    for field in (SAVED, fields.Whole("Months of notice", ask=ASK)):
        outcome = said(field, text)
        assert outcome.startswith((field.called, field.ask)) if isinstance(outcome, str) else outcome >= 0


def test_whole_numbers() -> None:
    field = fields.Whole("Months of notice", ask=ASK, least=1, most=1200, like=3)
    assert field.clean("1,200") == 1200
    assert refusal(field, "3.5") == refusal(field, "£3") == "Months of notice must be a whole number, like 3"
    assert refusal(field, "0") == "Months of notice must be 1 or more"
    assert refusal(field, "1201") == "Months of notice must be 1,200 or less"


# ---------------------------------------------------------------- words


def test_characters_are_counted_as_the_browser_counts_them() -> None:
    field = fields.Words("It", ask=ASK, rows=5, max_length=5)
    assert field.clean("ab\r\ncd") == "ab\ncd"
    assert refusal(field, "ab\r\ncde") == "It must be 5 characters or less"
    assert field.clean("abc😀") == "abc😀"
    assert refusal(field, "abcd😀") == "It must be 5 characters or less"


@pytest.mark.parametrize("odd", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ud800"])
def test_characters_that_cannot_be_kept_are_taken_out_with_a_sentence(odd: str) -> None:
    field = fields.Words("The name", ask=ASK, rows=2)
    assert refusal(field, f"Fire{odd}house").startswith("The name had characters that cannot be shown.")
    assert field.bound_data(f"Fire{odd}house", None) == "Firehouse"


def test_one_line_stays_one_line() -> None:
    assert fields.Words("Name", ask=ASK).clean("Subject\r\nBcc: everyone") == "Subject Bcc: everyone"
    assert fields.Words("Name", ask=ASK, rows=2).clean("pasted\x0bfrom a letter") == "pasted\nfrom a letter"


@given(ANY_TEXT)
def test_any_text_is_kept_or_gets_a_sentence(text: str) -> None:
    sentences = (ASK, "It must be 30 characters or less", "It had characters that cannot be shown")
    kept = said(fields.Words("It", ask=ASK, rows=3, max_length=30), text)
    assert kept.startswith(sentences) or not any(ord(one) < 32 and one not in "\t\n" for one in kept)
    kept.encode()


def test_email_addresses() -> None:
    field = fields.Email("Email address", ask="Enter your email address")
    wrong = "Enter an email address in the correct format, like name@example.com"
    assert field.clean(" dana@example.org ") == "dana@example.org"
    assert {refusal(field, text) for text in ("dana", "a@b\x00.org", f"{'x' * 300}@example.org")} == {wrong}


# ---------------------------------------------------------------- choices


def test_an_answer_that_was_not_on_offer_gets_the_sentence_for_none() -> None:
    field = fields.Choice("Share?", choices=[("50", "50 %")], ask="Select the % share")
    assert refusal(field, "60") == refusal(field, "") == "Select the % share"
    many = fields.MultipleChoice("Shares?", choices=[("50", "50 %")], required=False)
    assert (
        refusal(many, ["50", "\x00"]) == refusal(many, "50") == "Choose one of the answers to “Shares?” that are shown"
    )


def test_yes_and_no_become_true_and_false() -> None:
    field = fields.YesNo("Do you?", ask="Select yes if you do")
    assert (field.clean("yes"), field.clean("no")) == (True, False)
    assert refusal(field, "") == "Select yes if you do"
    assert fields.YesNo("Do you?", required=False).clean("") is None
    assert (field.prepare_value(True), field.prepare_value(False), field.prepare_value(None)) == ("yes", "no", None)
    assert not field.has_changed(True, "yes")
    assert field.has_changed(True, "no")


def test_a_list_to_drop_down_begins_with_nothing_chosen() -> None:
    field = fields.Choice("Kind?", ask=ASK, choices=[("a", "A")], as_select=True)
    assert field.choices[0] == ("", "Select one")
    assert refusal(field, "") == ASK


# ---------------------------------------------------------------- files


def test_files() -> None:
    field = fields.Upload("Paper", ask="Select a file", kinds=("pdf", "docx", "png"), megabytes=1)
    assert refusal(field, None) == "Select a file"
    assert refusal(field, SimpleUploadedFile("a.pdf", b"")) == "The selected file is empty"
    assert refusal(field, SimpleUploadedFile("a.exe", b"x")) == "The selected file must be a PDF, DOCX or PNG"
    assert refusal(field, SimpleUploadedFile("a.pdf", b"x" * 1024**2)) == "The selected file must be smaller than 1MB"
    assert field.clean(SimpleUploadedFile("a.PDF", b"x")).name == "a.PDF"


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (SAVED, Decimal("12500.00"), "£12,500"),
        (SAVED, Decimal("-3.2"), "-£3.20"),
        (START, dt.date(2026, 12, 8), "8 December 2026"),
        (KNOWN, VagueDate("2013-11"), "November 2013"),
        (fields.YesNo("?", ask=ASK, no="Not yet"), False, "Not yet"),
        (fields.Choice("?", ask=ASK, choices=[("a", "Alpha")]), "a", "Alpha"),
        (fields.MultipleChoice("?", ask=ASK, choices=[("a", "Alpha"), ("b", "Beta")]), ["a", "b"], "Alpha, Beta"),
        (fields.Whole("?", ask=ASK), 1200, "1,200"),
        (fields.Tick("?", ask=ASK), True, "Yes"),
    ],
)
def test_an_answer_in_words(field: forms.Field, value: Any, words: str) -> None:
    assert field.in_words(value) == words

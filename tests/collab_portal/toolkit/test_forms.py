"""A form fills its boxes, hands clean answers to one action, and puts refusals back where they belong."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.forms import PortalForm, answer, form_problems
from collab_portal.toolkit.refusals import Refused
from tests.collab_portal.toolkit.two_people import (
    POSTED,
    TODAY,
    Everything,
    Opening,
    Plan,
    a_row,
    with_plain_base,
)


@pytest.fixture(autouse=True)
def plain_base(settings: Any) -> None:
    """Pages of our own around the forms."""
    settings.TEMPLATES = with_plain_base(settings.TEMPLATES)


def taking(**kept: Any) -> Any:
    """An action that remembers what it was told."""

    def act(*args: Any, **told: Any) -> str:
        kept.setdefault("calls", []).append((args, told))
        return "done"

    act.kept = kept
    return act


# ---------------------------------------------------------------- carrying out


def test_clean_answers_go_to_the_action() -> None:
    action, form = taking(), Plan(POSTED)
    assert form.carries_out(action, "first", by="Dana", on=TODAY, draft=True)
    answers = {"name": "Joint control room", "cost": Decimal("12500"), "ends_on": dt.date(2027, 3, 31)}
    assert action.kept["calls"] == [(("first",), {**answers, "by": "Dana", "on": TODAY, "draft": True})]
    assert form.result == "done"


def test_nothing_happens_without_good_answers() -> None:
    action = taking()
    assert not Plan().carries_out(action)
    assert not Plan({}).carries_out(action)
    assert action.kept == {}


def test_the_version_goes_to_the_action_only_if_the_form_changes_a_row() -> None:
    action, row = taking(), a_row()
    assert Plan({**POSTED, "version": "3"}, row=row).carries_out(action, row)
    assert action.kept["calls"][0][1]["expected_version"] == 3
    assert "version" not in action.kept["calls"][0][1]
    assert Plan(POSTED).carries_out(action)
    assert "expected_version" not in action.kept["calls"][1][1]


@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "new"}])
def test_a_page_without_its_version_changes_nothing(version: dict[str, str]) -> None:
    form = Plan({**POSTED, **version}, row=a_row())
    assert not form.carries_out(taking())
    assert form.errors["version"][0].startswith("This page no longer knows which version")


@pytest.mark.parametrize(("field", "where"), [("name", "name"), (None, "__all__"), ("not asked here", "__all__")])
def test_a_refusal_comes_back_as_an_error(field: str | None, where: str) -> None:
    def refuse(**told: Any) -> None:
        raise Refused("This name is taken.", field=field)

    form = Plan(POSTED)
    assert not form.carries_out(refuse)
    assert form.errors == {where: ["This name is taken."]}
    assert not form.conflict


def test_the_sentence_of_a_broken_constraint_comes_back_as_an_error() -> None:
    def break_two(**told: Any) -> None:
        raise ValidationError({"name": ["Too short."], "other": ["It must end after it starts."]})

    form = Plan(POSTED)
    assert not form.carries_out(break_two)
    assert form.errors == {"name": ["Too short."], "__all__": ["It must end after it starts."]}


# ---------------------------------------------------------------- what it shows


def test_the_row_fills_the_boxes_and_explicit_values_go_before_it() -> None:
    form = Everything(row=a_row(), initial={"name": "Other"})
    assert [form[name].value() for name in ("name", "ends_on", "version")] == ["Other", dt.date(2027, 3, 31), 3]
    assert form["agreed_on"].value() == VagueDate("2013-11")


def test_rows_without_a_version_have_no_hidden_box() -> None:
    assert "version" not in Plan(row=SimpleNamespace(name="x")).fields
    assert "version" not in Plan().fields


def test_a_required_question_without_a_sentence_fails_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="Silent: name has no sentence of its own"):

        class Silent(PortalForm):
            name = forms.CharField()

    class Loose(forms.Form):
        name, other = forms.CharField(), forms.CharField(error_messages={"required": "Enter the other"})

    assert form_problems(Loose) == form_problems(Loose()) == ["name has no sentence of its own for an empty answer"]
    assert form_problems(Everything) == []


def test_a_question_that_was_not_shown_is_neither_required_nor_kept() -> None:
    form = Opening({"late": "no", "why": "other", "words": "kept?", "until-year": "x"})
    assert form.is_valid()
    assert form.cleaned_data == {"late": False, "why": "", "words": "", "until": None, "kinds": [], "both": ""}


def test_a_question_that_was_shown_is_asked_in_earnest() -> None:
    assert list(Opening({"late": "yes", "why": "other", "kinds": ["b"]}).errors) == ["words", "until", "both"]
    assert list(Opening({"late": "yes", "why": "builder"}).errors) == ["until"]
    assert list(Opening({}).errors) == ["late"]


def test_the_answers_of_the_page() -> None:
    request = RequestFactory().get("/")
    assert answer(request, Plan(), "normal.html").status_code == 200
    assert answer(request, Plan({}), "normal.html", {"more": 1}).status_code == 422

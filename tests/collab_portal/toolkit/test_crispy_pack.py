"""Our form pages print what GOV.UK Frontend's own examples print, and never print data as markup."""

import copy
from types import SimpleNamespace
from typing import Any

import pytest
from crispy_forms.layout import Layout
from django import forms
from django.template import engines
from django.test import RequestFactory

from collab_portal.toolkit.crispy_pack import Button, Group, Note, Section
from collab_portal.toolkit.fields import Choice, GovDate, MultipleChoice, Tick, Upload, Words, YesNo
from collab_portal.toolkit.forms import PortalForm
from tests.collab_portal.toolkit.govuk_differences import settle
from tests.collab_portal.toolkit.govuk_exclusions import EXCLUDED
from tests.collab_portal.toolkit.govuk_forms import MAKERS
from tests.collab_portal.toolkit.govuk_markup import every, fixtures, having_class, lines, parse
from tests.collab_portal.toolkit.govuk_parts import PARTS, html, printed

# How many examples of each component are compared. A number that falls means that something is no longer tested.
COMPARED = {
    "input": 36,
    "textarea": 18,
    "character-count": 17,
    "radios": 33,
    "checkboxes": 30,
    "select": 15,
    "date-input": 26,
    "file-upload": 20,
    "password-input": 11,
    "label": 13,
    "hint": 3,
    "error-message": 3,
    "fieldset": 11,
    "error-summary": 9,
    "button": 20,
}
CRISPY = "{% load crispy_forms_tags %}"
NASTY = """<script>alert("x")</script>'&"""


def two_trees(component: str, example: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Our rendering of an example and GOV.UK Frontend's own, as lines that are equal if they mean the same."""
    options = copy.deepcopy(example["options"])
    theirs = parse(example["html"])
    if component in PARTS:
        return lines(PARTS[component](options)), lines(theirs)
    ours = parse(printed(component, options))
    settle(component, example["options"], ours, theirs)
    return lines(ours), lines(theirs)


@pytest.mark.parametrize("component", COMPARED)
def test_prints_what_the_examples_print(component: str) -> None:
    examples = {name: one for name, one in fixtures(component).items() if name not in EXCLUDED[component]}
    for name, example in examples.items():
        ours, theirs = two_trees(component, example)
        assert ours == theirs, f"{component}: {name}"
    assert len(examples) == COMPARED[component]


@pytest.mark.parametrize("component", COMPARED)
def test_leaves_out_only_examples_that_exist_and_differ(component: str) -> None:
    examples = fixtures(component)
    assert set(EXCLUDED[component]) <= set(examples)
    for name in EXCLUDED[component]:
        assert differs(component, examples[name]), f"{component}: {name} need not be left out any more"


def differs(component: str, example: dict[str, Any]) -> bool:
    try:
        ours, theirs = two_trees(component, example)
    except (KeyError, IndexError):
        return True  # an option that has no counterpart of ours
    return ours != theirs


def test_every_component_is_compared() -> None:
    assert set(COMPARED) == set(EXCLUDED) == set(MAKERS) | set(PARTS)


class Everything(PortalForm):
    track = Choice(
        "On track?",
        ask="Select whether this is on track",
        choices=[("on", "On track"), ("late", "Late"), ("no", "No")],
        hints={"on": "As planned"},
        reveals={"late": ("new_date",)},
        dividers={"no": "or"},
    )
    new_date = GovDate("New date", ask="Enter the new date", last="31 March")
    who = MultipleChoice(
        "Who?", ask="Select who", choices=[("a", "A"), ("none", "None")], exclusive="none", required=False
    )
    agree = Tick("I agree", ask="Tick the box", reveals={True: ("why",)})
    why = Words("Why?", ask="Enter why", hint="Briefly", last="Because", rows=3, max_length=20)
    paper = Upload("Paper", required=False)


def page(form: forms.BaseForm, template: str = CRISPY + "{% crispy form %}", **context: Any) -> str:
    return html(template, form=form, csrf_token="token", **context)


def test_a_whole_form_has_its_tag_token_questions_and_button() -> None:
    tree = parse(page(Everything()))
    form = next(node for node in every(tree) if node["tag"] == "form")
    assert form["attrs"] == {"method": "post", "novalidate": "", "enctype": "multipart/form-data"}
    assert [node["attrs"]["value"] for node in every(tree) if node["attrs"].get("type") == "hidden"] == ["token"]
    assert [node["children"] for node in having_class(tree, "govuk-button")] == [["Save"]]


def test_a_question_that_an_answer_reveals_is_printed_once_and_below_that_answer() -> None:
    tree = parse(page(Everything(), CRISPY + "{{ form|crispy }}"))
    inside = having_class(tree, "govuk-radios__conditional")[0]
    assert len(having_class(inside, "govuk-date-input")) == len(having_class(tree, "govuk-date-input")) == 1
    assert "govuk-radios__conditional--hidden" in inside["attrs"]["class"]
    assert len(having_class(having_class(tree, "govuk-checkboxes__conditional")[0], "govuk-textarea")) == 1


def test_last_times_answer_stands_before_the_box_and_describes_it() -> None:
    tree = parse(page(Everything({"agree": "on"})))
    box = having_class(tree, "govuk-textarea")[0]
    assert box["attrs"]["aria-describedby"] == "id_why-info id_why-hint id_why-last id_why-error"
    ids = [node["attrs"].get("id") for node in every(having_class(tree, "govuk-character-count")[0])]
    assert [one for one in ids if one] == ["id_why-hint", "id_why-last", "id_why-error", "id_why", "id_why-info"]
    assert having_class(tree, "app-last")[1]["tag"] == "p"


def test_nothing_asks_the_browser_to_check() -> None:
    tree = parse(page(Everything()))
    assert "required" not in str(Everything()["why"])
    assert not {"required", "maxlength", "min", "max", "aria-invalid"} & {
        name for node in every(tree) for name in node["attrs"]
    }


def test_every_description_and_label_points_at_something() -> None:
    for form in (Everything(), Everything({"track": "late", "agree": "on"})):
        tree = parse(page(form))
        ids = [node["attrs"]["id"] for node in every(tree) if "id" in node["attrs"]]
        assert len(ids) == len(set(ids))
        named = [
            node["attrs"].get(key, "")
            for node in every(tree)
            for key in ("for", "aria-describedby", "data-aria-controls")
        ]
        assert {one for words in named for one in words.split()} <= set(ids)


def test_the_error_summary_links_to_the_first_wrong_box() -> None:
    form = Everything({"track": "late", "new_date-day": "31", "new_date-year": "2027"})
    links = [
        (node["attrs"]["href"], node["children"])
        for node in every(parse(page(form, "{% error_summary form %}")))
        if node["tag"] == "a"
    ]
    assert links == [("#id_new_date-month", ["New date must include a month"]), ("#id_agree", ["Tick the box"])]


def test_an_error_of_a_hidden_box_is_in_the_summary_without_a_link() -> None:
    tree = parse(
        page(Everything({"track": "on", "agree": ""}, row=SimpleNamespace(version=3)), "{% error_summary form %}")
    )
    said = [node["children"] for node in every(tree) if node["tag"] == "li"]
    assert said[0][0].startswith("This page no longer knows which version")
    assert said[1][0]["attrs"]["href"] == "#id_agree"


def test_the_summary_stands_in_the_form_only_where_its_helper_asks() -> None:
    form = Everything({})
    assert "There is a problem" not in page(form)
    helper = form.helper
    helper.show_error_summary = True
    assert "There is a problem" in page(form, CRISPY + "{% crispy form helper %}", helper=helper)
    assert page(Everything(), "{% error_summary form %}").strip() == ""


def test_the_title_says_error_first() -> None:
    assert page(Everything({}), "{% error_prefix form %}Report") == "Error: Report"
    assert page(Everything(), "{% error_prefix form %}Report") == "Report"
    assert html("{% error_prefix form %}Report") == "Report"


def test_a_layout_puts_headings_between_questions_and_keeps_hidden_boxes() -> None:
    class Arranged(Everything):
        layout = Layout(
            Section("1. How?", "track", Note("Be brief")),
            Group("2. Who?", "who", "agree"),
            Button("Later", "secondary"),
        )
        place = forms.CharField(widget=forms.HiddenInput, initial="here", required=False)

    tree = parse(page(Arranged()))
    assert [node["children"] for node in every(tree) if node["tag"] == "h2"] == [["1. How?"]]
    assert ["2. Who?"] in [node["children"] for node in every(tree) if node["tag"] == "legend"]
    assert "here" in [node["attrs"].get("value") for node in every(tree)]
    assert "id_paper" not in [node["attrs"].get("id") for node in every(tree)]


def test_data_is_never_markup() -> None:
    class Attacked(PortalForm):
        buttons = (Button(NASTY, name=NASTY, value=NASTY), Button(NASTY, href=NASTY))
        one = Words(NASTY, ask=NASTY, hint=NASTY, last=NASTY, prefix=NASTY, suffix=NASTY)
        two = Choice(
            NASTY,
            ask=NASTY,
            choices=[(NASTY, NASTY)],
            hints={NASTY: NASTY},
            dividers={NASTY: NASTY},
            reveals={NASTY: ("four",)},
        )
        three = Choice(NASTY, ask=NASTY, choices=[(NASTY, NASTY)], as_select=True)
        four = GovDate(NASTY, ask=NASTY)
        five = Words(NASTY, ask=NASTY, rows=5, max_length=5)
        six = Tick(NASTY, ask=NASTY)
        seven = YesNo(NASTY, ask=NASTY, yes=NASTY, no=NASTY)
        layout = Layout(Section(NASTY, "one", "two"), Group(NASTY, "three", "five"), Note(NASTY), "six", "seven")

    posted = {"one": NASTY, "two": NASTY, "four-day": NASTY, "four-month": NASTY, "four-year": NASTY, "five": NASTY}
    for form in (Attacked(), Attacked({}), Attacked(posted)):
        form.add_error(None, NASTY) if form.is_bound else None
        said = page(
            form, CRISPY + "{% error_summary form title=nasty description=nasty %}{% crispy form %}", nasty=NASTY
        )
        assert "<script" not in said
        assert "'&" not in said
        assert NASTY in str(parse(said)).replace("\\'", "'")  # it is there, as text


def test_another_librarys_form_is_dressed_too() -> None:
    class Theirs(forms.Form):
        text = forms.CharField(max_length=20, help_text="<i>x</i>")
        number = forms.IntegerField()
        when = forms.SplitDateTimeField(required=False)

    tree = parse(page(Theirs({"number": "x"}), CRISPY + "{{ form|crispy }}"))
    boxes = {node["attrs"].get("id"): node["attrs"] for node in every(tree)}
    assert boxes["id_text"]["class"] == "govuk-input govuk-input--error"
    assert boxes["id_number"]["type"] == "text"
    assert "id_when_0" in boxes
    assert not [node for node in every(tree) if node["tag"] == "i"]


def test_the_token_of_a_request_is_printed() -> None:
    template = engines["django"].from_string(CRISPY + "{% crispy form %}")
    assert "csrfmiddlewaretoken" in template.render({"form": Everything()}, RequestFactory().get("/"))

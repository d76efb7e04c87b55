"""When two people save at once both answers are shown, and nothing anybody typed is lost."""

import copy
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from collab_portal.toolkit.fields import (
    Password,
    Pick,
    PickMany,
    Upload,
    Words,
)
from collab_portal.toolkit.forms import PortalForm, answer
from tests.collab_portal.toolkit.govuk_markup import every, having_class, lines, parse
from tests.collab_portal.toolkit.two_people import (
    POSTED,
    Opening,
    Plan,
    a_row,
    boxes,
    guarded,
    send,
    with_plain_base,
)

NASTY = """<script>alert("x")</script>'&"""


@pytest.fixture(autouse=True)
def plain_base(settings: Any) -> None:
    """Pages of our own around the forms."""
    settings.TEMPLATES = with_plain_base(settings.TEMPLATES)


def test_a_stale_save_shows_both_answers_and_saves_nothing() -> None:
    row = a_row(name="Shared control room", version=4)
    form, response = send(
        row,
        {**POSTED, "version": "3", "who": ["p"], "stage": "idea", "agreed_on-month": "11", "agreed_on-year": "2013"},
    )
    assert response.status_code == 409
    said = [(one.field, one.mine, one.theirs) for one in form.conflict]
    assert said == [("name", "Joint control room", "Shared control room"), ("cost", "£12,500", "£9,000")]
    text = "\n".join(lines(parse(response.content.decode())))
    assert "Elin Pryce changed this at 10:51am, after you opened it." in text
    assert "Elin’s answer" in text
    assert row.name == "Shared control room"


def test_theirs_is_chosen_to_begin_with_and_one_press_keeps_their_answers() -> None:
    row = a_row(name="Shared", about="Theirs\ntoo", who=["a"], shared=True, open=True, agreed_on=None, version=4)
    _, page = send(row, {**POSTED, "version": "3", "who": ["p", "f"], "about": "Mine\r\ntoo", "stage": "live"})
    before = {name: value for name, value in vars(row).items() if name != "version"}
    _, response = send(row, boxes(page))
    assert response.content == b"saved"
    assert {name: value for name, value in vars(row).items() if name != "version"} == before
    assert row.version == 5


def test_each_answer_may_be_chosen_by_itself() -> None:
    row = a_row(name="Shared", who=["a"], ends_on=dt.date(2028, 1, 1), version=4)
    _, page = send(row, {**POSTED, "version": "3", "who": ["p", "f"], "about": "Mine", "shared": "no"})
    chosen = boxes(page) | {f"choose_{name}": ["mine"] for name in ("name", "who", "shared", "about")}
    _, response = send(row, chosen)
    assert response.content == b"saved"
    assert (row.name, row.who, row.shared, row.about) == ("Joint control room", ["p", "f"], False, "Mine")
    assert (row.cost, row.ends_on, row.stage) == (Decimal("9000.00"), dt.date(2028, 1, 1), "idea")


def test_if_it_changed_again_the_page_comes_again_with_everything_typed() -> None:
    row = a_row(name="Shared", version=4)
    _, page = send(row, {**POSTED, "version": "3", "about": "A long text"})
    vars(row).update(name="Shared again", version=5)
    form, again = send(row, boxes(page) | {"choose_about": ["mine"]}, by="Priya Shah")
    assert again.status_code == 409
    assert {one.field: (one.mine, one.theirs) for one in form.conflict}["name"] == (
        "Joint control room",
        "Shared again",
    )
    posted = boxes(again)
    assert (posted["name"], posted["about"], posted["version"]) == (["Joint control room"], ["A long text"], ["5"])
    _, response = send(row, posted | {"choose_name": ["mine"], "choose_about": ["mine"]})
    assert (response.content, row.name, row.about) == (b"saved", "Joint control room", "A long text")


def test_a_change_elsewhere_on_the_row_leaves_nothing_to_choose_but_is_said() -> None:
    row = a_row(version=4, name="Joint control room", cost=Decimal("12500"))
    form, page = send(row, {**POSTED, "version": "3"}, Plan)
    assert (page.status_code, form.conflict) == (409, [])
    assert b"None of your answers differ" in page.content
    assert send(row, boxes(page), Plan)[1].content == b"saved"


def test_which_button_was_pressed_is_carried_and_secrets_and_files_are_asked_again() -> None:
    class Sending(Plan):
        paper = Upload("Paper", required=False)
        password = Password("Your password", ask="Enter your password")

    paper = SimpleUploadedFile("a.pdf", b"x")
    posted = {**POSTED, "version": "3", "later": "1", "password": "secret", "paper": paper}
    _, page = send(a_row(version=4), posted, Sending)
    assert boxes(page)["later"] == ["1"]
    assert b"secret" not in page.content
    tree = parse(page.content.decode())
    assert [node["attrs"]["name"] for node in every(tree) if node["attrs"].get("type") in ("file", "password")] == [
        "paper",
        "password",
    ]
    assert "multipart/form-data" in page.content.decode()


def test_a_question_that_was_not_shown_counts_as_empty() -> None:
    row = SimpleNamespace(late=True, why="other", words="Snow", until=dt.date(2027, 1, 1), version=4)
    form, _ = send(row, {"late": "no", "words": "typed before", "version": "3"}, Opening)
    said = {one.field: (one.mine, one.theirs) for one in form.conflict}
    assert said["words"] == ("Nothing entered", "Snow")
    assert said["late"] == ("No", "Yes")


def test_a_wrong_answer_of_mine_comes_back_on_the_normal_page() -> None:
    row = a_row(version=4)
    _, page = send(row, {**POSTED, "version": "3"})
    form, response = send(row, boxes(page) | {"name": ["x" * 41], "choose_name": ["mine"]})
    assert response.status_code == 422
    assert form["cost"].value() == "9000"


def test_forms_with_a_prefix_keep_their_conflicts_apart() -> None:
    row = a_row(version=4, name="Shared")
    request = RequestFactory().post("/", {f"a-{name}": value for name, value in {**POSTED, "version": "3"}.items()})
    form = Plan(request.POST, row=copy.copy(row), prefix="a")
    assert not form.carries_out(guarded(row), row)
    page = boxes(answer(request, form, "normal.html"))
    assert (page["a-version"], page["choose_a-name"]) == (["4"], ["theirs"])
    posted = QueryDict(mutable=True)
    for name, values in page.items():
        posted.setlist(name, values)
    assert Plan(posted, row=copy.copy(row), prefix="a").carries_out(guarded(row), row)
    assert row.name == "Shared"


def test_data_on_the_conflict_page_is_never_markup() -> None:
    class Attacked(PortalForm):
        name = Words(NASTY, ask="Enter it", rows=3)

    row = SimpleNamespace(name=f"{NASTY}\ntheirs", version=4)
    _, page = send(row, {"name": f"{NASTY}\nmine", "version": "3", NASTY: NASTY}, Attacked, by=f"{NASTY} {NASTY}")
    said = page.content.decode()
    assert page.status_code == 409
    assert "<script" not in said
    assert "'&" not in said
    hints = having_class(parse(said), "govuk-radios__hint")
    assert [[one for one in hint["children"] if isinstance(one, str)] for hint in hints] == [
        [NASTY, "mine"],
        [NASTY, "theirs"],
    ]


def test_the_day_is_said_unless_it_was_today() -> None:
    request: HttpRequest = RequestFactory().post("/", {**POSTED, "version": "3"})
    form = Plan(request.POST, row=a_row(version=4))
    form.carries_out(guarded(a_row(version=4)), None)
    assert "at 10:51am on 23 November 2026, after" in answer(request, form, "normal.html").content.decode()


@pytest.mark.django_db
def test_rows_are_picked_and_compared_as_rows() -> None:
    class Picking(PortalForm):
        lead = Pick("Lead", ask="Select the lead", queryset=ContentType.objects.none())
        partners = PickMany("Partners", queryset=ContentType.objects.order_by("pk"), required=False)

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["lead"].queryset = ContentType.objects.order_by("pk")

    first, second = ContentType.objects.order_by("pk")[:2]
    row = SimpleNamespace(lead=first, partners=ContentType.objects.filter(pk=second.pk), version=4)
    posted = {"lead": second.pk, "partners": [first.pk, second.pk], "version": "3"}
    form, page = send(row, posted, Picking)
    assert [(one.mine, one.theirs) for one in form.conflict] == [
        (str(second), str(first)),
        (f"{first}, {second}", str(second)),
    ]
    send(row, boxes(page), Picking)
    assert (row.lead, list(row.partners)) == (first, [second])
    assert Picking({"lead": "x\x00"}).errors["lead"] == ["Select the lead"]

"""A row, forms that change it, and two people who press at the same time: the makers of the form tests."""

import copy
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.test import RequestFactory

from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.fields import (
    Choice,
    GovDate,
    Money,
    MultipleChoice,
    Tick,
    VagueDateField,
    Words,
    YesNo,
)
from collab_portal.toolkit.forms import PortalForm, answer
from collab_portal.toolkit.refusals import ChangedMeanwhile
from tests.collab_portal.toolkit.govuk_markup import every, parse

AT = dt.datetime(2026, 11, 23, 10, 51, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
POSTED = {
    "name": "Joint control room",
    "cost": "£12,500",
    "ends_on-day": "31",
    "ends_on-month": "mar",
    "ends_on-year": "2027",
}


class Plan(PortalForm):
    name = Words("Name", ask="Enter the name", max_length=40)
    cost = Money("Cost", required=False)
    ends_on = GovDate("End date", ask="Enter the end date")


class Everything(Plan):
    about = Words("About", required=False, rows=5, max_length=600)
    agreed_on = VagueDateField("Agreed", required=False)
    who = MultipleChoice("Who", choices=[("p", "Police"), ("f", "Fire"), ("a", "Ambulance")], required=False)
    stage = Choice("Stage", choices=[("idea", "Idea"), ("live", "Live")], required=False)
    shared = YesNo("Shared?", required=False)
    open = Tick("Open", required=False)


class Opening(PortalForm):
    late = YesNo("Late?", ask="Select yes if it is late", reveals={True: ("why", "until")})
    why = Choice(
        "Why?", ask="Select why", choices=[("builder", "Builder"), ("other", "Other")], reveals={"other": ("words",)}
    )
    words = Words("Words", ask="Enter why")
    until = GovDate("New date", ask="Enter the new date")
    kinds = MultipleChoice(
        "Kinds", choices=[("a", "A"), ("b", "B")], required=False, reveals={"a": ("both",), "b": ("both",)}
    )
    both = Words("Both", ask="Enter both")


def a_row(**values: Any) -> SimpleNamespace:
    held = {"name": "Control room", "cost": Decimal("9000.00"), "ends_on": dt.date(2027, 3, 31), "version": 3}
    more = {
        "about": "",
        "agreed_on": VagueDate("2013-11"),
        "who": ["p"],
        "stage": "idea",
        "shared": None,
        "open": False,
    }
    return SimpleNamespace(**{**held, **more, **values})


def guarded(row: SimpleNamespace, by: str = "Elin Pryce") -> Any:
    """An action like ours: it refuses a stale save, and otherwise changes the row."""

    def change(
        initiative: Any, *, by: Any = None, on: Any = None, expected_version: int | None = None, **values: Any
    ) -> None:
        if expected_version != row.version:
            raise ChangedMeanwhile(copy.copy(row), by=whose, at=AT)
        vars(row).update(values, version=row.version + 1)

    whose = by
    return change


def with_plain_base(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The TEMPLATES setting with the simplest base page there is: the real one belongs to others."""
    pages = {
        "base.html": "<title>{% block title %}{% endblock %}</title>{% block main %}{% endblock %}",
        "normal.html": "{{ form|crispy }}",
    }
    engine = copy.deepcopy(templates[0]) | {"APP_DIRS": False}
    apart = "django.template.loaders.app_directories.Loader"
    loaders = [("django.template.loaders.locmem.Loader", pages), "django.template.loaders.filesystem.Loader", apart]
    engine["OPTIONS"] |= {
        "loaders": loaders,
        "builtins": [*engine["OPTIONS"]["builtins"], "crispy_forms.templatetags.crispy_forms_tags"],
        "context_processors": ["django.template.context_processors.request"],
    }
    return [engine]


def send(
    row: SimpleNamespace, posted: dict[str, Any], form_class: type[PortalForm] = Everything, **said: Any
) -> tuple[PortalForm, HttpResponse]:
    """What a view does: the row as it is now, the form, the action, the answer."""
    request = RequestFactory().post("/initiatives/CHS-008/change?from=list", posted)
    form = form_class(request.POST, request.FILES, row=copy.copy(row))
    done = form.carries_out(guarded(row, **said), row, by="Tom", on=TODAY)
    return form, HttpResponse("saved") if done else answer(request, form, "normal.html")


def boxes(response: HttpResponse) -> dict[str, list[str]]:
    """What a browser would post from a page on which nobody touched anything."""
    posted = QueryDict(mutable=True)
    for node in every(parse(response.content.decode())):
        attrs = node["attrs"]
        ticked = attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs
        if node["tag"] == "input" and "name" in attrs and ticked:
            posted.appendlist(attrs["name"], attrs.get("value", ""))
    return dict(posted.lists())

"""What a form's page holds besides questions: buttons, headings and groups, for django-crispy-forms layouts.

crispy-forms' own `Submit` and `HTML` run their text as a template, so data in it could run too: use these instead.
"""

from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string

KINDS = {
    "": "",
    "primary": "",
    "secondary": "govuk-button--secondary",
    "warning": "govuk-button--warning",
    "inverse": "govuk-button--inverse",
}


@dataclass
class Button:
    """A button, or with `href` a link that looks like one. `once` makes a second click within a second do nothing."""

    text: str
    kind: str = "primary"  # primary, secondary, warning or inverse
    href: str = ""
    name: str = ""
    value: str = ""
    id: str = ""
    type: str = "submit"
    once: bool | None = None
    disabled: bool = False
    start: bool = False

    @property
    def classes(self) -> str:
        """The button's classes. Raises KeyError for a kind that does not exist."""
        return " ".join(filter(None, ["govuk-button", KINDS[self.kind], "govuk-button--start" if self.start else ""]))

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        """The button inside a layout."""
        return render_to_string("portal/button.html", {"button": self})


class Section(LayoutObject):
    """A heading over some questions: `Section("1. How is it going?", "overall", "changed")`."""

    template = "portal/layout/section.html"

    def __init__(self, heading: str, *fields: Any) -> None:
        self.heading = heading
        self.fields = list(fields)

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        """The heading and its questions."""
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(self.template, {"section": self, "inside": inside})


class Group(Section):
    """Questions that belong together under one legend, such as the parts of an address."""

    template = "portal/layout/group.html"


class Note(LayoutObject):
    """A paragraph between questions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.fields: list[Any] = []

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        """The paragraph."""
        return render_to_string("portal/layout/note.html", {"note": self})

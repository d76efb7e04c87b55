"""Forms in templates: `{% question form.name %}`, `{% error_summary form %}`, `{% button "Save" %}` and the like."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms import BoundField

from collab_portal.toolkit.crispy_pack import Button
from collab_portal.toolkit.questions import Question, top_questions

register = template.Library()
register.filter("top_questions", top_questions)


@dataclass(frozen=True)
class ErrorLine:
    """One line of an error summary: the sentence, and the address of the control it is about, if there is one."""

    text: str
    href: str = ""


@register.inclusion_tag("portal/question.html")
def question(bound: BoundField) -> dict[str, Any]:
    """One question with its label, hint, last answer, error and control."""
    return {"question": Question(bound)}


@register.inclusion_tag("portal/error_summary.html")
def error_summary(*about: forms.BaseForm, title: str = "There is a problem", description: str = "") -> dict[str, Any]:
    """What is wrong with these forms, with links to where. Nothing at all if nothing is."""
    lines = [line for form in about if form for line in error_lines(form)]
    return {"lines": lines, "title": title, "description": description}


@register.simple_tag
def error_prefix(form: Any = None) -> str:
    """ "Error: " for the start of the page's title when the form has errors, so that it is the first thing heard."""
    return "Error: " if getattr(form, "is_bound", False) and not form.is_valid() else ""


@register.inclusion_tag("portal/button.html")
def button(text: str, kind: str = "primary", **more: Any) -> dict[str, Any]:
    """A button (`kind` is primary, secondary, warning or inverse); with `href` a link. `more` is what Button knows."""
    return {"button": Button(text, kind, **more)}


def error_lines(form: forms.BaseForm) -> Iterator[ErrorLine]:
    """A form's errors in the order of its questions, first those that belong to no question people can see."""
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    yield from (ErrorLine(str(error)) for error in [*form.non_field_errors(), *hidden])
    for bound in form.visible_fields():
        asked = Question(bound)
        if asked.error:
            yield ErrorLine(asked.error, f"#{asked.target}")

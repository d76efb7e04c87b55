"""Turns the options of a GOV.UK Frontend example into a Django form of ours that should print the same."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList

from collab_portal.toolkit.date_fields import PARTS, DateParts, WrongParts
from collab_portal.toolkit.look import Look

Options = dict[str, Any]
ATTRS = ("spellcheck", "autocomplete", "autocapitalize", "pattern", "inputmode")


class SomeDisabled:
    """A widget of which some answers cannot be chosen."""

    disabled: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"disabled": True} if value in self.disabled else {}
        return option


class Radios(SomeDisabled, forms.RadioSelect): ...


class Checkboxes(SomeDisabled, forms.CheckboxSelectMultiple): ...


class Select(SomeDisabled, forms.Select): ...


class Files(forms.FileInput):
    allow_multiple_selected = True


def as_form(component: str, options: Options) -> tuple[forms.Form, str]:
    """A form with the example's question, and the question's name."""
    name = options.get("namePrefix") or options.get("name") or options.get("id", "question")
    form = forms.Form(auto_id="%s")
    field, initial = MAKERS[component](options)
    field.widget.attrs["id"] = options.get("idPrefix") or options.get("id") or name
    heading = options.get("label") or options.get("fieldset", {}).get("legend", {})
    field.label, field.help_text = heading.get("text", ""), options.get("hint", {}).get("text", "")
    field.disabled = bool(options.get("disabled"))
    form.fields[name] = field
    form.initial[name] = initial
    for inside in [inside for opened in field.look.reveals.values() for inside in opened]:
        form.fields[inside] = forms.CharField()
    message = options.get("errorMessage", {}).get("text")
    form._errors = ErrorDict({name: ErrorList([error(component, message, options)])} if message else {})
    return form, name


def error(component: str, message: str, options: Options) -> ValidationError:
    if component != "date-input":
        return ValidationError(message)
    items = {item["name"]: item for item in options.get("items", [])} or {part: options.get(part, {}) for part in PARTS}
    wrong = [
        part for part in PARTS if items[part].get("error") or "govuk-input--error" in items[part].get("classes", "")
    ]
    return WrongParts(message, tuple(wrong) or tuple(part for part in PARTS if items[part].get("error") is not False))


def look(options: Options, block: str = "", **more: Any) -> Look:
    heading = options.get("label") or options.get("fieldset", {}).get("legend", {})
    said = {
        "heading": heading.get("isPageHeading", False),
        "group_classes": options.get("formGroup", {}).get("classes", ""),
    }
    for one in heading.get("classes", "").split():
        said |= {"size": one.rpartition("--")[2]}
    for one in options.get("classes", "").split():
        said |= modifier(one, block, said.get("classes", ""))
    return Look(**said, **more)


def modifier(one: str, block: str, so_far: str) -> dict[str, Any]:
    if one in (f"{block}--inline", f"{block}--small"):
        return {one.rpartition("--")[2]: True}
    if one.startswith("govuk-input--width-"):
        return {"width": one.removeprefix("govuk-input--width-")}
    return {"classes": f"{so_far} {one}".strip()}


def attrs(options: Options) -> dict[str, Any]:
    given = {name: options[name] for name in ATTRS if name in options}
    given = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
    return {**given, **options.get("attributes", {})}


def with_look(field: forms.Field, its: Look, initial: Any) -> tuple[forms.Field, Any]:
    field.look = its
    return field, initial


def a_box(options: Options) -> tuple[forms.Field, Any]:
    field = forms.CharField(widget=forms.TextInput(attrs(options)))
    field.widget.input_type = options.get("type", "text")
    affixes = {side: options[side]["text"] for side in ("prefix", "suffix") if side in options}
    return with_look(field, look(options, **affixes), options.get("value"))


def a_password(options: Options) -> tuple[forms.Field, Any]:
    given = {"autocomplete": "current-password", **attrs(options)}
    field = forms.CharField(widget=forms.PasswordInput(given, render_value=True))
    return with_look(field, look(options), options.get("value"))


def a_textarea(options: Options) -> tuple[forms.Field, Any]:
    field = forms.CharField(widget=forms.Textarea({"rows": options.get("rows", 5), **attrs(options)}))
    return with_look(field, look(options), options.get("value"))


def a_counted_textarea(options: Options) -> tuple[forms.Field, Any]:
    field, initial = a_textarea(options)
    field.max_length = options["maxlength"]
    return with_look(field, look(options, count=True, threshold=options.get("threshold")), initial)


def a_file(options: Options) -> tuple[forms.Field, Any]:
    multiple = {"multiple": True} if options.get("multiple") else {}
    field = forms.FileField(widget=(Files if multiple else forms.FileInput)({**attrs(options), **multiple}))
    return with_look(field, look(options), None)


def a_date(options: Options) -> tuple[forms.Field, Any]:
    typed = {name.rpartition("-")[2]: str(value) for name, value in options.get("values", {}).items()}
    typed |= {part: str(options[part]["value"]) for part in PARTS if "value" in (options.get(part) or {})}
    return with_look(forms.Field(widget=DateParts()), look(options), typed)


def a_tick(options: Options) -> tuple[forms.Field, Any]:
    """A group of one box without a legend is our single box; its label is the box's own."""
    item = options["items"][0]
    field = forms.BooleanField(widget=forms.CheckboxInput(check_test=lambda value: bool(item.get("checked"))))
    options["label"] = {"text": item["text"]}
    return with_look(field, Look(), item["value"])


def choices(block: str, widget: type[forms.Widget], kind: type[forms.Field]) -> Any:
    """A maker of questions with answers to choose from."""

    def make(options: Options) -> tuple[forms.Field, Any]:
        if block == "govuk-checkboxes" and "fieldset" not in options and len(options["items"]) == 1:
            return a_tick(options)
        items = [item for item in options.get("items", []) if item]
        answers = [item for item in items if "divider" not in item]
        field = kind(choices=[(item["value"], item["text"]) for item in answers], widget=widget(attrs(options)))
        field.widget.disabled = frozenset(item["value"] for item in answers if item.get("disabled"))
        its = look(options, block, **answer_looks(items, answers))
        return with_look(
            field,
            its,
            list(chosen(options, answers)) if "checkboxes" in block else next(chosen(options, answers), None),
        )

    return make


def answer_looks(items: list[Options], answers: list[Options]) -> dict[str, Any]:
    opening = [item["value"] for item in answers if item.get("conditional", {}).get("html")]
    return {
        "item_hints": {item["value"]: item["hint"]["text"] for item in answers if "hint" in item},
        "dividers": {item["value"]: before["divider"] for before, item in pairwise(items) if "divider" in before},
        "exclusive": next((item["value"] for item in answers if item.get("behaviour") == "exclusive"), None),
        "reveals": {value: (f"inside-{number}",) for number, value in enumerate(opening)},
    }


def chosen(options: Options, answers: list[Options]) -> Iterable[Any]:
    """The values of the answers that are chosen: each item's own word goes before the whole question's."""
    values = options.get("values") or [options[key] for key in ("value",) if options.get(key)]
    for item in answers:
        if item.get("checked", item.get("selected", item["value"] in values)):
            yield item["value"]


MAKERS = {
    "input": a_box,
    "password-input": a_password,
    "textarea": a_textarea,
    "character-count": a_counted_textarea,
    "file-upload": a_file,
    "date-input": a_date,
    "radios": choices("govuk-radios", Radios, forms.ChoiceField),
    "checkboxes": choices("govuk-checkboxes", Checkboxes, forms.MultipleChoiceField),
    "select": choices("govuk-select", Select, forms.ChoiceField),
}

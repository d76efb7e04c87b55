"""From a Django form field to what a template prints: ids, classes, items and errors of one GOV.UK question.

Works for any form, ours or a library's. The markup is in templates/portal/question/, one file per kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField

from collab_portal.toolkit.date_fields import PARTS, DateParts, WrongParts
from collab_portal.toolkit.look import Look

# The first that fits wins, so a kind stands before the kinds it inherits from.
KINDS: list[tuple[type, str]] = [
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "tick"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.widgets.Input, "input"),
]
CONTROL = {
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "textarea": "govuk-textarea",
    "count": "govuk-textarea govuk-js-character-count",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
}
ALWAYS = {"password": {"spellcheck": "false", "autocapitalize": "none"}}
LEFT_TO_THE_SERVER = ("required", "maxlength", "minlength", "min", "max", "step", "cols")


@dataclass
class Item:
    """One radio, checkbox or option."""

    id: str
    name: str
    value: Any
    label: str
    checked: bool = False
    attrs: dict[str, Any] = field(default_factory=dict)
    hint: str = ""
    divider: str = ""
    reveals: list["Question"] = field(default_factory=list)
    exclusive: bool = False

    @property
    def hint_id(self) -> str:
        return f"{self.id}-item-hint"

    @property
    def reveals_id(self) -> str:
        return f"conditional-{self.id}"


@dataclass
class Part:
    """One box of a date."""

    id: str
    name: str
    label: str
    value: str
    classes: str


class Question:
    """One question with everything its template needs. Reads a BoundField, changes nothing."""

    def __init__(self, bound: BoundField) -> None:
        self.bound = bound
        self.widget = bound.field.widget
        self.look: Look = getattr(bound.field, "look", None) or Look()
        self.name = bound.html_name
        self.id = self.widget.attrs.get("id") or bound.auto_id or bound.html_name
        self.label = bound.label
        self.hint = bound.help_text
        self.last = getattr(bound.field, "last", "")

    @cached_property
    def kind(self) -> str:
        """Which template: one of KINDS, "hidden", "count", or "other" for a widget we do not know."""
        if self.bound.is_hidden:
            return "hidden"
        found = next((kind for widget, kind in KINDS if isinstance(self.widget, widget)), "other")
        return "count" if found == "textarea" and self.look.count else found

    @property
    def template(self) -> str:
        return f"portal/question/{self.kind}.html"

    @cached_property
    def error(self) -> str:
        """The first thing wrong with the answer: one sentence at a time."""
        return str(self.bound.errors[0]) if self.bound.errors else ""

    @property
    def described_by(self) -> str:
        """The ids of everything that explains the control, in the order it is read out."""
        said = {"info": self.kind == "count", "hint": self.hint, "last": self.last, "error": self.error}
        return " ".join(f"{self.id}-{part}" for part, is_there in said.items() if is_there)

    @property
    def target(self) -> str:
        """The id an error summary links to: the control, or the first of its boxes that is wrong."""
        return f"{self.id}-{self.wrong_parts[0]}" if self.kind == "date" else self.id

    @property
    def label_classes(self) -> str:
        return self._heading_classes("govuk-label")

    @property
    def legend_classes(self) -> str:
        return self._heading_classes("govuk-fieldset__legend")

    @property
    def group_classes(self) -> str:
        """The classes of the whole question."""
        error = "govuk-form-group--error" if self.error else ""
        return " ".join(filter(None, ["govuk-form-group", error, self.look.group_classes]))

    @property
    def control(self) -> dict[str, Any]:
        """The control as Django's widgets describe it, with our id, classes and description."""
        context = self.widget.get_context(self.name, self.bound.value(), {"id": self.id})["widget"]
        asked = {**ALWAYS.get(self.kind, {}), **context["attrs"]}
        attrs = {name: value for name, value in asked.items() if name not in LEFT_TO_THE_SERVER}
        attrs["class"] = " ".join(filter(None, [self._control_classes(), attrs.get("class", "")]))
        attrs["aria-describedby"] = self.described_by or False
        attrs["disabled"] = self.bound.field.disabled or attrs.get("disabled", False)
        return without_number_box({**context, "attrs": attrs})

    @property
    def limit(self) -> int | None:
        """How many characters the answer may have."""
        return getattr(self.bound.field, "max_length", None)

    @property
    def items(self) -> list[Item]:
        """The answers to choose from. As in GOV.UK's markup the first has the question's id, and a divider counts."""
        items, number = [], 0
        for option in self._options():
            divider = self.look.of("dividers", option["value"]) or ""
            number += 2 if divider else 1
            items.append(self._item(option, number, divider))
        return items

    @property
    def tick(self) -> Item:
        """The one box of a question that is a single box; it carries the description of the whole question."""
        control = self.control
        attrs = {"aria-describedby": self.described_by or False, "disabled": control["attrs"]["disabled"]}
        opened = [Question(self.bound.form[name]) for name in self.look.of("reveals", True) or ()]
        checked = bool(control["attrs"].get("checked"))
        return Item(self.id, self.name, control["value"] or "on", self.label, checked, attrs, reveals=opened)

    @property
    def parts(self) -> list[Part]:
        """The three boxes of a date."""
        typed = self.widget.format_value(self.bound.value())
        return [
            Part(f"{self.id}-{part}", f"{self.name}-{part}", part.capitalize(), typed[part], self._part_classes(part))
            for part in PARTS
        ]  # fmt: skip

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Which boxes of a date are wrong; all of them if the error does not say."""
        errors = self.bound.form.errors.as_data().get(self.bound.name, [])
        return next((error.parts for error in errors if isinstance(error, WrongParts)), PARTS)

    def _heading_classes(self, block: str) -> str:
        sized = f"{block}--{self.look.size}" if self.look.size else ""
        return " ".join(filter(None, [block, sized, "govuk-visually-hidden" if self.look.label_hidden else ""]))

    def _control_classes(self) -> str:
        blocks = CONTROL.get(self.kind, "govuk-input")
        error = f"{blocks.split()[0]}--error" if self.error else ""
        return " ".join(filter(None, [blocks, error, self.look.width_class, self.look.classes]))

    def _part_classes(self, part: str) -> str:
        width = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
        error = "govuk-input--error" if self.error and part in self.wrong_parts else ""
        return " ".join(filter(None, ["govuk-input govuk-date-input__input", width, error]))

    def _options(self) -> Iterator[dict[str, Any]]:
        chosen = self.widget.format_value(self.bound.value())
        for _, options, _ in self.widget.optgroups(self.name, chosen):
            yield from options

    def _item(self, option: dict[str, Any], number: int, divider: str) -> Item:
        value = option["value"]
        disabled = option["attrs"].get("disabled") or self.bound.field.disabled
        return Item(
            id=self.id if number == 1 else f"{self.id}-{number}",
            name=self.name,
            value=value,
            label=option["label"],
            checked=option["selected"],
            attrs={"disabled": True} if disabled else {},
            hint=self.look.of("item_hints", value) or "",
            divider=divider,
            reveals=[Question(self.bound.form[name]) for name in self.look.of("reveals", value) or ()],
            exclusive=self.look.is_exclusive(value),
        )


def without_number_box(control: dict[str, Any]) -> dict[str, Any]:
    """A number box changes its number when somebody scrolls over it: a text box with number keys does not."""
    if control.get("type") != "number":
        return control
    return {**control, "type": "text", "attrs": {"inputmode": "numeric", **control["attrs"]}}


def top_questions(form: forms.BaseForm) -> list[Question]:
    """The questions that stand on the page by themselves: those an answer reveals are printed below that answer."""
    revealed = {name for bound in form.fields.values() for name in names_revealed_by(bound)}
    return [Question(form[name]) for name in form.fields if name not in revealed]


def names_revealed_by(asked: forms.Field) -> list[str]:
    """The names of all the questions that any answer to this one opens."""
    look = getattr(asked, "look", None) or Look()
    return [name for names in look.reveals.values() for name in names]

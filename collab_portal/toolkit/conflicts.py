"""Two people changed the same thing: which answers differ, what each of them wrote, and which was chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from collab_portal.toolkit.asked import NOTHING
from collab_portal.toolkit.date_fields import PARTS, DateParts

CHOOSE = "choose_"
Posted = Any  # a QueryDict, or in tests a dict


@dataclass(frozen=True)
class Difference:
    """One question both people answered differently; `mine` and `theirs` are words, to be escaped like any others."""

    field: str
    choose: str  # the name the choice is posted under
    label: str
    mine: str
    theirs: str


def differences(
    form: forms.BaseForm, posted: Posted, theirs: dict[str, Any], unasked: set[str]
) -> Iterator[Difference]:
    """Where what was typed differs from what the row holds now (`theirs`, by field name); `unasked` was never shown."""
    for name, asked in form.fields.items():
        if is_asked_again(asked) or asked.widget.is_hidden or name not in theirs:
            continue
        html_name = form.add_prefix(name)
        raw = None if name in unasked else asked.widget.value_from_datadict(posted, {}, html_name)
        if asked.has_changed(theirs[name], raw):
            mine = in_words(asked, cleaned(asked, raw))
            yield Difference(name, CHOOSE + html_name, str(asked.label), mine, in_words(asked, theirs[name]))


def with_theirs(form: forms.BaseForm, theirs: dict[str, Any]) -> Posted:
    """What was posted, with the row's value wherever "theirs" was chosen."""
    data = form.data
    for name, value in theirs.items():
        html_name = form.add_prefix(name)
        if data.get(CHOOSE + html_name) == "theirs":
            data = replaced(data, form.fields[name], html_name, value)
    return data


def replaced(posted: Posted, asked: forms.Field, html_name: str, value: Any) -> Posted:
    """A copy of what was posted in which one question has another answer."""
    data = QueryDict(mutable=True)
    for key, values in lists_of(posted):
        data.setlist(key, values)
    for key in [html_name, *(f"{html_name}-{part}" for part in PARTS)]:
        data.pop(key, None)
    for key, values in raw_values(asked, html_name, value).items():
        data.setlist(key, values)
    return data


def raw_values(asked: forms.Field, html_name: str, value: Any) -> dict[str, list[str]]:
    """A value as the browser would have posted it."""
    widget = asked.widget
    if isinstance(widget, DateParts):
        return {key: [typed] for key, typed in widget.raw(html_name, value).items()}
    if isinstance(widget, forms.CheckboxInput):
        return {html_name: ["on"]} if value else {}
    shown = widget.format_value(asked.prepare_value(value))
    values = [str(one) for one in shown] if isinstance(shown, (list, tuple)) else [] if shown is None else [str(shown)]
    return {html_name: values} if values else {}


def carried(form: forms.BaseForm, posted: Posted) -> Iterator[tuple[str, str]]:
    """Everything that was posted, by name and value, but for what the next page says anew: nothing typed is lost."""
    again = {form.add_prefix(name) for name, asked in form.fields.items() if is_asked_again(asked)}
    anew = {"csrfmiddlewaretoken", form.add_prefix("version"), *again}
    for key, values in lists_of(posted):
        if key not in anew and not key.startswith(CHOOSE):
            yield from ((key, value) for value in values)


def lists_of(posted: Posted) -> list[tuple[str, list[str]]]:
    """Names and all their values, of a QueryDict or of a plain dict."""
    if hasattr(posted, "lists"):
        return list(posted.lists())
    return [(key, list(value) if isinstance(value, (list, tuple)) else [value]) for key, value in posted.items()]


def is_asked_again(asked: forms.Field) -> bool:
    """Files cannot be carried in a hidden box, and passwords must not be."""
    return isinstance(asked, forms.FileField) or isinstance(asked.widget, forms.PasswordInput)


def cleaned(asked: forms.Field, raw: Any) -> Any:
    """The answer behind what was typed; an answer that is no longer allowed stays as it was typed."""
    try:
        return asked.clean(raw)
    except ValidationError:
        return raw


def in_words(asked: forms.Field, value: Any) -> str:
    """An answer as a sentence would say it."""
    if value is None or value == "" or (hasattr(value, "__len__") and len(value) == 0):
        return NOTHING
    return asked.in_words(value) if hasattr(asked, "in_words") else str(value)

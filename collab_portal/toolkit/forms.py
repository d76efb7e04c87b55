"""The form behind every page that changes something: it asks, it checks, it hands clean answers to one action.

docs/forms.md shows how to write one.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collab_portal.toolkit import clock, words
from collab_portal.toolkit.conflicts import Difference, carried, differences, is_asked_again, with_theirs
from collab_portal.toolkit.crispy_pack import Button
from collab_portal.toolkit.look import Look
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused

LOST = "This page no longer knows which version it was changing. Open it again and repeat your change"
DJANGOS_OWN = forms.Field.default_error_messages["required"]


def form_problems(form: Any) -> list[str]:
    """Which required questions of a form, or of a form class, have no sentence of their own for an empty answer."""
    return questions_without_words(getattr(form, "fields", None) or form.base_fields)


def questions_without_words(asked: Mapping[str, forms.Field]) -> list[str]:
    """The same for fields by name. Django's own sentence is told by identity: it cannot be read before start-up."""
    required = {name: field.error_messages.get("required") for name, field in asked.items() if field.required}
    return [
        f"{name} has no sentence of its own for an empty answer"
        for name, said in required.items()
        if said is DJANGOS_OWN or not said
    ]


class PortalForm(forms.Form):
    """A form of ours. `row` is the object being changed: it fills the boxes, its version guards against stale saves."""

    use_required_attribute = False
    submit_text = "Save"
    buttons: tuple[Button, ...] = ()  # instead of the one button that `submit_text` makes
    layout: Layout | None = None  # for `{% crispy form %}`; without it, the questions in their order

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        problems = questions_without_words(cls.__dict__.get("declared_fields", {}))
        if problems:
            raise TypeError(f"{cls.__name__}: {'; '.join(problems)}")

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        row: Any = None,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.row = row
        self.result: Any = None  # what the action returned
        self.changed: ChangedMeanwhile | None = None
        self.conflict: list[Difference] = []
        self.unasked: set[str] = set()
        self.on: dt.date | None = None  # the day it is, if the view said so
        self._held = self.initial_from(row) if row is not None else {}
        super().__init__(data, files, initial={**self._held, **(initial or {})}, **kwargs)
        self.posted = self.data
        if row is not None:
            self.data = with_theirs(self, self._held) if self.is_bound else self.data
            self._remember_version()

    def initial_from(self, row: Any) -> dict[str, Any]:
        """The row's own answers by field name: its attributes of the same names. Override where they differ."""
        held = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}
        return {name: list(value.all()) if hasattr(value, "all") else value for name, value in held.items()}

    @property
    def helper(self) -> FormHelper:
        """How `{% crispy form %}` prints the form: its own tag, no checks by the browser, its buttons."""
        helper = FormHelper()
        helper.attrs = {"novalidate": True}
        helper.layout = self.layout
        helper.render_hidden_fields = True
        for button in self.buttons or (Button(self.submit_text, once=True),):
            helper.add_input(button)
        return helper

    def carries_out(
        self, action: Callable[..., Any], *args: Any, by: Any = None, on: dt.date | None = None, **extra: Any
    ) -> bool:
        """Whether the answers were good and the action took them. `result` then holds what it returned.

        Calls `action(*args, **answers, by=…, on=…, expected_version=…)`, the last only if the form changes a versioned
        row, `by` and `on` only if given. A refusal by the action comes back as an error, a stale save as `conflict`.
        """
        if not self.is_valid():
            return False
        self.on = on
        told = {
            **self._answers(),
            **extra,
            **{name: value for name, value in {"by": by, "on": on}.items() if value is not None},
        }
        try:
            self.result = action(*args, **told)
        except ChangedMeanwhile as changed:
            self._take_notice_of(changed)
        except Refused as refused:
            self._put_back({refused.field: [refused.message]})
        except ValidationError as broken:  # a constraint of the row, which carries its own sentence
            self._put_back(broken.message_dict if hasattr(broken, "error_dict") else {None: broken.messages})
        return not (self.changed or self.errors)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the conflict page carries in hidden boxes."""
        return list(carried(self, self.posted))

    @property
    def asked_again(self) -> list[forms.BoundField]:
        """Files cannot be carried and passwords must not be: the conflict page asks for them again."""
        return [bound for bound in self.visible_fields() if is_asked_again(bound.field)]

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name, asked in self.fields.items():
            revealed = getattr(asked, "look", Look()).reveals
            opened = [inside for opener, names in revealed.items() if self._is_chosen(name, opener) for inside in names]
            self._forget({inside for names in revealed.values() for inside in names}.difference(opened))

    def _is_chosen(self, name: str, opener: Any) -> bool:
        chosen = self.fields[name].prepare_value(self.cleaned_data.get(name))
        return str(opener) in map(str, chosen if isinstance(chosen, list) else [chosen])

    def _forget(self, names: set[str]) -> None:
        """A question nobody was shown has no answer and no error."""
        self.unasked |= names
        for name in names:
            self._errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].to_python(None)

    def _remember_version(self) -> None:
        version = getattr(self.row, "version", None)
        if version is not None:
            errors = {"required": LOST, "invalid": LOST}
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=version, error_messages=errors
            )

    def _answers(self) -> dict[str, Any]:
        answers = dict(self.cleaned_data)
        if "version" in self.fields and self.row is not None:
            answers["expected_version"] = answers.pop("version")
        return answers

    def _put_back(self, sentences: Mapping[str | None, Iterable[str]]) -> None:
        for name, said in sentences.items():
            for sentence in said:
                self.add_error(name if name in self.fields else None, sentence)

    def _take_notice_of(self, changed: ChangedMeanwhile) -> None:
        self.changed = changed
        self.conflict = list(differences(self, self.posted, self.initial_from(changed.row), self.unasked))


def answer(
    request: HttpRequest, form: PortalForm, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The page with the form: 200 to begin with, 422 with errors, 409 and both people's answers after a stale save."""
    page = {**(context or {}), "form": form}
    if form.changed:
        return render(request, "portal/conflict.html", page | conflict_words(form.changed, form.on), status=409)
    return render(request, template, page, status=422 if form.is_bound and not form.is_valid() else 200)


def conflict_words(changed: ChangedMeanwhile, today: dt.date | None) -> dict[str, Any]:
    """Who changed it and when, as the conflict page says it; without the day only if we are told that it was today.

    The version is handed over here, because in a template `form.changed` may be a question of that name.
    """
    is_today = clock.local(changed.at).date() == today
    when = words.time(changed.at) if is_today else f"{words.time(changed.at)} on {words.day(changed.at)}"
    return {"who": changed.by, "first_name": changed.by.split(" ")[0], "when": when, "version_now": changed.row.version}

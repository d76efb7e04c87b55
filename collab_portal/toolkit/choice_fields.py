"""Questions answered by choosing: from words we know (Choice), or from rows we were given (Pick)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from collab_portal.toolkit.asked import Asked

FIRST = "Select one"  # stands at the top of a list to drop down, so that nothing is chosen by accident
ANSWERS = {True: "yes", False: "no"}  # of YesNo, as they are posted


class Offered(Asked):
    """A question with answers to choose from, as radios or as a list to drop down (`as_select`).

    `hints` explains answers, keyed by their values. An answer that was not on offer gets the sentence for none.
    """

    def __init__(
        self,
        label: str = "",
        *,
        ask: str = "",
        hints: dict[Any, str] | None = None,
        as_select: bool = False,
        **kwargs: Any,
    ) -> None:
        if as_select:
            kwargs.setdefault("widget", forms.Select)
        wrong = ask or f"Choose one of the answers to “{label}” that are shown"
        formatted = wrong.replace("%", "%%")  # Django puts the answer into these two
        messages = {"invalid_choice": formatted, "invalid_pk_value": formatted, "invalid_list": wrong}
        super().__init__(label, ask=ask, item_hints=hints or {}, messages=messages, **kwargs)
        self.validate_no_null_characters = ProhibitNullCharactersValidator(formatted)  # of picked rows


class Choice(Offered, forms.TypedChoiceField):
    """One of some known answers. `choices` are pairs, or a TextChoices class. `empty` words the answer "none"."""

    widget = forms.RadioSelect

    def __init__(
        self, label: str = "", *, choices: Iterable[Any] = (), empty: str | None = None, **kwargs: Any
    ) -> None:
        empty = FIRST if empty is None and kwargs.get("as_select") else empty
        super().__init__(label, choices=choices, **kwargs)
        if empty:
            self.choices = [("", empty), *self.choices]

    def in_words(self, value: Any) -> str:
        return labels(self).get(str(value), str(value))


class MultipleChoice(Offered, forms.MultipleChoiceField):
    """Any number of some known answers, as a list of their values."""

    widget = forms.CheckboxSelectMultiple

    def in_words(self, value: Any) -> str:
        return ", ".join(labels(self).get(str(one), str(one)) for one in value)


class YesNo(Offered, forms.TypedChoiceField):
    """Yes or no, as True or False; None if nobody answered. `ask` reads "Select yes if …"."""

    widget = forms.RadioSelect

    def __init__(
        self, label: str = "", *, yes: str = "Yes", no: str = "No", inline: bool = True, **kwargs: Any
    ) -> None:
        choices = [("yes", yes), ("no", no)]
        kwargs["reveals"] = {ANSWERS.get(key, key): names for key, names in kwargs.get("reveals", {}).items()}
        inline = inline and not kwargs["reveals"]  # a question opening inside a row would break the row
        super().__init__(label, choices=choices, coerce=is_yes, empty_value=None, inline=inline, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ANSWERS.get(value, value)

    def in_words(self, value: Any) -> str:
        return labels(self)["yes" if value else "no"]


class Pick(Offered, forms.ModelChoiceField):
    """One row of a queryset: `form.fields["lead"].queryset = …` offers other rows than the class did."""

    widget = forms.RadioSelect

    def __init__(self, label: str = "", *, queryset: Any = None, empty: str | None = None, **kwargs: Any) -> None:
        empty = FIRST if empty is None and kwargs.get("as_select") else empty
        kwargs.setdefault("blank", empty is not None)
        super().__init__(label, queryset=queryset, empty_label=empty, **kwargs)

    def in_words(self, value: Any) -> str:
        return self.label_from_instance(value)


class PickMany(Offered, forms.ModelMultipleChoiceField):
    """Any number of rows of a queryset."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: str = "", *, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(label, queryset=queryset, **kwargs)

    def in_words(self, value: Any) -> str:
        return ", ".join(self.label_from_instance(row) for row in value)


def is_yes(value: Any) -> bool:
    """What the two answers of YesNo mean."""
    return value in (True, "yes")


def labels(field: forms.ChoiceField) -> dict[str, str]:
    """The words of every answer by its value, groups flattened."""
    groups = field.widget.optgroups("", [])
    return {str(option["value"]): str(option["label"]) for _, options, _ in groups for option in options}

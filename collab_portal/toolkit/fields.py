"""The kinds of question a form can ask. Each brings a full sentence for every way to answer it wrongly."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from collab_portal.toolkit.asked import NOTHING, Asked
from collab_portal.toolkit.choice_fields import Choice, MultipleChoice, Pick, PickMany, YesNo
from collab_portal.toolkit.date_fields import GovDate, VagueDateField

__all__ = [
    "NOTHING",
    "Asked",
    "Choice",
    "Email",
    "GovDate",
    "Money",
    "MultipleChoice",
    "Password",
    "Pick",
    "PickMany",
    "Tick",
    "Upload",
    "VagueDateField",
    "Whole",
    "Words",
    "YesNo",
    "pounds",
    "whole_number",
]  # fmt: skip

LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # as browsers and word processors send them
# What is left below the space but tab and line end, DEL, the C1 block and lone surrogates: no keyboard types them.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
NUMBER = re.compile(r"(-?)£?((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?)")
TOO_MUCH = Decimal(10) ** 12


class Words(Asked, forms.CharField):
    """Text of one line, or of `rows` lines. `max_length` counts as the browser does: a line end is one character,
    and a character beyond the basic plane (most emoji) is two. With `rows` and `max_length` the page counts along.
    """

    def __init__(self, label: str = "", *, rows: int = 0, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("count", bool(rows and max_length))
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput)
        super().__init__(label, **kwargs)
        self.rows = rows
        self.max_length = max_length or (10_000 if rows else 200)

    def to_python(self, value: Any) -> str:
        text = LINE_ENDS.sub("\n", str(value or ""))
        return super().to_python(text if self.rows else text.replace("\n", " "))

    def validate(self, value: str) -> None:
        super().validate(value)
        if UNPRINTABLE.search(value):
            raise ValidationError(
                f"{self.called} had characters that cannot be shown. We have taken them out. Check it and try again",
                "odd",
            )
        if browser_length(value) > self.max_length:
            raise ValidationError(f"{self.called} must be {self.max_length:,} characters or less", "max_length")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows again: the person's own text, without what cannot be shown."""
        return UNPRINTABLE.sub("", data) if isinstance(data, str) else data


class Email(Asked, forms.EmailField):
    """An e-mail address."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        wrong = "Enter an email address in the correct format, like name@example.com"
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}))
        messages = dict.fromkeys(("invalid", "null_characters_not_allowed", "max_length"), wrong)
        super().__init__(label, max_length=254, messages=messages, **kwargs)


class Password(Asked, forms.CharField):
    """A password, with a button that shows it. `new` tells password managers to offer one."""

    def __init__(self, label: str = "", *, new: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
        )
        super().__init__(
            label, strip=False, max_length=1000, messages={"max_length": "The password is too long"}, **kwargs
        )


class Tick(Asked, forms.BooleanField):
    """One box to tick. If it is required, `ask` says what must be agreed to."""

    def in_words(self, value: Any) -> str:
        return "Yes" if value else "No"


class Money(Asked, forms.Field):
    """Pounds, as a Decimal: "£12,500", "12500" and "12,500.50" are understood, "12.5k" is not.

    `pence=False` takes whole pounds only. Refuses less than nothing unless `negative`, and more than a million million.
    """

    def __init__(self, label: str = "", *, pence: bool = True, negative: bool = False, **kwargs: Any) -> None:
        attrs = {"spellcheck": "false", "inputmode": "decimal" if pence else "numeric"}
        kwargs = {"prefix": "£", "width": 10, "widget": forms.TextInput(attrs=attrs)} | kwargs
        super().__init__(label, **kwargs)
        self.pence, self.negative = pence, negative

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            amount = value if isinstance(value, Decimal) else pounds(str(value))
        except ValueError:
            raise ValidationError(f"{self.called} must be a number, like 12500", "invalid") from None
        self._check(amount)
        return amount

    def _check(self, amount: Decimal) -> None:
        if amount < 0 and not self.negative:
            raise ValidationError(f"{self.called} must be 0 or more", "negative")
        if abs(amount) > TOO_MUCH:
            raise ValidationError(f"{self.called} must be £{TOO_MUCH:,} or less", "too_much")
        if not self.pence and amount != int(amount):
            raise ValidationError(f"{self.called} must be in whole pounds, like 12500", "pence")

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, (Decimal, int)) else value

    def in_words(self, value: Any) -> str:
        amount = Decimal(value)
        return f"{'-' if amount < 0 else ''}£{abs(amount):,.{0 if amount == int(amount) else 2}f}"


class Whole(Asked, forms.Field):
    """A whole number, such as months of notice or hours. `least` and `most` are allowed themselves."""

    def __init__(
        self, label: str = "", *, least: int = 0, most: int = 1_000_000_000, like: int = 12, **kwargs: Any
    ) -> None:
        attrs = {"spellcheck": "false", "inputmode": "numeric"}
        kwargs = {"width": 5, "widget": forms.TextInput(attrs=attrs)} | kwargs
        super().__init__(label, **kwargs)
        self.least, self.most, self.like = least, most, like

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            number = whole_number(str(value))
        except ValueError:
            raise ValidationError(f"{self.called} must be a whole number, like {self.like}", "invalid") from None
        if not self.least <= number <= self.most:
            bound = f"{self.least:,} or more" if number < self.least else f"{self.most:,} or less"
            raise ValidationError(f"{self.called} must be {bound}", "out_of_range")
        return number

    def in_words(self, value: Any) -> str:
        return f"{value:,}"


class Upload(Asked, forms.FileField):
    """One file. `kinds` are the endings it may have; what is inside it is for the room that keeps it to check."""

    widget = forms.FileInput

    def __init__(
        self,
        label: str = "",
        *,
        kinds: Iterable[str] = ("pdf", "docx", "xlsx", "png"),
        megabytes: int = 20,
        **kwargs: Any,
    ) -> None:
        again = "The selected file could not be uploaded. Try again"
        named = "The name of the selected file must be 200 characters or less"
        messages = {"invalid": again, "missing": again, "empty": "The selected file is empty", "max_length": named}
        super().__init__(label, messages=messages, max_length=200, **kwargs)
        self.kinds, self.megabytes = tuple(kinds), megabytes

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        if file.name.rpartition(".")[2].lower() not in self.kinds:
            raise ValidationError(f"The selected file must be a {or_list(kind.upper() for kind in self.kinds)}", "kind")
        if file.size >= self.megabytes * 1024 * 1024:
            raise ValidationError(f"The selected file must be smaller than {self.megabytes}MB", "size")
        return file


def pounds(text: str) -> Decimal:
    """The amount somebody typed. Raises ValueError for anything that is not plainly a number of pounds and pence."""
    match = NUMBER.fullmatch(text.strip().replace("−", "-").replace("£-", "-£"))
    if match is None:
        raise ValueError(f"“{text}” is not an amount")
    sign, digits = match.groups()
    return Decimal(sign + digits.replace(",", ""))


def whole_number(text: str) -> int:
    """The whole number somebody typed. Raises ValueError for anything else, a currency sign included."""
    match = NUMBER.fullmatch(text.strip().replace("−", "-"))
    if match is None or "." in text or "£" in text or len(text) > 30:
        raise ValueError(f"“{text}” is not a whole number")
    return int("".join(match.groups()).replace(",", ""))


def plain(amount: Decimal | int) -> str:
    """An amount as people type it: 12500, or 12500.50 where there are pence."""
    amount = Decimal(amount)
    return f"{amount:.{0 if amount == int(amount) else 2}f}"


def browser_length(text: str) -> int:
    """How many characters the browser's own count says: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def or_list(words: Iterable[str]) -> str:
    """PDF, DOCX or PNG."""
    words = list(words)
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

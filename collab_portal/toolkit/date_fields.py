"""Dates as people type them: three boxes for day, month and year, where "jan" is a month and "26" is not a year."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from collab_portal.toolkit import words
from collab_portal.toolkit.asked import NOTHING, Asked
from collab_portal.toolkit.dates import MONTH_NAMES, VagueDate

PARTS = ("day", "month", "year")
Typed = dict[str, str]  # what stands in the three boxes


class WrongParts(ValidationError):
    """A date that is wrong, and in which of its boxes."""

    def __init__(self, message: str, parts: tuple[str, ...] = PARTS) -> None:
        super().__init__(message, code="date")
        self.parts = parts


class DateParts(forms.Widget):
    """Three boxes that make up one answer: `signed_on-day`, `signed_on-month` and `signed_on-year`."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in PARTS}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS)

    def format_value(self, value: Any) -> Typed:
        """What to print into the boxes for a date, a vague date, something typed before, or nothing."""
        if isinstance(value, dict):
            return {part: str(value.get(part, "")) for part in PARTS}
        text = value.text if isinstance(value, VagueDate) else value.isoformat()[:10] if value else ""
        year, month, day = [*text.split("-"), "", "", ""][:3]
        return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}

    def raw(self, name: str, value: Any) -> Typed:
        """The boxes by the names they are posted under."""
        return {f"{name}-{part}": typed for part, typed in self.format_value(value).items()}


class GovDate(Asked, forms.Field):
    """A date known to the day. `earliest` and `latest` are allowed themselves, and may be set on one form's field."""

    widget = DateParts

    def __init__(
        self, label: str = "", *, earliest: dt.date | None = None, latest: dt.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, dict):
            return value or None
        if not any(value.values()):
            return None
        self._require(value, PARTS)
        day = self._real(value)
        self._overlapping(day, day)
        return day

    def _require(self, typed: Typed, parts: tuple[str, ...]) -> None:
        missing = tuple(part for part in parts if not typed.get(part))
        if missing:
            raise WrongParts(f"{self.called} must include a {words.and_list(missing)}", missing)

    def _real(self, typed: Typed) -> dt.date:
        try:
            return dt.date(self._year(typed), month_number(typed["month"]), digits(typed["day"]))
        except ValueError:
            raise WrongParts(f"{self.called} must be a real date") from None

    def _year(self, typed: Typed) -> int:
        year = digits(typed["year"], 4)
        if year < 1000:
            raise WrongParts(f"{self.called} must have a year with 4 numbers, like 2026", ("year",))
        return year

    def _overlapping(self, first: dt.date, last: dt.date) -> None:
        """Refuse a date if every day it can mean is too early, or every one too late."""
        if self.earliest and last < self.earliest:
            raise WrongParts(f"{self.called} must be on or after {words.day(self.earliest)}")
        if self.latest and first > self.latest:
            raise WrongParts(f"{self.called} must be on or before {words.day(self.latest)}")

    def in_words(self, value: Any) -> str:
        if isinstance(value, dict):  # typed, but not a date yet
            return " ".join(filter(None, value.values())) or NOTHING
        return words.day(value)


class VagueDateField(GovDate):
    """A date as precisely as somebody knows it: only the year, month and year, or all three. Gives a VagueDate."""

    def to_python(self, value: Any) -> VagueDate | None:
        if not isinstance(value, dict):
            return value or None
        if not any(value.values()):
            return None
        self._require(value, ("month", "year") if value["day"] else ("year",))
        day = self._real({part: value[part] or "1" for part in PARTS})
        known = 3 if value["day"] else 2 if value["month"] else 1
        vague = VagueDate("-".join(day.isoformat().split("-")[:known]))
        self._overlapping(vague.first, vague.last)
        return vague


def digits(text: str, most: int = 2) -> int:
    """A number of at most `most` digits. Raises ValueError for anything else, other alphabets' digits included."""
    if not re.fullmatch(rf"[0-9]{{1,{most}}}", text):
        raise ValueError(f"“{text}” is not a number")
    return int(text)


def month_number(text: str) -> int:
    """1 to 12 for "3", "03", "mar", "March" or "sept". Raises ValueError for anything else."""
    start = text.lower().rstrip(".")
    named = [number for number, name in enumerate(MONTH_NAMES) if len(start) >= 3 and name.lower().startswith(start)]
    return named[0] if named else digits(text)

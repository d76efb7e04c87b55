"""What an administrator types to change a rule of the reminders, or to look at a day."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from collab_portal.toolkit.asked import Asked
from collab_portal.toolkit.conflicts import carried, in_words
from collab_portal.toolkit.fields import Choice, Words, YesNo, whole_number
from collab_portal.toolkit.forms import PortalForm
from collab_portal.toolkit.words import sentence
from initiatives.reminders.rules_in_force import Rule
from initiatives.reminders.table import BEFORE, LATE, MONTHS, MOST_DAYS, RANGES

#: The box in which a page brings back the seal of the preview it showed.
SEEN = "seen"
#: How the question about the days reads for each way of counting.
ASKED = {
    BEFORE: ("How many working days before?", "Working days", "For example, 20, 10, 5, 1. 0 is the day itself."),
    LATE: ("How many working days after?", "Working days", "For example, 1, 3, 5. 0 is the day itself."),
    MONTHS: ("How many months before?", "Months", "For example, 12, 6, 3."),
}
BETWEEN = re.compile(r"[\s,;]+|\band\b")
DATE = re.compile(r"([0-9]{1,4})[\s./-]+([0-9]{1,2})[\s./-]+([0-9]{1,4})")
#: Nobody asks for a day outside of these, and working days can be counted from each of them.
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


class Days(Asked, forms.Field):
    """A short list of whole numbers, such as "20, 10, 5, 1", as a tuple. `least` and `most` may be named themselves."""

    least, most = RANGES[BEFORE]

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, widget=forms.TextInput(attrs={"spellcheck": "false"}), width=20, **kwargs)

    def to_python(self, value: Any) -> tuple[int, ...]:
        if not isinstance(value, str):
            return tuple(value or ())
        try:
            days = tuple(whole_number(one) for one in BETWEEN.split(value.strip()) if one)
        except ValueError:
            raise ValidationError(
                f"{self.called} must be whole numbers with commas between them, like 5, 3, 1", "invalid"
            ) from None
        self._check(days)
        return days

    def _check(self, days: tuple[int, ...]) -> None:
        if any(not self.least <= day <= self.most for day in days):
            raise ValidationError(f"{self.called} must be between {self.least} and {self.most}", "out_of_range")
        if len(set(days)) < len(days):
            twice = next(day for day in days if days.count(day) > 1)
            raise ValidationError(f"{self.called} must be named once each. You entered {twice} twice", "twice")
        if len(days) > MOST_DAYS:
            raise ValidationError(f"{self.called} must be {MOST_DAYS} numbers or fewer", "too_many")

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(map(str, value or ()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return set(self.to_python(data)) != set(initial)
        except ValidationError:
            return True

    def in_words(self, value: Any) -> str:
        return self.prepare_value(value)


class RuleForm(PortalForm):
    """A rule's switch, days and audience, and why; after it a page shows who would get what."""

    submit_text = "See what would change"

    is_on = YesNo("Is this reminder sent?", ask="Select yes if this reminder is sent")
    offsets = Days("When?", ask="Enter at least one day")
    to = Choice("Who is told?", ask="Select who is told")
    why = Words(
        "Why do you change it?",
        ask="Enter why you change it",
        called="The reason",
        hint="Everybody can read it below the rules.",
        rows=3,
        max_length=500,
    )

    def __init__(self, data: Any = None, *, rule: Rule) -> None:
        super().__init__(data, row=rule)
        label, called, hint = ASKED[rule.row.when]
        days = self.fields["offsets"]
        days.reword(label=label, called=called, hint=hint)
        days.least, days.most = RANGES[rule.row.when]
        self.fields["to"].choices = [(name, sentence(audience.who)) for name, audience in rule.row.audiences.items()]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed, for the page of two people's answers, without what an earlier page had shown."""
        return [(name, value) for name, value in super().carried if name != SEEN]

    @property
    def answered(self) -> list[tuple[str, str]]:
        """The answers that stand after a choice between two people's, for the preview to bring back."""
        return [(name, value) for name, value in carried(self, self.data) if name != SEEN]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, in words: each question and its answer, once they are good."""
        asked = {name: field for name, field in self.fields.items() if name != "version"}
        return [(str(field.label), in_words(field, self.cleaned_data[name])) for name, field in asked.items()]

    @property
    def seen(self) -> str:
        """The seal of the preview that the person was shown, empty if none was."""
        return self.posted.get(SEEN, "")


class DayForm(PortalForm):
    """Which day's plan to look at. Asked in the address, so that a day can be passed on as a link."""

    day = Words(
        "Which day?", ask="Enter a day", called="The day", hint="For example, 2014-10-24 or 24 10 2014", width=20
    )

    def clean_day(self) -> dt.date:
        """The local date. Raises ValidationError with a sentence for what is none, or one too far away to count from."""
        typed = self.cleaned_data["day"]
        parts = DATE.fullmatch(typed.strip())
        try:
            if parts is None:
                raise ValueError
            first, *_, last = numbers = [int(part) for part in parts.groups()]
            day = dt.date(*(numbers if first > last else reversed(numbers)))
        except (ValueError, OverflowError):
            raise ValidationError(f"“{typed}” is not a date like 2014-10-24", "date") from None
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(f"“{typed}” is too far away to count working days from", "far")
        return day

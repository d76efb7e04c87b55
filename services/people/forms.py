"""The forms of signing in (allauth's own checks, our own questions and sentences), of leave and of digests."""

import datetime as dt
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from collab_portal.toolkit.fields import Choice, Email, GovDate, Password, Pick
from collab_portal.toolkit.forms import PortalForm
from collab_portal.toolkit.words import WEEKDAYS
from services.people.models import Leave, User
from services.people.preferences import (
    EARLIEST_HOUR,
    FRIDAY,
    LATEST_HOUR,
    MONDAY,
    Frequency,
    Preferences,
    hour_in_words,
)

RULES = "At least 12 characters. Three or four words that you can remember are good"
#: What Django's validators find, as we say it.
TOO_WEAK = {
    "password_too_short": "Password must be 12 characters or more",
    "password_too_common": "Password must not be one that many people use",
    "password_too_similar": "Password must not be like your name or email address",
}


class NewPassword(Password):
    """A password to be, checked against the person it is for (`user`, set by allauth's forms)."""

    user: Any = None

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, new=True, width=20, hint=RULES, **kwargs)

    def clean(self, value: Any) -> str:
        password = super().clean(value)
        try:
            return get_adapter().clean_password(password, user=self.user)
        except ValidationError as weak:
            raise ValidationError([TOO_WEAK.get(each.code, each.message) for each in weak.error_list]) from None


class SignIn(allauth.LoginForm, PortalForm):
    """E-mail address and password; one message for every failure, so that nobody learns who has an account."""

    submit_text = "Sign in"
    password = Password("Password", ask="Enter your password", width=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = Email("Email address", ask="Enter your email address", width=20)
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return self.cleaned_data["login"].strip().lower()


class ForgottenPassword(allauth.ResetPasswordForm, PortalForm):
    """The address to send a link to. Says the same whether or not anybody has that address."""

    submit_text = "Send me a link"
    email = Email("Email address", ask="Enter your email address", width=20)

    def clean_email(self) -> str:
        super().clean_email()
        return self.cleaned_data["email"].strip().lower()


class SetPassword(allauth.ResetPasswordKeyForm, PortalForm):
    """A new password, for somebody who came by the link in their letter."""

    submit_text = "Set this password"
    password1 = NewPassword("New password", ask="Enter a new password")
    password2 = Password("New password again", ask="Enter the new password again", new=True, width=20)

    def clean(self) -> dict[str, Any]:
        return same_twice(self)


class ChangePassword(allauth.ChangePasswordForm, PortalForm):
    """The password somebody has, and the one they want."""

    submit_text = "Change password"
    oldpassword = Password("Current password", ask="Enter your current password", width=20)
    password1 = NewPassword("New password", ask="Enter a new password")
    password2 = Password("New password again", ask="Enter the new password again", new=True, width=20)

    def clean(self) -> dict[str, Any]:
        return same_twice(self)


def same_twice(form: PortalForm) -> dict[str, Any]:
    """Both new passwords must be the same."""
    answers = form.cleaned_data
    if "password1" in answers and "password2" in answers and answers["password1"] != answers["password2"]:
        form.add_error("password2", "The two new passwords must be the same")
    return answers


class Deputy(Pick):
    """Who covers. Two colleagues may have one name, so the job stands beside it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "Who covers?",
            ask="Choose a person from the list",
            hint="They are reminded of what is due on those days, and can answer it.",
            queryset=User.objects.none(),
            required=False,
            as_select=True,
            empty="Nobody",
            **kwargs,
        )

    def label_from_instance(self, person: User) -> str:
        return ", ".join(filter(None, [person.name, person.job_title]))


class LeaveForm(PortalForm):
    """From when to when somebody is away, and who covers. Not why: that is nobody's business here."""

    submit_text = "Enter this leave"

    first_on = GovDate("First day away", ask="Enter the first day away", hint="For example, 27 10 2014")
    last_on = GovDate("Last day away", ask="Enter the last day away", hint="The last day counts as a day away.")
    deputy = Deputy()

    def __init__(self, *args: Any, colleagues: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = dt.timedelta(days=366)
        self.fields["first_on"].earliest = today - year
        self.fields["last_on"].latest = today + 2 * year
        self.fields["deputy"].queryset = colleagues


class ChangeLeaveForm(PortalForm):
    """Another last day, or somebody else who covers."""

    last_on = GovDate("Last day away", ask="Enter the last day away", hint="The last day counts as a day away.")
    deputy = Deputy()

    def __init__(self, *args: Any, row: Leave, colleagues: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["last_on"].latest = today + dt.timedelta(days=2 * 366)
        self.fields["deputy"].queryset = colleagues | User.objects.filter(pk=row.deputy_id)


FREQUENCY_HINTS = {
    Frequency.WEEKLY: "On the day of the week that you choose",
    Frequency.MONTHLY: "At the beginning of the month",
    Frequency.BEFORE_BOARD: "Nine and two working days before a board that you can see meets",
}


class DigestForm(PortalForm):
    """How often a digest comes, and when."""

    submit_text = "Save"

    frequency = Choice(
        "How often do you want a digest?",
        ask="Select how often you want a digest",
        choices=Frequency.choices,
        hints=FREQUENCY_HINTS,
        reveals={Frequency.WEEKLY: ("weekday",)},
        size="m",
    )
    weekday = Choice(
        "On which day?",
        ask="Select on which day it comes",
        choices=[(day, WEEKDAYS[day]) for day in range(MONDAY, FRIDAY + 1)],
        coerce=int,
        empty_value=None,
        as_select=True,
    )
    hour = Choice(
        "At what time does it come?",
        ask="Select at what time it comes",
        choices=[(hour, hour_in_words(hour)) for hour in range(EARLIEST_HOUR, LATEST_HOUR + 1)],
        coerce=int,
        as_select=True,
        size="m",
    )

    def __init__(self, *args: Any, counts: Preferences, **kwargs: Any) -> None:
        held = {"frequency": counts.frequency, "weekday": counts.weekday, "hour": counts.hour}
        super().__init__(*args, initial=held, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Where no day was asked for, the one chosen before stays."""
        if "weekday" in self.unasked:
            self.cleaned_data["weekday"] = None
        return self.cleaned_data

"""Questions about roles: whom to give one, and when it ends."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from collab_portal.toolkit.fields import Choice, Email, GovDate, Words
from collab_portal.toolkit.forms import PortalForm
from services.access.roles import Role
from services.people.models import User

ROLE_HINTS = {
    Role.READER: "Reads what the organisation takes part in",
    Role.SERVICE_LEAD: "Writes what the register holds about the organisation, its reports and its benefits",
    Role.SPONSOR: "A chief officer: the same, and clears reports",
    Role.SECRETARY: "Arranges a board’s meetings and review cycles",
    Role.FINANCE: "Confirms or rejects what the organisation’s people claim to have gained",
    Role.POLICY_OFFICER: "For an office that holds services to account: reads all their work and accepts reports",
    Role.COMMISSIONER: "Reads all the work of the services held to account, and the overview",
    Role.ADMINISTRATOR: "Runs the portal. Sees no records by this role alone",
}


class GiveRoleForm(PortalForm):
    """Who, which role and why. Somebody is known by their address: two people may have one name."""

    submit_text = "Give this role"

    email = Email("Email address", ask="Enter the email address of somebody who has an account", size="s", width=20)
    role = Choice("Role", ask="Select the role", choices=Role.choices, hints=ROLE_HINTS, size="s", small=True)
    why = Words("Why?", ask="Enter why they get this role", called="The reason", rows=2, max_length=300, size="s",
                hint="Such as ‘Follows Ruth Kemble as head of finance’. It stays in the history, and they read it")  # fmt: skip

    def clean_email(self) -> str:
        """Keeps the account for the action beside the address."""
        self.person = User.objects.active().filter(email=self.cleaned_data["email"].strip().lower()).first()
        if self.person is None:
            raise ValidationError("Nobody who can sign in has this email address", "unknown")
        return self.cleaned_data["email"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        answers.pop("email", None)
        return answers


class EndRoleForm(PortalForm):
    """When a role ends, and why."""

    submit_text = "End this role"

    when = Choice("When does it end?", ask="Select when it ends", size="s", reveals={"later": ("last_on",)},
                  choices=[("now", "At once"), ("later", "After a day that I enter")])  # fmt: skip
    last_on = GovDate("The last day on which it counts", ask="Enter the last day", called="The last day", hint="For example, 31 10 2014")  # fmt: skip
    reason = Words("Why does it end?", ask="Enter why it ends", called="The reason", rows=2, max_length=300, size="s",
                   hint="It stays in the history, and the person reads it")  # fmt: skip

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_on"].earliest = today

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        answers.pop("when", None)
        return answers

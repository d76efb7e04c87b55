"""Questions about people: whom to name, for what, and until when."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.fields import Choice, Email, GovDate, Pick
from collab_portal.toolkit.forms import PortalForm
from initiatives.register.models import Duty
from services.people.models import User

DUTY_HINTS = {
    Duty.AUTHOR: "Gets the reminders and sends the reports",
    Duty.SPONSOR: "Answers for it, and hears when a report is late",
    Duty.READER: "May see it",
}


class PersonForm(PortalForm):
    """Somebody from an organisation that takes part."""

    submit_text = "Name this person"

    person = Pick(
        "Person",
        ask="Choose a person from the list",
        queryset=User.objects.none(),
        as_select=True,
        empty="Choose a person",
    )
    duty = Choice("What do they do?", ask="Select what they do", choices=Duty.choices, hints=DUTY_HINTS, size="s")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = self.with_organisations

    @staticmethod
    def with_organisations(person: User) -> str:
        """Elin Pryce, Cheshire Fire and Rescue Service."""
        names = list(dict.fromkeys(each.organisation.name for each in person.memberships.all()))
        return ", ".join([person.name, *names])


class GuestForm(PortalForm):
    """Somebody from elsewhere who may see this work for a time."""

    submit_text = "Let this guest see it"

    email = Email("Work email address", ask="Enter the work email address of the guest", width=30)
    until = GovDate(
        "Last day they may see it", ask="Enter the last day they may see it", hint="For example, 31 3 2015", size="s"
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest = today

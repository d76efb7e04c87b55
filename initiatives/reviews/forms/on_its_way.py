"""What people type while a report is on its way: reasons, later days, a colleague, the day a review took place."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.fields import GovDate, Pick, Words, YesNo
from collab_portal.toolkit.forms import PortalForm
from services.people.models import User

LIKE = "For example, 14 11 2014"


class ReturnForm(PortalForm):
    """Why a report goes back to its authors."""

    submit_text = "Return the report"

    why = Words("What do you want to know?", ask="Enter what the authors should change or add", called="The reason",
                rows=6, max_length=600, hint="The authors read this, word for word, in a letter and beside their answers.")  # fmt: skip


class PutBackForm(PortalForm):
    """What authors should change before a sponsor clears their report."""

    submit_text = "Put the report back"

    why = Words("What should the authors change?", ask="Enter what the authors should change", called="The reason",
                rows=6, max_length=600, hint="The authors read this, word for word, in a letter and beside their answers.")  # fmt: skip


class WithdrawForm(PortalForm):
    """Why a report is not needed any more."""

    submit_text = "Ask for it no longer"

    why = Words("Why is it not needed any more?", ask="Enter why the report is not needed any more", called="The reason",
                rows=4, max_length=600, hint="The people who write it read this in a letter.")  # fmt: skip


class MoreTimeForm(PortalForm):
    """A later day, and why."""

    submit_text = "Ask for more time"

    due_on = GovDate("When can you send it?", ask="Enter the day you can send it", called="The new day", hint=LIKE)
    why = Words("Why do you need more time?", ask="Enter why you need more time", called="The reason", rows=4,
                max_length=600, hint="The office that asked for the report reads this before it answers.")  # fmt: skip


class AnswerMoreTimeForm(PortalForm):
    """The office's answer: until when, or why not."""

    submit_text = "Answer"

    gives = YesNo("Do you give more time?", ask="Select yes if you give more time",
                  reveals={True: ("due_on",), False: ("why",)})  # fmt: skip
    due_on = GovDate("When is it due now?", ask="Enter the day it is due now", called="The new day",
                     hint="The day they ask for, or another.")  # fmt: skip
    why = Words("Why not?", ask="Enter why you give no more time", called="The reason", rows=4, max_length=600,
                hint="The authors read this, word for word, in a letter.")  # fmt: skip

    def __init__(self, data: Any = None, *, wished_for: dt.date | None, **kwargs: Any) -> None:
        super().__init__(data, initial={"due_on": wished_for}, **kwargs)


class PassOnForm(PortalForm):
    """Which colleague writes this report instead."""

    submit_text = "Pass it on"

    person = Pick("Who should write this report?", ask="Choose a colleague from the list", queryset=User.objects.none(),
                  as_select=True, empty="Choose a colleague")  # fmt: skip

    def __init__(self, data: Any = None, *, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"].queryset = colleagues
        self.fields["person"].label_from_instance = with_organisations


class HeldForm(PortalForm):
    """The day a leadership review took place."""

    submit_text = "Record that it took place"

    held_on = GovDate("When did the leaders meet about it?", ask="Enter the day the leaders met about it",
                      called="The day they met", hint="For example, 3 11 2014")  # fmt: skip

    def __init__(self, data: Any = None, *, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["held_on"].latest = today


def with_organisations(person: User) -> str:
    """Elin Pryce, Cheshire Fire and Rescue Service."""
    names = dict.fromkeys(each.organisation.name for each in person.memberships.all())
    return ", ".join([person.name, *names])

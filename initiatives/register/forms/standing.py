"""Questions about parking, stopping and taking up again."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.fields import Choice, GovDate, Words
from collab_portal.toolkit.forms import PortalForm
from initiatives.register.models import Ending

ENDING_HINTS = {
    Ending.COMPLETED: "It did what it was for",
    Ending.STOPPED: "It ended before that",
    Ending.DECLINED: "Looked at with care, and not worth it. The duty to collaborate asks you to keep the reason",
    Ending.WITHDRAWN: "An organisation it needed left",
    Ending.SUPERSEDED: "Other work has taken its place",
}


class ParkForm(PortalForm):
    """Why it waits, and when to look again."""

    submit_text = "Park this work"

    reason = Words("Why is it parked?", ask="Enter why it is parked", called="The reason", rows=3, max_length=600)
    look_again_on = GovDate(
        "When should we look at it again?",
        ask="Enter the date to look at it again",
        called="The date to look at it again",
        size="s",
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_look_again_on(self) -> dt.date:
        day = self.cleaned_data["look_again_on"]
        if day is not None and day <= self.today:
            self.add_error("look_again_on", "The date to look at it again must be in the future")
        return day


class StopForm(PortalForm):
    """How it ended, and why."""

    submit_text = "Continue"

    ending = Choice("How did it end?", ask="Select how it ended", choices=Ending.choices, hints=ENDING_HINTS, size="s")
    reason = Words("Why?", ask="Enter why it ended", called="The reason", rows=4, max_length=1000)


class TakeUpForm(PortalForm):
    """Why it is live again."""

    submit_text = "Take it up again"

    reason = Words(
        "Why is it taken up again?", ask="Enter why it is taken up again", called="The reason", rows=3, max_length=600
    )

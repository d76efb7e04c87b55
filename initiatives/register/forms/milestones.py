"""Questions about milestones."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.fields import GovDate, Words
from collab_portal.toolkit.forms import PortalForm


class AddMilestoneForm(PortalForm):
    """A point the work should reach, and by when."""

    submit_text = "Add the milestone"

    name = Words(
        "Milestone",
        ask="Enter the milestone",
        hint="Such as ‘Building survey finished’",
        max_length=120,
        width="two-thirds",
    )
    due_on = GovDate(
        "Due", ask="Enter the day it is due", called="The day it is due", hint="For example, 31 3 2015", size="s"
    )


class MoveMilestoneForm(PortalForm):
    """A new day, and why."""

    submit_text = "Move the milestone"

    forecast_on = GovDate(
        "When is it expected now?", ask="Enter the day it is expected now", called="The new day", size="s"
    )
    reason = Words("Why has it moved?", ask="Enter why it has moved", called="The reason", rows=3, max_length=300)


class FinishMilestoneForm(PortalForm):
    """The day it was reached."""

    submit_text = "It is done"

    done_on = GovDate(
        "When was it reached?", ask="Enter the day it was reached", called="The day it was reached", size="s"
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"done_on": today}, **kwargs)
        self.fields["done_on"].latest = today

"""Choosing two dates to compare."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.choice_fields import Choice
from collab_portal.toolkit.date_fields import GovDate
from collab_portal.toolkit.forms import PortalForm
from initiatives.past.moments import EARLIEST, WAYS, How, Moment


class CompareForm(PortalForm):
    """Two days of the same past."""

    first = GovDate("First date", ask="Enter the first date", called="The first date", hint="For example, 5 10 2014")
    second = GovDate(
        "Second date", ask="Enter the second date", called="The second date", hint="Today, or a day before"
    )
    how = Choice("Which past?", ask="Select which past to compare", **WAYS)

    def __init__(self, data: Any = None, *, today: dt.date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("first", "second"):
            self.fields[name].earliest, self.fields[name].latest = EARLIEST, today

    @property
    def moments(self) -> tuple[Moment, Moment]:
        """What was chosen, the earlier first, once the form is valid."""
        how = How(self.cleaned_data["how"])
        first, second = sorted((self.cleaned_data["first"], self.cleaned_data["second"]))
        return Moment(how, first), Moment(how, second)

"""Choosing the date as at which to look."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.choice_fields import Choice
from collab_portal.toolkit.date_fields import GovDate
from collab_portal.toolkit.forms import PortalForm
from initiatives.past.moments import EARLIEST, WAYS, How, Moment


class LookBackForm(PortalForm):
    """A day, and which of the two pasts. Asked in the address, so that nothing is changed."""

    day = GovDate("Which date?", ask="Enter the date", called="The date", hint="For example, 5 10 2014")
    how = Choice("Which past?", ask="Select which past to show", **WAYS)

    def __init__(self, data: Any = None, *, today: dt.date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["day"].earliest, self.fields["day"].latest = EARLIEST, today

    @property
    def moment(self) -> Moment:
        """What was chosen, once the form is valid."""
        return Moment(How(self.cleaned_data["how"]), self.cleaned_data["day"])

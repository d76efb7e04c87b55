"""What people type about the dates of a cycle: which of them count, where one moves to, and why one is dropped."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.fields import GovDate, MultipleChoice, Words
from collab_portal.toolkit.forms import PortalForm
from collab_portal.toolkit.words import day, weekday
from initiatives.cycles.planning import Offer

NONE_TICKED = "Select the dates that count"


class ConfirmForm(PortalForm):
    """The dates that were shown, all ticked; one that is not ticked is left out."""

    submit_text = "Confirm these dates"

    dates = MultipleChoice("Which dates count?", ask=NONE_TICKED, size="m")

    def __init__(self, data: Any = None, *, offered: list[Offer], **kwargs: Any) -> None:
        open_dates = [each for each in offered if not each.is_too_late]
        super().__init__(data, initial={"dates": [each.value for each in open_dates]}, **kwargs)
        self.fields["dates"] = MultipleChoice(
            "Which dates count?", ask=NONE_TICKED, size="m", hint="Untick a date on which the board does not look at this",
            choices=[(each.value, weekday(each.on)) for each in open_dates],
            hints={each.value: in_words(each) for each in open_dates},
        )  # fmt: skip

    def initial_from(self, row: Any) -> dict[str, Any]:
        """Nothing of the cycle stands in the boxes; its version guards against answers that changed meanwhile."""
        return {}

    def clean_dates(self) -> list[dt.date]:
        return [dt.date.fromisoformat(each) for each in self.cleaned_data["dates"]]


class MoveForm(PortalForm):
    """Another day, and why."""

    submit_text = "Move the date"

    on = GovDate("When does the board meet now?", ask="Enter the new date", called="The new date", size="s",
                 hint="For example, 8 12 2014")  # fmt: skip
    reason = Words("Why does it move?", ask="Enter why it moves", called="The reason", rows=3, max_length=300, size="s",
                   hint="Everybody who is asked for a report can read this")  # fmt: skip


class DropForm(PortalForm):
    """Why the board does not look at the work on this date."""

    submit_text = "Drop the date"

    reason = Words("Why is it dropped?", ask="Enter why it is dropped", called="The reason", rows=3, max_length=300, size="s",
                   hint="The people who write its reports read this in a letter")  # fmt: skip


class EndForm(PortalForm):
    """Why the board asks no longer."""

    submit_text = "End this cycle"

    reason = Words("Why does it end?", ask="Enter why it ends", called="The reason", rows=3, max_length=300, size="s",
                   hint="The people who are still asked for a report read this in a letter")  # fmt: skip


def in_words(offer: Offer) -> str:
    """The deadlines of a date in one line."""
    due = offer.deadlines
    cleared = f", cleared by {day(due.clear_due_on)}" if due.clear_due_on else ""
    return f"Draft by {day(due.draft_due_on)}{cleared}, papers by {day(due.papers_due_on)}"

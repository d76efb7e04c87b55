"""The words of a report's life, and its rules: which event leads to which state, and which state may follow which."""

from collections.abc import Iterable

from django.db import models


class RequestState(models.TextChoices):
    """Where a report is on its way. Owed until it is sent, and again when it is returned."""

    ASKED = "asked", "Not started"
    DRAFTING = "drafting", "Draft"
    CLEARED = "cleared", "Cleared"
    SENT = "sent", "Sent"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"
    PRESENTED = "presented", "Presented"
    WITHDRAWN = "withdrawn", "No longer asked for"


class EventKind(models.TextChoices):
    """Something that can happen to a report."""

    ASKED = "asked", "Asked for"
    STARTED = "started", "Started"
    READY = "ready_to_clear", "Ready to be cleared"
    CLEARED = "cleared", "Cleared"
    PUT_BACK = "put_back", "Put back to its authors"
    CHANGED = "changed", "Changed, so it has to be cleared anew"
    SENT = "sent", "Sent"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"
    PRESENTED = "presented", "Presented to the leaders"
    WITHDRAWN = "withdrawn", "No longer asked for"
    MORE_TIME_ASKED = "more_time_asked", "More time asked for"
    MORE_TIME_GIVEN = "more_time_given", "More time given"
    MORE_TIME_DECLINED = "more_time_declined", "More time declined"
    PASSED_ON = "passed_on", "Passed to a colleague"
    TAKEN_BACK = "taken_back", "Taken back from a colleague"


OWED = (RequestState.ASKED, RequestState.DRAFTING, RequestState.CLEARED, RequestState.RETURNED)
#: With the office for good: its leaders have met about it, or will.
TAKEN = (RequestState.ACCEPTED, RequestState.PRESENTED)

#: The state that an event leads to. Every other kind leaves the state as it is.
MOVES = {
    EventKind.ASKED: RequestState.ASKED,
    EventKind.STARTED: RequestState.DRAFTING,
    EventKind.CLEARED: RequestState.CLEARED,
    EventKind.PUT_BACK: RequestState.DRAFTING,
    EventKind.CHANGED: RequestState.DRAFTING,
    EventKind.SENT: RequestState.SENT,
    EventKind.RETURNED: RequestState.RETURNED,
    EventKind.ACCEPTED: RequestState.ACCEPTED,
    EventKind.PRESENTED: RequestState.PRESENTED,
    EventKind.WITHDRAWN: RequestState.WITHDRAWN,
}
#: A wish for more time ends when it is answered, and when nothing is owed any more.
ENDS_A_WISH = (EventKind.MORE_TIME_GIVEN, EventKind.MORE_TIME_DECLINED, EventKind.SENT, EventKind.WITHDRAWN)

#: The table of allowed steps: what may come next, for each state.
NEXT = {
    RequestState.ASKED: {RequestState.DRAFTING, RequestState.WITHDRAWN},
    RequestState.DRAFTING: {RequestState.CLEARED, RequestState.SENT, RequestState.WITHDRAWN},
    RequestState.CLEARED: {RequestState.DRAFTING, RequestState.SENT, RequestState.WITHDRAWN},
    RequestState.RETURNED: {
        RequestState.DRAFTING,
        RequestState.CLEARED,
        RequestState.SENT,
        RequestState.WITHDRAWN,
    },
    RequestState.SENT: {RequestState.ACCEPTED, RequestState.RETURNED},
    RequestState.ACCEPTED: {RequestState.PRESENTED},
    RequestState.PRESENTED: set(),
    RequestState.WITHDRAWN: {RequestState.ASKED},  # by the portal alone, where it was the portal that took it back
}


def state_after(kinds: Iterable[str]) -> RequestState:
    """The state that events of these kinds, oldest first, add up to; what the database's trigger works out row by row."""
    state = RequestState.ASKED
    for kind in kinds:
        state = MOVES.get(EventKind(kind), state)
    return state


class Outlook(models.TextChoices):
    """What a report says of a milestone."""

    ON_TIME = "on_time", "Will happen on time"
    LATE = "late", "Will be late"
    DONE = "done", "Done"


#: The sides of the work that a highlight report looks at one by one (domain brief 2.4), as the page heads them.
ASPECTS = {"time": "Time", "money": "Money", "benefits": "Benefits", "risk": "Risk", "resources": "Resources"}
#: Every part that a review can ask for; one that names none asks for all.
SECTIONS = (*ASPECTS, "milestones", "decision")

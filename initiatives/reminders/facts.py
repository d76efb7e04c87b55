"""The facts the plan is made of: the table of kinds, each with its source, and what they all have to say about some days.

The number of queries follows the number of kinds, never the number of records or of people.
"""

import datetime as dt
from collections.abc import Iterable

from collab_portal.toolkit.dates import WorkingDays
from initiatives.reminders.matters import RESTRICTED, Matter, Source
from initiatives.reminders.plan import Fact, due_dates_heard_between
from initiatives.reminders.policy import (
    AGREEMENT_EXPIRY,
    AGREEMENT_REVIEW,
    CLAIM_WAITING,
    INITIATIVE_QUIET,
    LOOK_AGAIN,
    MEETING_NEAR,
    MILESTONE_DUE,
    PURPOSE_CONFIRMATION,
    READING_DUE,
    REPORT_DUE,
    REPORT_RETURNED,
    STILL_TRUE,
    Stage,
)
from initiatives.reminders.sources.agreement_expiry import AGREEMENT_EXPIRIES
from initiatives.reminders.sources.agreement_review import AGREEMENT_REVIEWS
from initiatives.reminders.sources.claim_waiting import CLAIMS_WAITING
from initiatives.reminders.sources.initiative_quiet import QUIET_WORK
from initiatives.reminders.sources.look import one_look
from initiatives.reminders.sources.look_again import PARKED_WORK
from initiatives.reminders.sources.meeting_near import MEETINGS_AHEAD
from initiatives.reminders.sources.milestone_due import MILESTONES_AHEAD
from initiatives.reminders.sources.purpose_confirmation import PURPOSES_NOT_CONFIRMED
from initiatives.reminders.sources.reading_due import VALUES_NOT_CLAIMED
from initiatives.reminders.sources.report_due import REPORTS_OWED
from initiatives.reminders.sources.report_returned import REPORTS_RETURNED
from initiatives.reminders.sources.still_true import PURPOSES_CONFIRMED

__all__ = ["REPORTS_OWED", "REPORTS_RETURNED", "RESTRICTED", "SOURCES", "Matter", "Source", "gather"]

SOURCES: dict[str, Source] = {
    REPORT_DUE: REPORTS_OWED,
    REPORT_RETURNED: REPORTS_RETURNED,
    MEETING_NEAR: MEETINGS_AHEAD,
    AGREEMENT_REVIEW: AGREEMENT_REVIEWS,
    AGREEMENT_EXPIRY: AGREEMENT_EXPIRIES,
    MILESTONE_DUE: MILESTONES_AHEAD,
    INITIATIVE_QUIET: QUIET_WORK,
    PURPOSE_CONFIRMATION: PURPOSES_NOT_CONFIRMED,
    STILL_TRUE: PURPOSES_CONFIRMED,
    LOOK_AGAIN: PARKED_WORK,
    READING_DUE: VALUES_NOT_CLAIMED,
    CLAIM_WAITING: CLAIMS_WAITING,
}


def gather(
    policy: Iterable[Stage],
    working_days: WorkingDays,
    day: dt.date,
    first_day: dt.date,
    last_day: dt.date,
    *,
    as_of_then: bool = False,
) -> list[Fact]:
    """Every fact that the policy can have something to say about between two local dates, seen from `day`."""
    stages, facts = list(policy), []
    with one_look():
        for kind in dict.fromkeys(stage.about for stage in stages):
            of_this_kind = [stage for stage in stages if stage.about == kind]
            first_due, last_due = due_dates_heard_between(of_this_kind, working_days, first_day, last_day)
            facts += SOURCES[kind].facts(day, first_due, last_due, as_of_then=as_of_then)
    return facts

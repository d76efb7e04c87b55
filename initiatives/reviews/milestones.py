"""What a report says of milestones goes into the register when it is sent (docs/decisions/0010-milestones-in-reports.md)."""

import datetime as dt

from collab_portal.toolkit.refusals import Refused
from initiatives import rules
from initiatives.register.actions.milestones import finish_milestone, move_milestone
from initiatives.register.models import Milestone
from initiatives.reviews.choices import Outlook
from initiatives.reviews.models import Report
from initiatives.reviews.sheet import Point, Sheet
from services.people.models import User


def tell_the_register(report: Report, sheet: Sheet, *, by: User, at: dt.datetime) -> None:
    """Move and finish the milestones of a report that is being sent, as the register's own actions do, with history.

    Where the sender may not change the record, the record has closed, or the answers are marked OFFICIAL-SENSITIVE and
    the record is not, the register stays as it is and the answers alone say it.
    """
    initiative = report.request.initiative
    if report.is_sensitive and not initiative.is_sensitive:
        return
    for point in sheet.points:
        milestone = Milestone.objects.select_related("initiative").filter(pk=point.pk).first()
        if milestone is not None and rules.WRITE_IN_RECORD.allows(by, milestone):
            carry_over(report, point, milestone, by=by, at=at)


def carry_over(report: Report, point: Point, milestone: Milestone, *, by: User, at: dt.datetime) -> None:
    """One milestone. What the register refuses, because somebody was there before, stays an answer."""
    outlook, new = report.answer(point.key), report.answer(f"{point.key}_new")
    try:
        if outlook == Outlook.DONE:
            finish_milestone(milestone, by=by, at=at, done_on=report.answer(f"{point.key}_done"))
        elif outlook == Outlook.LATE and new > milestone.forecast_on:
            reason = f"Reported for “{report.request.review.title}”"
            move_milestone(milestone, by=by, at=at, forecast_on=new, reason=reason)
    except Refused:
        return

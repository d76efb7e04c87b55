"""Reports that were returned and not sent again: told to the people who write them, counted from the day of return."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from collab_portal.toolkit.words import weekday
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import REPORT_RETURNED
from initiatives.reminders.sources.circle import Circle
from initiatives.reminders.sources.records import Records, Row, end_of, local_date, named
from initiatives.reminders.sources.report_due import (
    COLUMNS,
    about_report,
    is_sensitive,
    owed_at_the_end_of,
    writing,
)
from initiatives.reviews.models import ReportEvent, ReportRequest


class ReportsReturned(Records):
    """Returned with a reason, and owed again."""

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        """With `returned_at`, the UTC instant of the last return."""
        returned = (
            owed_at_the_end_of(day).filter(last_event="returned") if as_of_then else ReportRequest.objects.returned()
        )
        returns = ReportEvent.objects.filter(request=OuterRef("pk"), kind="returned", at__lt=end_of(day))
        last = Subquery(returns.order_by("-id").values("at")[:1])
        return returned.exclude(initiative__standing="draft").annotate(returned_at=last)

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        return records.order_by("pk").values(*COLUMNS, "returned_at")

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return local_date(row["returned_at"])

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        return Fact(
            about=REPORT_RETURNED,
            subject=f"report_request:{row['pk']}",
            place=f"initiative:{row['initiative']}",
            due_on=due_on,
            listeners=frozenset(writing(row, circle)),
            ref=row["review__ref"],
            title=named(row["review__title"], "returned", is_sensitive=is_sensitive(row)),
            part_of=row["initiative__ref"],
            calendar=row["review__asked_by"],
            owner=row["review__asked_by"],
        )

    def for_letter(self, records: QuerySet) -> QuerySet:
        return records.select_related("initiative", "review", "report")

    def matter(self, record: ReportRequest, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        return Matter(
            **{**about_report(record), "unless": "the report has not been sent again"},
            noun="returned report",
            act="Change the report",
            in_short=f"the report was returned on {weekday(fact.due_on)} and has not been sent again",
            since=fact.due_on,
            falls_due=False,
            **heard,
        )

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Why each report does not wait to be sent again."""
        rest = ReportRequest.objects.filter(pk__in=[pk_of(each) for each in subjects]).exclude(state="returned")
        asked_for = {
            "withdrawn": "The report is no longer asked for.",
            "drafting": "The report is being written again.",
            "cleared": "The report has been cleared again.",
        }
        return {
            request.history_key: asked_for.get(request.state, "The report has been sent again.") for request in rest
        }


REPORTS_RETURNED = ReportsReturned()

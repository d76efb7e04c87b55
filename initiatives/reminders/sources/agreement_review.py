"""Agreements that are to be reviewed: told to their parties three months and one month before, and on the day."""

import datetime as dt

from django.db.models import QuerySet

from initiatives.reminders.policy import AGREEMENT_REVIEW
from initiatives.reminders.sources.agreements import DatesOfAgreements
from initiatives.reminders.sources.records import Row, came_too_late, local_date


class AgreementReviews(DatesOfAgreements):
    """Agreements that are not over, by the date of their next review."""

    kind = AGREEMENT_REVIEW
    date = "review_on"
    words = "review"
    noun = "agreement review"

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        return records.filter(review_on__range=(first_due, last_due))

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return None if came_too_late(row["review_on"], local_date(row["known_at"]), day) else row["review_on"]


AGREEMENT_REVIEWS = AgreementReviews()

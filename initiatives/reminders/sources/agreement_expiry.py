"""Agreements that expire: told to their parties 12, 6, 3 and 1 months before. A vague date expires on its last day."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from collab_portal.toolkit.words import weekday
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import AGREEMENT_EXPIRY
from initiatives.reminders.sources.agreements import DatesOfAgreements
from initiatives.reminders.sources.records import Row


class AgreementExpiries(DatesOfAgreements):
    """Agreements that are not over, by the date on which they expire."""

    kind = AGREEMENT_EXPIRY
    date = "expires_on"
    words = "expiry"
    noun = "agreement"

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        """From the year on: "2015" comes before every day in it, and may mean its last."""
        return records.filter(expires_on__gte=f"{first_due.year:04d}")

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return row["expires_on"].last

    def in_words(self, fact: Fact) -> dict[str, Any]:
        return {"in_short": f"the agreement expires on {weekday(fact.due_on)}"}


AGREEMENT_EXPIRIES = AgreementExpiries()

"""Live work about which nobody has done anything for 90 days, and after every 90 days more.

What counts is what a person did: an entry in the timeline with somebody behind it, or a report that somebody sent. The
portal's own stamps ("reminded …") never make it look active. Work that was only brought in counts from that day.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from collab_portal.toolkit.words import day as in_words
from initiatives.register.models import Initiative, Standing
from initiatives.reminders.matters import Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.policy import INITIATIVE_QUIET
from initiatives.reminders.sources.records import NOT_LIVE, Row, end_of, key_of, local_date
from initiatives.reminders.sources.works import Works, about_work
from initiatives.reviews.models import ReportEvent
from services.history.models import Entry

#: Calendar days without news after which it is asked what has become of the work.
QUIET_AFTER = 90
#: For so many calendar days after that it is still the same silence; then the next 90 days are what falls due.
STILL_HEARD = 45


class QuietWork(Works):
    """Live work whose last news is known."""

    kind = INITIATIVE_QUIET
    columns = ("last_news_at",)

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        """With `last_news_at`, the UTC instant of what a person last did about it by the end of a local date; or None."""
        done = Entry.objects.filter(place=key_of("initiative"), by__isnull=False, at__lt=end_of(day))
        sent = ReportEvent.objects.filter(
            request__initiative=OuterRef("pk"), kind="sent", by__isnull=False, at__lt=end_of(day)
        )
        last_news_at = Greatest(
            F("registered_at"),
            Subquery(done.order_by("-at").values("at")[:1]),
            Subquery(sent.order_by("-at").values("at")[:1]),
        )
        return Initiative.objects.live_on(day).annotate(last_news_at=last_news_at)

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        return None if row["last_news_at"] is None else quiet_on(local_date(row["last_news_at"]), day)

    def words(self, row: Row) -> str:
        return f"no news since {in_words(row['last_news_at'])}"

    def matter(self, record: Initiative, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        since = local_date(record.last_news_at)
        return Matter(
            **about_work(record),
            noun="quiet work",
            since=since,
            in_short=f"no news since {in_words(since)}",
            unless="there is no news",
            falls_due=False,
            **heard,
        )

    def why_gone(self, subjects: Collection[str]) -> dict[str, str]:
        """Work that does not go on."""
        resting = Initiative.objects.filter(pk__in=[pk_of(each) for each in subjects]).exclude(standing=Standing.LIVE)
        return {each.history_key: NOT_LIVE for each in resting}


QUIET_WORK = QuietWork()


def quiet_on(last_news_on: dt.date, day: dt.date) -> dt.date:
    """The local date on which a silence is due to be spoken of, seen from `day`: 90, 180, 270 … days after the last news."""
    times = max(1, ((day - last_news_on).days - STILL_HEARD) // QUIET_AFTER + 1)
    return last_news_on + dt.timedelta(days=QUIET_AFTER * times)

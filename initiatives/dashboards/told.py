"""What was said about a report, and what will be said next: read from the ledger of reminders, never from its code.

Dashboards and reminders are rooms of one storey, so the ledger is reached through the people it speaks to.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat, JSONObject

from collab_portal.toolkit.words import count, day
from initiatives.register import not_arrived
from initiatives.register.not_arrived import NotArrived
from services.people.models import User

Reminder = User._meta.get_field("reminders").related_model
ABOUT_REPORTS = "report_due"
AUDIENCES = {
    "authors": "its authors",
    "lead": "its service leads",
    "sponsor": "its sponsor",
    "office": "the commissioner’s office",
}


@dataclass(frozen=True)
class Said:
    """One step of the ladder: the local day, and the audience in words."""

    day: dt.date
    to: str

    @classmethod
    def of(cls, row: dict[str, str] | None) -> "Said | None":
        """From a row of the ledger; its stage, like late_3_sponsor, ends with the audience."""
        if not row:
            return None
        return cls(dt.date.fromisoformat(row["on"]), AUDIENCES.get(row["stage"].rpartition("_")[2], "somebody"))


@dataclass(frozen=True)
class Told:
    """How many reminders went about a report, the last of them and the next one, and which did not arrive, if any.

    `is_behind`: the next one's day has passed, so it goes with the next letters.
    """

    number: int
    last: Said | None
    coming: Said | None
    not_arrived: tuple[NotArrived, ...] = ()
    is_behind: bool = False

    @classmethod
    def of(cls, row: Any, today: dt.date) -> "Told":
        """From a row that `with_told` has given its columns, as seen on a local date."""
        lost, coming = tuple(not_arrived.read(row.not_arrived)), Said.of(row.next_told)
        is_behind = coming is not None and coming.day < today
        return cls(row.times_told or 0, Said.of(row.last_told), coming, lost, is_behind)

    @property
    def so_far(self) -> str:
        """“3 reminders sent, the last on 3 November 2014”."""
        if self.last is None:
            return "No reminder sent yet"
        return f"{count(self.number, 'reminder')} sent, {'the last ' if self.number > 1 else ''}on {day(self.last.day)}"

    @property
    def next(self) -> str:
        """“On 5 November 2014 its sponsor is reminded”; past the end of the ladder, who heard last."""
        if self.coming is not None:
            verb = "are" if self.coming.to.endswith("s") else "is"
            if self.is_behind:
                return f"With the next letters {self.coming.to} {verb} reminded"
            return f"On {day(self.coming.day)} {self.coming.to} {verb} reminded"
        if self.last is not None:
            return f"Nothing more is planned. The last to hear: {self.last.to}"
        return "Nobody has been reminded, and nothing is planned"


def with_told(requests: QuerySet, authors: QuerySet, today: dt.date) -> QuerySet:
    """Adds to requests for reports: `author_names`, `times_told`, `last_told` and `next_told` (day and stage), and what
    is `not_arrived` as seen on a local date.

    Of those whose day has passed only the latest goes (reminders.plan), so that one is next; else the nearest ahead.
    """
    key = Concat(Value("report_request:"), Cast(OuterRef("pk"), CharField()))
    about = Reminder.objects.filter(kind=ABOUT_REPORTS, subject=key).order_by()
    passed = Case(When(planned_on__lt=today, then=F("planned_on")))
    sent, step = about.filter(state="sent"), JSONObject(on=F("planned_on"), stage=F("stage"))
    return requests.annotate(
        author_names=ArraySubquery(authors.order_by("person__name").values("person__name")),
        times_told=Subquery(sent.values("subject").annotate(number=Count("pk")).values("number")),
        last_told=Subquery(sent.order_by("-planned_on", "-id").values(both=step)[:1]),
        not_arrived=not_arrived.column(today, "report_request"),
        next_told=Subquery(
            about.planned().order_by(passed.desc(nulls_last=True), "planned_on", "id").values(both=step)[:1]
        ),
    )

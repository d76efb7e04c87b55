"""Finding digests."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

#: What became of a letter, once that is known; a letter that was taken back is written anew.
ARRIVED = ("sent", "delivered")
DID_NOT = ("failed", "ambiguous", "bounced")
#: A letter may come back days after it left.
COMES_BACK_WITHIN = dt.timedelta(days=14)


class Digests(models.QuerySet):
    """What was planned and made."""

    def visible_to(self, user: Any) -> "Digests":
        """One's own, and nobody else's."""
        return self.filter(person=user.pk) if user.is_authenticated and user.is_active else self.none()

    def planned(self) -> "Digests":
        """Not made yet."""
        return self.filter(state="planned")

    def made(self) -> "Digests":
        """Decided: in a letter, or with nothing to say."""
        return self.exclude(state="planned")

    def due_by(self, now: dt.datetime) -> "Digests":
        """Planned for a UTC instant or before."""
        return self.planned().filter(due_at__lte=now)

    def to_see_to(self, now: dt.datetime) -> "Digests":
        """Those due by a UTC instant, and those whose letter has met its fate since somebody last looked."""
        due = Q(state="planned", due_at__lte=now)
        settled = Q(state="posted", letter__state__in=[*ARRIVED, *DID_NOT, "cancelled"])
        lately = Q(state="sent", due_at__gte=now - COMES_BACK_WITHIN)
        came_back = lately & Q(carries__gt=0, letter__state="bounced")
        return self.filter(due | settled | came_back).order_by("due_at", "id")

    def that_arrived(self) -> "Digests":
        """Those that their reader has had, as far as anybody knows."""
        return self.filter(letter__state__in=ARRIVED)

    def last_that_arrived(self, person: Any) -> dt.datetime | None:
        """When the last one that a person has had ended (UTC): there the next one begins. None before the first."""
        return self.that_arrived().filter(person=person.pk).aggregate(last=models.Max("until"))["last"]

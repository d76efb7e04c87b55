"""Finding boards and meetings."""

from typing import Any

from django.db import models
from django.db.models import F, Q


class Boards(models.QuerySet):
    """Bodies that meet."""

    def visible_to(self, user: Any) -> "Boards":
        """Members of the board, who convenes it, and the bodies that oversee one of them."""
        return _seen_by_its_organisations(self, user, "members")

    def for_list(self) -> "Boards":
        """With who convenes it: what one line needs."""
        return self.select_related("convened_by")

    def for_page(self) -> "Boards":
        """With who convenes it and who sits on it."""
        return self.select_related("convened_by").prefetch_related("members")


class Meetings(models.QuerySet):
    """Occasions."""

    def visible_to(self, user: Any) -> "Meetings":
        """Organisations that attended or convened it, and the bodies that oversee one of them."""
        return _seen_by_its_organisations(self, user, "attended_by")

    def open_to(self) -> dict[int, set[int] | None]:
        """By meeting, the organisations whose people, and whose overseers, see it: `visible_to` for many people at once."""
        meetings = self.order_by()
        open_to: dict[int, set[int] | None] = {
            pk: {by} - {None} for pk, by in meetings.values_list("pk", "convened_by")
        }
        attendance = self.model._meta.get_field("attended_by").remote_field.through.objects
        pairs = attendance.filter(meeting__in=meetings.values("pk"))
        for meeting, organisation in pairs.values_list("meeting", "organisation"):
            open_to[meeting].add(organisation)
        return open_to

    def known_to_the_day(self) -> "Meetings":
        """Those of which more than a month or a year is known."""
        return self.filter(held_on__regex=r"^\d{4}-\d{2}-\d{2}$")

    def newest_first(self) -> "Meetings":
        """By date, however vague: a day before its month, a month before its year; dates not known come last."""
        return self.order_by(F("held_on").desc(nulls_last=True), "ref")

    def for_list(self) -> "Meetings":
        """With who convened it and its board: what one line needs."""
        return self.select_related("convened_by", "board")

    def for_page(self) -> "Meetings":
        """With who convened it, who attended, and its board."""
        return self.select_related("convened_by", "board").prefetch_related("attended_by")


def _seen_by_its_organisations(records: models.QuerySet, user: Any, members: str) -> models.QuerySet:
    if not user.is_authenticated or not user.is_active:
        return records.none()
    reach = user.standing.reach_ids
    sitting = records.model._default_manager.filter(**{f"{members}__in": reach}).values("pk")
    return records.filter(Q(convened_by__in=reach) | Q(pk__in=sitting))

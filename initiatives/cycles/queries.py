"""Finding review cycles and their dates."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Case, F, Min, Q, Value, When


class ReviewCycles(models.QuerySet):
    """Review cycles."""

    def visible_to(self, user: Any) -> "ReviewCycles":
        """Whoever asks, reads, or may see the board; a draft only the people of the body that asks. With both by name."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        reach = user.standing.reach_ids
        boards = self.model._meta.get_field("board").related_model.objects.visible_to(user)
        read = self.model._default_manager.filter(readers__organisation__in=reach).values("pk")
        seen = Q(asked_by__in=reach) | Q(board__in=boards.values("pk")) | Q(pk__in=read)
        own = Q(asked_by__in=user.standing.organisation_ids)
        return self.filter(own | (seen & ~Q(state="draft"))).select_related("board", "asked_by")

    def running(self) -> "ReviewCycles":
        """Those that ask for reports."""
        return self.filter(state="running")

    def drafts(self) -> "ReviewCycles":
        """Those that somebody has begun to set up."""
        return self.filter(state="draft")

    def for_list(self, day: dt.date) -> "ReviewCycles":
        """Adds `next_on`, the next board date from a local date on, or None; running first, then drafts, soonest first."""
        coming = Q(dates__is_dropped=False, dates__on__gte=day)
        order = Case(When(state="running", then=Value(0)), When(state="draft", then=Value(1)), default=Value(2))
        dated = self.annotate(next_on=Min("dates__on", filter=coming))
        return dated.order_by(order, F("next_on").asc(nulls_last=True), "title", "pk")


class CycleDates(models.QuerySet):
    """The dates of cycles."""

    def visible_to(self, user: Any) -> "CycleDates":
        """Those of cycles the person may see."""
        cycles = self.model._meta.get_field("cycle").related_model
        return self.filter(cycle__in=cycles.objects.visible_to(user).values("pk"))

    def kept(self) -> "CycleDates":
        """Those that nobody has dropped."""
        return self.filter(is_dropped=False)

    def to_come(self, day: dt.date) -> "CycleDates":
        """Kept, and on a local date or after it."""
        return self.kept().filter(on__gte=day)

    def open_on(self, day: dt.date) -> "CycleDates":
        """Kept, and reports for it can be asked for on a local date: its papers are not due before that day."""
        return self.kept().filter(papers_due_on__gte=day, review__isnull=False)

    def not_asked_yet(self) -> "CycleDates":
        """Those for which nobody has been asked for a report."""
        return self.filter(review__requests=None)

    def for_page(self) -> "CycleDates":
        """With the review each date has."""
        return self.select_related("review")

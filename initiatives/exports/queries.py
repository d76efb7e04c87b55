"""Finding what people asked to take away. It is theirs alone: nobody else sees that it was asked for."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

#: Whoever began one and has not ended it after so long is taken for dead.
PATIENCE = dt.timedelta(minutes=10)


class Exports(models.QuerySet):
    """What was asked for."""

    def visible_to(self, user: Any) -> "Exports":
        """What this person asked for themselves, while they still see through every organisation they saw through then."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(person=user.pk, seen_through__contained_by=sorted(user.standing.reach_ids))

    def waiting_at(self, now: dt.datetime) -> "Exports":
        """What nobody is making at a UTC instant, the oldest first."""
        abandoned = Q(state="making", begun_at__lt=now - PATIENCE)
        return self.filter(Q(state="asked") | abandoned).order_by("asked_at", "pk")

    def unfinished(self) -> "Exports":
        """What is not ready yet."""
        return self.filter(state__in=["asked", "making"])

    def asked_before(self, instant: dt.datetime) -> "Exports":
        """What was asked for before a UTC instant."""
        return self.filter(asked_at__lt=instant)

    def for_list(self) -> "Exports":
        """The newest on top, without the file."""
        return self.defer("workbook").order_by("-asked_at", "-pk")


class ExportSheets(models.QuerySet):
    """The tables of an export, as text."""

    def visible_to(self, user: Any) -> "ExportSheets":
        """Those of exports this person asked for."""
        exports = self.model._meta.get_field("export").related_model
        return self.filter(export__in=exports.objects.visible_to(user))

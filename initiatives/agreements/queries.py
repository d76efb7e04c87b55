"""Finding agreements."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q


class Agreements(models.QuerySet):
    """What was signed."""

    def visible_to(self, user: Any) -> "Agreements":
        """Parties, the bodies that oversee a party, and whoever may see an initiative that it covers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        party = self.model._default_manager.filter(parties__organisation__in=user.standing.reach_ids).values("pk")
        initiatives = self.model._meta.get_field("initiatives").related_model.objects.visible_to(user)
        covering = self.model._default_manager.filter(initiatives__in=initiatives).values("pk")
        return self.filter(Q(pk__in=party) | Q(pk__in=covering))

    def open_to(self) -> dict[int, set[int] | None]:
        """By agreement, its parties, whose people and overseers see it: that half of `visible_to`, for many people at once."""
        open_to: dict[int, set[int] | None] = {}
        party = self.model._meta.get_field("parties").related_model.objects
        pairs = party.filter(agreement__in=self.order_by().values("pk")).order_by()
        for agreement, organisation in pairs.values_list("agreement", "organisation"):
            open_to.setdefault(agreement, set()).add(organisation)
        return open_to

    def not_over(self) -> "Agreements":
        """Those that have not expired, ended or been replaced."""
        return self.exclude(state__in=["expired", "ended", "replaced"])

    def review_due_by(self, day: dt.date) -> "Agreements":
        """Agreements whose review falls on or before a local date."""
        return self.filter(review_on__lte=day)

    def with_something_to_do(self) -> "Agreements":
        """Those whose record waits for somebody."""
        return self.exclude(next_step="")

    def covering(self, initiative: Any) -> "Agreements":
        """Those that cover this initiative."""
        return self.filter(initiatives=initiative)

    def for_list(self, user: Any) -> "Agreements":
        """Adds `covered`: the initiatives covered that this person may see."""
        initiatives = self.model._meta.get_field("initiatives").related_model.objects.visible_to(user).order_by("name")
        return self.prefetch_related(Prefetch("initiatives", initiatives, to_attr="covered"))

    def for_page(self) -> "Agreements":
        """With its parties and the organisations they sign for."""
        return self.prefetch_related("parties__organisation")

"""Reading the timeline."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from services.history.chain import first_broken


class Entries(models.QuerySet):
    """Entries are seen on the page of the record they belong to, so whoever may see that page may read them."""

    def visible_to(self, user: Any) -> "Entries":
        """Only what this person did themselves; the entries of a record are read through `told_on` behind its gate."""
        return self.filter(by=user.pk) if user.is_authenticated else self.none()

    def told_on(self, place: Any) -> "Entries":
        """The timeline of a record the gate has already shown, newest first, with who did it."""
        return self.filter(place=place.history_key).select_related("by")

    def told_on_any(self, kind: str, records: models.QuerySet) -> "Entries":
        """The timelines of many records of one kind, by the first part of their history keys; the caller asks for those
        that a person may see.
        """
        keys = records.order_by().annotate(key=Concat(Value(f"{kind}:"), Cast("pk", models.CharField())))
        return self.filter(place__in=keys.values("key"))

    def about_any(self, kind: str) -> "Entries":
        """Those about things of one kind, by the first part of their history keys."""
        return self.filter(thing__startswith=f"{kind}:")

    def told_about(self, things: Iterable[Any]) -> "Entries":
        """What was done to these things alone, which are told on the page of one record; newest first."""
        things = list(things)
        places = {getattr(each, "history_place", each).history_key for each in things}
        keys = [each.history_key for each in things]
        return self.filter(place__in=places, thing__in=keys).select_related("by")

    def broken_link(self) -> Any:
        """The first entry that somebody changed behind the portal's back, or None if the whole chain holds."""
        number = first_broken()
        return None if number is None else self.model.objects.select_related("by").get(pk=number)

    def last_link(self) -> Any:
        """The newest entry of the chain, whose hash stands for everything before it; None if there is none."""
        return self.order_by("-id").first()


class Touches(models.QuerySet):
    """Marks of change."""

    def visible_to(self, user: Any) -> "Touches":
        """Nobody's to read: they say that something changed, not what."""
        return self.none()

    def taken_away(self) -> int:
        """Take away every mark that is there now, and return how many: one statement, in the caller's transaction."""
        return self.delete()[0]

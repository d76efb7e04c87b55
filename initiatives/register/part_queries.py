"""Finding what belongs to an initiative: who takes part, who is named, and what it should reach."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q

from initiatives.register.queries import Initiatives, OfAnInitiative, each_theme, taking_part, working


class Participations(OfAnInitiative):
    """Who takes part in what."""

    def of_any(self, organisation_ids: Iterable[int]) -> "Participations":
        """Those of these organisations."""
        return self.filter(organisation__in=organisation_ids)

    def current_on(self, day: dt.date) -> "Participations":
        """Those that count on a local date: not only planned, not declined, begun and not over."""
        return self.filter(taking_part(day))

    def organisations_in(self, initiatives: Initiatives) -> list[tuple[str, str]]:
        """The organisations in any of these initiatives, each once, as (slug, name) in order of name."""
        names = self.filter(initiative__in=initiatives.order_by()).order_by("organisation__name")
        return list(names.values_list("organisation__slug", "organisation__name").distinct())

    def pairs_in(self, initiatives: Initiatives, day: dt.date) -> list[dict[str, Any]]:
        """Who works with whom on a local date: `one` and `other` (slugs), the `name` and `kind` of the one, and the
        `number` of these initiatives they share.

        Both orders are there, and each organisation with itself: the number of all it takes part in. One query, which
        counts each pair once. An organisation takes part in an initiative once, so nothing is counted twice.
        """
        other, one = "initiative__participations__", "organisation__"
        once = Q(organisation__lte=F(f"{other}organisation"), initiative__in=initiatives.order_by().values("pk"))
        both = self.filter(working(day), working(day, other), once)
        slugs = {"one": F(f"{one}slug"), "other": F(f"{other}organisation__slug")}
        named = both.order_by().values(**slugs, name=F(f"{one}short_name"), kind=F(f"{one}kind"))
        rows = list(named.annotate(number=Count("pk")))
        own = {row["one"]: row for row in rows if row["one"] == row["other"]}
        turned = ((own[row["other"]], row) for row in rows if row["one"] != row["other"])
        return rows + [{**there, "other": row["one"], "number": row["number"]} for there, row in turned]

    def by_stage_in(self, initiatives: Initiatives, day: dt.date) -> list[tuple[str, str, int]]:
        """Of each organisation (slug) and stage ("" is not known), how many of these initiatives it works on, on a local date."""
        return self._numbers_in(initiatives, day, F("initiative__stage"))

    def by_theme_in(self, initiatives: Initiatives, day: dt.date) -> list[tuple[str, str, int]]:
        """The same of each organisation and theme ("" is not known). Work with two themes counts at both."""
        return self._numbers_in(initiatives, day, each_theme("initiative__themes"))

    def _numbers_in(self, initiatives: Initiatives, day: dt.date, by: Any) -> list[tuple[str, str, int]]:
        here = self.filter(working(day), initiative__in=initiatives.order_by().values("pk")).order_by()
        rows = here.annotate(by=by).values_list("organisation__slug", "by")
        return list(rows.annotate(number=Count("initiative", distinct=True)))

    def waiting_for(self, organisation_ids: Iterable[int]) -> "Participations":
        """Invitations that one of these organisations has not answered."""
        return self.of_any(organisation_ids).filter(answer="invited").exclude(initiative__standing="draft")

    def for_page(self) -> "Participations":
        """With each organisation, the body that oversees it, and who confirmed the purpose: what the summary shows."""
        return self.select_related("organisation__governed_by", "purpose_confirmed_by")


class NamedPeople(OfAnInitiative):
    """Who is named on what."""

    def current_on(self, day: dt.date) -> "NamedPeople":
        """Those whose time has not run out on a local date, and who can still sign in."""
        return self.filter(Q(until=None) | Q(until__gte=day), person__is_active=True)

    def with_duty(self, *duties: str) -> "NamedPeople":
        """Those who do one of these things."""
        return self.filter(duty__in=duties).select_related("person")


class Milestones(OfAnInitiative):
    """Points the work should reach."""

    def ahead(self) -> "Milestones":
        """Those not reached yet."""
        return self.filter(done_on=None)

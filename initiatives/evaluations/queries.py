"""Finding evaluations and lessons. A shared lesson is seen further than its work, and says nothing of it there."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import BooleanField, Case, F, IntegerField, Q, Value, When

from initiatives.register.likeness import is_like, telling_words
from initiatives.register.queries import OfAnInitiative

SEARCHED = SearchVector("title", "happened", "cause", "next_time", config="english")
#: How many lessons surface beside somebody's own work, and among how many these are looked for.
FEW, MANY = 3, 30


class Evaluations(OfAnInitiative):
    """Whether pieces of work did what they set out to do."""

    def for_page(self) -> "Evaluations":
        """With who entered them, the latest first."""
        return self.select_related("entered_by").order_by("-done_on", "-pk")


class Lessons(OfAnInitiative):
    """What was learnt."""

    def visible_to(self, user: Any) -> "Lessons":
        """Those of initiatives the person may see; and, for every member of an organisation, those that are shared.

        Sharing is asked about here as well as when somebody shares: work that is sensitive or for named people only shares
        nothing, whatever a lesson says. The work itself need not be there: of a past date only seen work is (decision 19).
        """
        of_what_is_seen = Q(initiative__in=self._seen_by(user))
        is_member = user.is_authenticated and user.is_active and user.standing.organisation_ids
        return self.filter(of_what_is_seen | self._shared() if is_member else of_what_is_seen)

    def _works(self) -> models.QuerySet:
        return self.model._meta.get_field("initiative").related_model.objects.order_by()

    def _seen_by(self, user: Any) -> models.QuerySet:
        return self._works().visible_to(user).values("pk")

    def _shared(self) -> Q:
        closed = self._works().filter(~Q(marking="official") | Q(reach="named"))
        return Q(is_shared=True, withdrawn_at=None) & ~Q(initiative__in=closed.values("pk"))

    def that_hold(self) -> "Lessons":
        """Those nobody has withdrawn."""
        return self.filter(withdrawn_at=None)

    def shared(self) -> "Lessons":
        """Those that say they are shared."""
        return self.filter(is_shared=True)

    def of(self, initiative: Any) -> "Lessons":
        """Those of one piece of work."""
        return self.filter(initiative=initiative)

    def about(self, theme: str) -> "Lessons":
        """Those with this theme."""
        return self.filter(themes__contains=[theme])

    def saying(self, words: str) -> "Lessons":
        """Those with these words (PostgreSQL full-text search, English)."""
        found = SearchQuery(words, config="english", search_type="websearch")
        return self.annotate(search=SEARCHED).filter(Q(search=found) | Q(title__icontains=words))

    def for_page(self) -> "Lessons":
        """Those of one piece of work, with who wrote and who withdrew them; the latest first, the withdrawn last."""
        rows = self.select_related("organisation", "evaluation", "written_by", "withdrawn_by", "initiative")
        return rows.order_by(F("withdrawn_at").desc(nulls_first=True), "-written_at", "-pk")

    def for_reader(self, user: Any) -> "Lessons":
        """Adds `shows_work`: whether this person may see of which initiative it is; with that and the organisation whose it is."""
        seen = When(initiative__in=self._seen_by(user), then=Value(True))
        shown = Case(seen, default=Value(False), output_field=BooleanField())
        return self.annotate(shows_work=shown).select_related("organisation").prefetch_related("initiative")

    def from_similar_work(self, user: Any, name: str, themes: Iterable[str] = (), besides: Any = None) -> list[Any]:
        """At most FEW of what this person may read, for somebody who names work like this; the most telling first.

        First lessons of work with much the same name that they may see, then those that share most themes, then those
        whose own words are like the name. The names of hidden work are never looked at: an answer would give them away.
        Three queries, as `for_reader` has them.
        """
        words, themes = telling_words(name), list(themes)
        works = self.model._meta.get_field("initiative").related_model.objects.visible_to(user).registered()
        alike = [each.pk for each in works.named_like(name) if besides is None or each.pk != besides.pk]
        query = SearchQuery(" | ".join(sorted(words)) or "x", config="english", search_type="raw")
        found = (
            self.visible_to(user)
            .that_hold()
            .for_reader(user)
            .annotate(
                search=SEARCHED,
                is_alike=Case(When(initiative__in=alike, then=1), default=0, output_field=IntegerField()),
                in_common=in_common(themes),
                told=SearchRank(SEARCHED, query),
            )
        )
        if besides is not None:
            found = found.exclude(initiative=besides)
        wanted = Q(is_alike=1) | Q(in_common__gt=0) | (Q(search=query) if words else Q(pk__in=[]))
        near = found.filter(wanted).order_by("-is_alike", "-in_common", "-told", "-written_at", "-pk")[:MANY]
        return [each for each in near if each.is_alike or each.in_common or is_like(name, each.words)][:FEW]


def in_common(themes: Iterable[str]) -> Any:
    """The number of these themes that a lesson has."""
    return sum(
        (Case(When(themes__contains=[theme], then=1), default=0, output_field=IntegerField()) for theme in themes),
        Value(0, output_field=IntegerField()),
    )

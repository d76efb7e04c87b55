"""Finding initiatives and what belongs to them. `visible_to` here is the only definition of "mine to see" in the register."""

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import Case, Count, F, Func, Max, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Cast, Substr

from initiatives.register import sight
from initiatives.register.likeness import is_like, telling_words
from services.directory.models import SERVICE_OF, Service

#: States in which a report is still owed (initiatives.reviews has the list's meaning).
STILL_OWED = ("asked", "drafting", "cleared", "returned")

#: The services whose work together the portal exists for.
THREE = (Service.POLICE, Service.FIRE, Service.AMBULANCE)
STAGES_OF_LIFE = ["idea", "scoping", "case", "agreement", "delivery", "go_live", "usual", "evaluation"]
ORDER_OF_WORRY = ["off_track", "at_risk", "on_track", "not_reported"]
SORTS = {
    "name": ("name",),
    "reference": ("ref",),
    "lead": (F("lead__name").asc(nulls_last=True), "name"),
    "stage": ("stage_order", "name"),
    "status": ("status_order", "name"),
    "due": (F("next_due_on").asc(nulls_last=True), "name"),
}
#: The words that a search looks through; the index initiative_words is built on the same expression.
SEARCHED = SearchVector("name", "short_name", "as_first_named", "purpose", config="english")


def begun_by(day: dt.date, start: str) -> Q:
    """A vague start has come by a local date; one that is not known counts as come."""
    return Q(**{start: None}) | Q(**{f"{start}__lte": day.isoformat()})


def not_over_on(day: dt.date, end: str) -> Q:
    """A vague end has not passed on a local date: "2018" lasts until the end of 2018, an unknown end is open."""
    iso = day.isoformat()
    return Q(**{end: None}) | Q(**{f"{end}__gte": iso}) | Q(**{f"{end}__in": [iso[:4], iso[:7]]})


def over_on(day: dt.date) -> Q:
    """Work that had closed, or come to its known end, by a local date."""
    return Q(standing="closed") | ~not_over_on(day, "ended_on")


def taking_part(day: dt.date, through: str = "") -> Q:
    """A participation that counts on a local date. `through` is the path to it, like "participations__"."""
    agreed = Q(**{f"{through}is_planned": False}) & ~Q(**{f"{through}answer": "declined"})
    return agreed & begun_by(day, f"{through}from_on") & not_over_on(day, f"{through}to_on")


def working(day: dt.date, through: str = "") -> Q:
    """A participation that has been agreed to, begun and not ended on a local date. It says nothing in the negative, so
    that it can be asked of many rows at once, `through` a path like "initiative__participations__".
    """
    agreed = Q(**{f"{through}is_planned": False, f"{through}answer": "takes_part"})
    return agreed & begun_by(day, f"{through}from_on") & not_over_on(day, f"{through}to_on")


class Each(Func):
    """A row for each of the values of a list."""

    function = "unnest"
    set_returning = True
    output_field = models.CharField()


def each_theme(column: str) -> Each:
    """A row for each theme in a column of them; one row with "" where none is known."""
    themes = ArrayField(models.CharField(max_length=20))
    unknown = When(**{column: []}, then=Value([""], output_field=themes))
    return Each(Case(unknown, default=F(column), output_field=themes))


class Initiatives(models.QuerySet):
    """The register."""

    def visible_to(self, user: Any) -> "Initiatives":
        """What this person may see on the day the door named (`user.as_of(day)`).

        Their organisation takes part now (or took part, for work that is over), or is overseen by a body of theirs, unless
        the record is for named people; they are named on it; it reaches every member; or it is their own draft.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        kept = sight.among_the_kept(user, "pk")
        if kept is not None:
            return self.filter(kept)
        standing = user.standing
        everyone = Q(reach__in=["public", "portal"]) if standing.organisation_ids else Q(pk__in=[])
        partner = Q(reach="participants") & (self._parts_now(standing) | self._parts_then(standing))
        visible = everyone | partner | Q(pk__in=self._naming(user, standing.day))
        own_draft = Q(standing="draft", registered_by=user.pk)
        return self.filter((~Q(standing="draft") & visible) | own_draft)

    def seen_once_by(self, user: Any) -> AbstractContextManager[None]:
        """A block of a read-only transaction in which `visible_to` is worked out once, by itself, in one query."""
        return sight.kept(user, self.visible_to(user).order_by().values_list("pk", flat=True))

    def _parts_now(self, standing: Any) -> Q:
        here = self._every("participations").filter(taking_part(standing.day), organisation__in=standing.reach_ids)
        return Q(pk__in=here.values("initiative"))

    def _parts_then(self, standing: Any) -> Q:
        there = self._every("participations").filter(organisation__in=standing.reach_ids, is_planned=False)
        return over_on(standing.day) & Q(pk__in=there.exclude(answer="declined").values("initiative"))

    def _naming(self, user: Any, day: dt.date) -> models.QuerySet:
        until = Q(until=None) | Q(until__gte=day)
        return self._every("named_people").filter(until, person=user.pk).values("initiative")

    def _every(self, relation: str) -> models.QuerySet:
        """All rows of what belongs to initiatives; asked for by themselves they need no join and no anti-join."""
        return self.model._meta.get_field(relation).related_model._default_manager.all()

    def open_to(self, day: dt.date) -> dict[int, set[int] | None]:
        """By initiative, the organisations whose people, and whose overseers, see it on a local date; None: every member.

        `visible_to` turned round, for asking about many people at once. It leaves out who is named, and drafts.
        """
        works = self.registered().order_by()
        open_to: dict[int, set[int] | None] = dict.fromkeys(
            works.filter(reach__in=["public", "portal"]).values_list("pk", flat=True)
        )
        then = Q(initiative__in=works.filter(over_on(day)).values("pk"), is_planned=False) & ~Q(answer="declined")
        among = self._every("participations").filter(initiative__in=works.filter(reach="participants").values("pk"))
        for work, organisation in (
            among.order_by().filter(taking_part(day) | then).values_list("initiative", "organisation")
        ):
            open_to.setdefault(work, set()).add(organisation)
        return open_to

    def registered(self) -> "Initiatives":
        """Everything but drafts."""
        return self.exclude(standing="draft")

    def drafts_of(self, user: Any) -> "Initiatives":
        """What this person has begun to register."""
        return self.filter(standing="draft", registered_by=user.pk)

    def live_on(self, day: dt.date) -> "Initiatives":
        """Work that goes on at a local date: live, and not past an end that is known."""
        return self.filter(not_over_on(day, "ended_on"), standing="live")

    def over_by(self, day: dt.date) -> "Initiatives":
        """Work that had closed, or come to its known end, by a local date."""
        return self.registered().filter(over_on(day))

    def parked(self) -> "Initiatives":
        """Work on hold, with a date to look at it again."""
        return self.filter(standing="parked")

    def led_by(self, organisation: Any) -> "Initiatives":
        """Work this organisation leads; None: work whose lead is not known."""
        return self.filter(lead=organisation) if organisation else self.filter(lead=None, is_jointly_led=False)

    def led_jointly(self) -> "Initiatives":
        """Work that has no single lead."""
        return self.filter(is_jointly_led=True)

    def led_by_any(self, organisations: Iterable[Any]) -> "Initiatives":
        """Work that one of these leads."""
        return self.filter(lead__in=organisations)

    def with_partner(self, organisation: Any) -> "Initiatives":
        """Work this organisation takes part in, at any time; what it declined is not its work."""
        parts = self._every("participations").exclude(answer="declined")
        return self.filter(pk__in=parts.filter(organisation=organisation).values("initiative"))

    def with_partner_called(self, slug: str) -> "Initiatives":
        """The same, by the organisation's slug."""
        parts = self._every("participations").exclude(answer="declined")
        return self.filter(pk__in=parts.filter(organisation__slug=slug).values("initiative"))

    def worked_on_by(self, slug: str, day: dt.date) -> "Initiatives":
        """Work this organisation takes part in on a local date; an invitation that is not answered is no part yet."""
        parts = self._every("participations").filter(working(day), organisation__slug=slug)
        return self.filter(pk__in=parts.values("initiative"))

    def worked_on_by_all_three(self, day: dt.date) -> "Initiatives":
        """Work in which a police force, a fire service and an ambulance service take part on a local date."""
        parts = self._every("participations").filter(working(day))
        found = self
        for service in THREE:
            kinds = [kind for kind, its in SERVICE_OF.items() if its == service]
            found = found.filter(pk__in=parts.filter(organisation__kind__in=kinds).values("initiative"))
        return found

    def at_stage(self, stage: str) -> "Initiatives":
        """Work at one stage; "" is a stage that is not known."""
        return self.filter(stage=stage)

    def that_reached(self, stage: str) -> "Initiatives":
        """Work at a stage or past it, also where it has closed since."""
        return self.filter(stage__in=STAGES_OF_LIFE[STAGES_OF_LIFE.index(stage) :])

    def before_stage(self, stage: str) -> "Initiatives":
        """Work that has not come to a stage; where the stage is not known nobody can say, so it is left out."""
        return self.filter(stage__in=STAGES_OF_LIFE[: STAGES_OF_LIFE.index(stage)])

    def by_theme(self) -> list[tuple[str, int]]:
        """How many there are of each theme; "" is work whose themes are not known. Work with two counts at both."""
        themes = self.order_by().annotate(theme=each_theme("themes")).values_list("theme")
        return list(themes.annotate(number=Count("pk", distinct=True)))

    def with_status(self, status: str) -> "Initiatives":
        """Work whose last accepted report gave this status."""
        return self.filter(status=status)

    def with_any_status(self, statuses: Iterable[str]) -> "Initiatives":
        """Work whose last accepted report gave one of these."""
        return self.filter(status__in=statuses)

    def standing_as(self, standings: Iterable[str], day: dt.date) -> "Initiatives":
        """Work that is live, parked or closed on a local date; what has come to its known end counts as closed."""
        ways = {
            "live": Q(standing="live") & not_over_on(day, "ended_on"),
            "closed": over_on(day),
            "parked": Q(standing="parked") & not_over_on(day, "ended_on"),
        }
        chosen = Q(pk__in=[])
        for standing in standings:
            chosen |= ways[standing]
        return self.filter(chosen)

    def about(self, theme: str) -> "Initiatives":
        """Work with this theme; "" is work whose themes are not known."""
        return self.filter(themes__contains=[theme]) if theme else self.filter(themes=[])

    def evaluated(self, *, is_so: bool) -> "Initiatives":
        """Work of which an evaluation has been entered, or of which none has."""
        return self.filter(self._done if is_so else ~self._done)

    def by_stage(self) -> list[tuple[str, int, int]]:
        """Of each stage ("" is not known), how much work there is, and of how much an evaluation has been entered."""
        numbers = {"number": Count("pk"), "evaluated": Count("pk", filter=self._done)}
        return list(self.order_by().values_list("stage").annotate(**numbers))

    @property
    def _done(self) -> Q:
        return Q(pk__in=self._every("evaluations").values("initiative"))

    def late_on(self, day: dt.date) -> "Initiatives":
        """Work with a report that was due before a local date and is still owed."""
        return self.filter(self._late(day))

    def with_lateness(self, day: dt.date) -> "Initiatives":
        """Adds `is_late`: whether such a report is owed of it."""
        return self.annotate(is_late=Case(When(self._late(day), then=Value(True)), default=Value(False)))

    def _late(self, day: dt.date) -> Q:
        late = self._every("report_requests").filter(state__in=STILL_OWED, due_on__lt=day)
        return Q(pk__in=late.values("initiative"))

    def named_like(self, name: str) -> list[Any]:
        """At most three whose names share most of their telling words with this one; the likest first."""
        words = telling_words(name)
        if not words:
            return []
        any_of_them = SearchQuery(" | ".join(sorted(words)), config="english", search_type="raw")
        near = self.annotate(named=SearchVector("name", config="english")).filter(named=any_of_them)
        return [
            each
            for each in near.order_by(SearchRank("named", any_of_them).desc(), "ref")[:30]
            if is_like(name, each.name)
        ][:3]

    def highest_number(self, prefix: str) -> int:
        """The highest number among references like CHS-007, or 0."""
        numbered = self.filter(ref__regex=rf"^{re.escape(prefix)}-[0-9]{{1,9}}$")
        number = Cast(Substr("ref", len(prefix) + 2), models.IntegerField())
        return numbered.aggregate(highest=Max(number))["highest"] or 0

    def saying(self, words: str) -> "Initiatives":
        """Work with these words in its name or purpose (PostgreSQL full-text search, English), or this reference."""
        found = Q(search=SearchQuery(words, config="english", search_type="websearch"))
        return self.annotate(search=SEARCHED).filter(found | Q(name__icontains=words) | Q(ref__iexact=words))

    def in_order_of(self, sort: str) -> "Initiatives":
        """Sorted by one of SORTS, "-" in front for the other way round; an unknown word sorts by name."""
        key = sort.removeprefix("-")
        ordered = self.with_orders(key).order_by(*SORTS.get(key, SORTS["name"]), "id")
        return ordered.reverse() if sort.startswith("-") and key in SORTS else ordered

    def with_orders(self, key: str) -> "Initiatives":
        """Adds the column that a sort needs: order of life, order of worry, or the next report's due date."""
        if key == "stage":
            return self.annotate(stage_order=_place_in(STAGES_OF_LIFE, "stage"))
        if key == "status":
            return self.annotate(status_order=_place_in(ORDER_OF_WORRY, "status"))
        return self.with_next_due() if key == "due" else self

    def with_next_due(self) -> "Initiatives":
        """Adds `next_due_on`, the local date on which the next report still owed is due, or None."""
        owed = self._every("report_requests").filter(initiative=OuterRef("pk"), state__in=STILL_OWED)
        return self.annotate(next_due_on=Subquery(owed.order_by("due_on").values("due_on")[:1]))

    def for_list(self, day: dt.date) -> "Initiatives":
        """Adds what a list shows: the lead, `next_due_on`, and `partners_now`: who takes part on a local date.

        An invitation that nobody has answered is no partner yet.
        """
        part = self.model._meta.get_field("participations").related_model
        agreed = part.objects.current_on(day).filter(answer="takes_part")
        partners = agreed.select_related("organisation").order_by("organisation__short_name")
        listed = self.select_related("lead").prefetch_related(
            Prefetch("participations", partners, to_attr="partners_now")
        )
        return listed.with_next_due()


def _place_in(order: list[str], field: str) -> Case:
    return Case(*(When(**{field: value}, then=Value(n)) for n, value in enumerate(order)), default=Value(len(order)))


class OfAnInitiative(models.QuerySet):
    """What belongs to an initiative is seen by whoever may see the initiative."""

    def visible_to(self, user: Any) -> "OfAnInitiative":
        """Those of initiatives the person may see."""
        return self.filter(of_visible(self.model, user))


def of_visible(model: type[models.Model], user: Any) -> Any:
    """The condition that a row's initiative is one the person may see."""
    initiatives = model._meta.get_field("initiative").related_model.objects
    return sight.among_the_kept(user, "initiative") or Q(initiative__in=initiatives.visible_to(user))

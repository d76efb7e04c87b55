"""Finding benefits and their readings. Whoever may see the initiative may see what is gained by it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Lower

from initiatives.benefits.choices import GIVEN_UP
from initiatives.register.likeness import telling_words
from initiatives.register.queries import OfAnInitiative

AMOUNT = models.DecimalField(max_digits=20, decimal_places=2)
NOUGHT = Value(Decimal(0), output_field=AMOUNT)
NONE = Value(0, output_field=models.IntegerField())
#: The columns that two lines must share for their amounts to be added (initiatives.benefits.sums.Key).
KEY = ("kind", "is_recurring", "unit", "counts")
STILL_PLANNED = Q(target_value__isnull=False) & ~Q(status__in=GIVEN_UP)


def plain_line(line: str) -> str:
    """A budget line without what people write differently: letters and figures only, in small letters."""
    return "".join(each for each in line.lower() if each.isalnum())


def counted_as(path: str = "") -> Case:
    """What a line merely counts, seen through a path to the line; "" for every unit that says so itself."""
    measured = When(**{f"{path}unit": "number", "then": F(f"{path}measure")})
    return Case(measured, default=Value(""), output_field=models.CharField())


def laid_together(rows: Iterable[dict[str, Any]], columns: Iterable[str]) -> list[dict[str, Any]]:
    """Rows that share these columns as one: what they count is added, and their `price_year` gathered in `prices`."""
    found: dict[tuple, dict[str, Any]] = {}
    for row in rows:
        priced = row.pop("price_year")
        there = found.setdefault(tuple(row[column] for column in columns), {**dict.fromkeys(row, 0), "prices": []})
        there["prices"] += [priced] if priced else []
        there.update((name, row[name] if name in columns else there[name] + row[name]) for name in row)
    return list(found.values())


class Benefits(OfAnInitiative):
    """What is gained, line by line."""

    def of_organisation(self, slug: str) -> "Benefits":
        """Those of one organisation, by its slug."""
        return self.filter(organisation__slug=slug)

    def with_plan(self) -> "Benefits":
        """Those with a target that still counts: a line that was given up, or replaced by another, plans nothing."""
        return self.filter(STILL_PLANNED)

    def with_quarters(self, year: int, ended: int) -> "Benefits":
        """Those that still plan something for the first `ended` quarters of the financial year that begins in `year`."""
        quarters = self._quarters().filter(year=year, quarter__lte=ended)
        return self.with_plan().filter(pk__in=quarters.values("benefit"))

    def with_reading(self, state: str, year: int | None = None) -> "Benefits":
        """Those with a reading in this state, in the financial year that begins in `year`, or in any."""
        readings = self._readings().filter(state=state)
        return self.filter(pk__in=(readings if year is None else readings.filter(year=year)).values("benefit"))

    def waiting_for(self, user: Any) -> "Benefits":
        """Those with a claim that this person may confirm as a finance officer."""
        return self.filter(pk__in=self._readings().waiting_for(user).values("benefit"))

    def with_amounts(self, year: int) -> "Benefits":
        """Adds what is confirmed and what is claimed of each in the financial year that begins in `year`, 0 for nothing."""
        return self.annotate(confirmed=self._in("confirmed", year), claimed=self._in("claimed", year))

    def with_expected(self, year: int, ended: int) -> "Benefits":
        """Adds what is planned of each for the first `ended` quarters of a year; None where no quarter of it has a plan."""
        own = self._quarters().filter(benefit=OuterRef("pk"), year=year).order_by()
        so_far = Coalesce(Sum("value", filter=Q(quarter__lte=ended)), NOUGHT)
        return self.annotate(expected=Subquery(own.values("benefit").annotate(all=so_far).values("all")))

    def with_waiting(self) -> "Benefits":
        """Adds `is_waiting`: some claim of it, of whatever year, waits for finance."""
        return self.annotate(is_waiting=Exists(self._readings().filter(benefit=OuterRef("pk"), state="claimed")))

    def that_may_count(self, benefit: Any) -> "Benefits":
        """Lines of other work, of the same organisation, type and unit, with the same budget line or a telling word in common.

        Lines that were given up count nothing. At most thirty, with what they plan: the same budget line first, then
        the likest.
        """
        others = self.filter(organisation=benefit.organisation_id, kind=benefit.kind, unit=benefit.unit)
        others = others.exclude(initiative=benefit.initiative_id).exclude(status__in=GIVEN_UP)
        any_of_them = SearchQuery(
            " | ".join(sorted(telling_words(benefit.measure) | telling_words(benefit.title))) or "nothing",
            config="english",
            search_type="raw",
        )
        told = SearchVector("measure", "title", config="english")
        line = Func(Lower("budget_line"), Value("[^[:alnum:]]+"), Value(""), Value("g"), function="REGEXP_REPLACE")
        same_line = Q(line=plain_line(benefit.budget_line)) & ~Q(line="")
        near = others.annotate(told=told, line=line, is_same_line=ExpressionWrapper(same_line, models.BooleanField()))
        near = near.filter(Q(told=any_of_them) | Q(is_same_line=True))
        near = near.order_by("-is_same_line", SearchRank("told", any_of_them).desc(), "pk")
        return near.select_related("initiative", "organisation").prefetch_related("profile")[:30]

    def _in(self, state: str, year: int) -> Coalesce:
        own = self._readings().filter(benefit=OuterRef("pk"), state=state, year=year).order_by()
        return Coalesce(Subquery(own.values("benefit").annotate(all=Sum("value")).values("all")), NOUGHT)

    def _readings(self) -> Any:
        return self.model._meta.get_field("readings").related_model._default_manager.all()

    def _quarters(self) -> Any:
        return self.model._meta.get_field("profile").related_model._default_manager.all()

    def sums(self, year: int, *by: str, ended: int | None = None) -> list[dict[str, Any]]:
        """Plan, confirmed and claimed of these lines, how many they are and how many have a plan, by key and `by`. One query.

        `prices` are the financial years in whose prices pounds were entered; nothing is converted.

        Things merely counted are one row for each measure (`counts`), which is empty for every other unit. Lines and
        readings are each added up by themselves, so that nothing is looked for line by line, and then laid together. With
        so many `ended` quarters, also what was planned for them, and how many lines have a plan by quarter for the year.
        """
        columns = (*by, *KEY)
        nothing = {"lines": NONE, "planned": NONE, "in_plan": NOUGHT, "in_confirmed": NOUGHT, "in_claimed": NOUGHT}
        if ended is not None:
            nothing |= {"in_expected": NOUGHT, "by_quarter": NONE}
        lines = self.order_by().annotate(counts=counted_as()).values(*columns, "price_year")
        of_lines = {
            "lines": models.Count("pk"),
            "planned": models.Count("pk", filter=STILL_PLANNED),
            "in_plan": Coalesce(Sum("target_value", filter=STILL_PLANNED), NOUGHT),
        }
        through = {name: F(f"benefit__{name}") for name in columns} | {"counts": counted_as("benefit__")}
        readings = self._readings().filter(benefit__in=self.order_by().values("pk"))
        of_readings = {
            f"in_{state}": Coalesce(Sum("value", filter=Q(state=state)), NOUGHT) for state in ("confirmed", "claimed")
        }
        parts = [(readings, of_readings)]
        if ended is not None:
            quarters = self._quarters().filter(benefit__in=self.with_plan().order_by().values("pk"))
            so_far = Coalesce(Sum("value", filter=Q(quarter__lte=ended)), NOUGHT)
            parts.append((quarters, {"in_expected": so_far, "by_quarter": models.Count("benefit", distinct=True)}))
        rows = lines.annotate(**{**nothing, **of_lines}).union(
            *(
                own.filter(year=year)
                .order_by()
                .values(**through, price_year=Value(""))
                .annotate(**{**nothing, **of_own})
                for own, of_own in parts
            ),
            all=True,
        )
        return laid_together(rows.order_by(*columns, "price_year"), columns)

    def for_list(self, year: int, ended: int | None = None) -> "Benefits":
        """With what a list shows: the initiative, the organisation, the owner and the amounts of a financial year.

        With so many `ended` quarters, also what was planned for them.
        """
        found = self.select_related("initiative", "organisation", "owner").with_amounts(year).with_waiting()
        return found if ended is None else found.with_expected(year, ended)

    def organisations(self) -> list[tuple[str, str]]:
        """Whose lines these are, each once, as (slug, name) in order of name."""
        named = self.order_by("organisation__name").values_list("organisation__slug", "organisation__name")
        return list(named.distinct())


class PlannedQuarters(models.QuerySet):
    """What single quarters should bring."""

    def visible_to(self, user: Any) -> "PlannedQuarters":
        """Those of benefits the person may see."""
        benefits = self.model._meta.get_field("benefit").related_model
        return self.filter(benefit__in=benefits.objects.visible_to(user))

    def of_year(self, year: int) -> "PlannedQuarters":
        """Those of the financial year that begins in `year`."""
        return self.filter(year=year)


class BenefitReadings(models.QuerySet):
    """Values of one quarter each."""

    def visible_to(self, user: Any) -> "BenefitReadings":
        """Those of benefits the person may see."""
        benefits = self.model._meta.get_field("benefit").related_model
        return self.filter(benefit__in=benefits.objects.visible_to(user))

    def waiting_for(self, user: Any) -> "BenefitReadings":
        """Claims this person may see and answer: of their organisation as finance officer, and not their own."""
        claims = self.visible_to(user).filter(state="claimed", benefit__organisation__in=user.standing.finance_ids)
        return claims.exclude(claimed_by=user.pk)

    def of_years(self) -> list[int]:
        """The financial years these lie in, by the year each begins in, the latest first."""
        return list(self.order_by("-year").values_list("year", flat=True).distinct())

    def confirmed(self) -> "BenefitReadings":
        """Those that finance has confirmed and nothing has replaced."""
        return self.filter(state="confirmed")

    def that_count(self) -> "BenefitReadings":
        """Those that are claimed or confirmed now."""
        return self.filter(state__in=["claimed", "confirmed"])

    def for_page(self) -> "BenefitReadings":
        """The latest quarter on top, with who claimed and who answered."""
        people = ("claimed_by", "answered_by")
        return self.select_related(*people).order_by("-year", "-quarter", "-pk")

    def of_any(self, benefits: Iterable[Any]) -> "BenefitReadings":
        """Those of these benefits."""
        return self.filter(Q(benefit__in=benefits))

"""Finding costs and shares. Whoever may see the initiative may see what it costs and how that is shared."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from initiatives.register.queries import OfAnInitiative


class Costs(OfAnInitiative):
    """What was planned and paid, one row for each kind of cost of one organisation in one financial year."""

    def of_year(self, year: int) -> "Costs":
        """Those of the financial year that begins in `year`."""
        return self.filter(year=year)

    def at_stage(self, stage: str) -> "Costs":
        """Those planned, or those paid."""
        return self.filter(stage=stage)

    def come_to(self) -> tuple[int, Decimal]:
        """How many these are and what they add up to, in pounds. Ask it of one stage: plan and actual are never added."""
        found = self.aggregate(number=Count("pk"), amount=Sum("amount"))
        return found["number"], found["amount"] or Decimal(0)

    def sums(self, *by: str) -> list[dict[str, Any]]:
        """What these come to by columns, as rows of the columns and `amount`. One query."""
        return list(self.order_by().values(*by).annotate(amount=Sum("amount")).order_by(*by))

    def organisations(self) -> list[tuple[str, str]]:
        """Whose costs these are, each once, as (slug, name) in order of name."""
        named = self.order_by("organisation__name").values_list("organisation__slug", "organisation__name")
        return list(named.distinct())

    def years(self) -> list[int]:
        """The financial years these lie in, by the year each begins in."""
        return list(self.order_by("year").values_list("year", flat=True).distinct())

    def same_cell(self, **cell: Any) -> "Costs":
        """The one of this organisation, year, kind and stage, if it has been entered."""
        return self.filter(**{name: cell[name] for name in ("organisation", "year", "kind", "stage")})

    def for_page(self) -> "Costs":
        """With their organisations; the latest year on top, then by organisation."""
        return self.select_related("organisation").order_by(
            "-year", "organisation__name", "organisation", "kind", "stage"
        )

    def for_list(self) -> "Costs":
        """With what a list shows, by organisation and initiative."""
        found = self.select_related("organisation", "initiative")
        return found.order_by("organisation__name", "initiative__name", "-year", "kind", "pk")


class Apportionments(OfAnInitiative):
    """Which shares were agreed, from which date."""

    def that_count(self) -> "Apportionments":
        """Those in whose place no others have been put."""
        return self.filter(replaced_at=None)

    def for_page(self) -> "Apportionments":
        """With their shares and who set them; the latest date on top, corrections over what they replaced."""
        shares = models.Prefetch(
            "shares",
            self.model._meta.get_field("shares")
            .related_model.objects.select_related("organisation")
            .order_by("organisation__name"),
        )
        return self.select_related("set_by", "replaced_by").prefetch_related(shares).order_by("-from_on", "-pk")


class CostShares(models.QuerySet):
    """Percentages of one organisation each."""

    def visible_to(self, user: Any) -> "CostShares":
        """Those of shares the person may see."""
        apportionments = self.model._meta.get_field("apportionment").related_model
        return self.filter(apportionment__in=apportionments.objects.visible_to(user))

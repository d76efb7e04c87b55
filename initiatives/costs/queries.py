"""Finding costs and shares. Whoever may see the initiative may see what it costs and how that is shared."""

from typing import Any

from django.db import models

from initiatives.register.queries import OfAnInitiative


class Costs(OfAnInitiative):
    """What was planned and paid, one row for each kind of cost of one organisation in one financial year."""

    def of_year(self, year: int) -> "Costs":
        """Those of the financial year that begins in `year`."""
        return self.filter(year=year)

    def same_cell(self, **cell: Any) -> "Costs":
        """The one of this organisation, year, kind and stage, if it has been entered."""
        return self.filter(**{name: cell[name] for name in ("organisation", "year", "kind", "stage")})

    def for_page(self) -> "Costs":
        """With their organisations; the latest year on top, then by organisation."""
        return self.select_related("organisation").order_by(
            "-year", "organisation__name", "organisation", "kind", "stage"
        )


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

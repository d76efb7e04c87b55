"""Costs: what one organisation bears in a financial year, planned and actual; and the shares by which they are borne."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from collab_portal.toolkit.dates import year_in_words
from collab_portal.toolkit.words import lower_first
from initiatives.costs.choices import MOST, CostKind, CostStage, Formula, pounds
from initiatives.costs.queries import Apportionments, Costs, CostShares

#: Looked at once a transaction ends, when all shares are there.
SHARES_MAKE_100 = """
    SELECT COALESCE(SUM(percentage), 0) INTO whole FROM initiatives_costshare WHERE apportionment_id = {of};
    IF whole <> 100 THEN
        RAISE EXCEPTION 'The shares add up to % per cent, and must add up to 100.00.', whole USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def shares_make_100(of: str) -> pgtrigger.Trigger:
    """Refuses, at the end of a transaction, shares of an apportionment that do not add up to exactly 100.00."""
    return pgtrigger.Trigger(
        name="shares_make_100",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        declare=[("whole", "NUMERIC")],
        func=SHARES_MAKE_100.format(of=of),
    )


@pghistory.track()
class Cost(models.Model):
    """What one organisation bears, by plan or in fact, of one kind of cost in one financial year, in that year's prices.

    A correction changes the amount and keeps what it was (who, when and why are on the timeline). Nothing is deleted: what
    turns out not to be a cost is corrected to 0.
    """

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="costs")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="costs")
    year = models.PositiveSmallIntegerField(help_text="The year in which the financial year begins.")
    kind = models.CharField(max_length=8, choices=CostKind)
    stage = models.CharField(max_length=6, choices=CostStage)
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text="Pounds.")
    source = models.CharField(max_length=160, blank=True, help_text="Where the amount can be looked up.")
    note = models.TextField(blank=True)
    entered_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = Costs.as_manager()

    class Meta:
        ordering = ["-year", "organisation__name", "kind", "stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "organisation", "year", "kind", "stage"],
                name="cost_entered_once",
                violation_error_message="This cost has been entered already. Correct it instead.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=MOST),  # refuses NaN as well, which sorts above every number
                name="cost_within_bounds",
                violation_error_message="The amount must be from £0 to £100,000,000,000.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1950, year__lte=2150),
                name="cost_is_of_a_year",
                violation_error_message="Select the financial year.",
            ),
            models.CheckConstraint(
                condition=~Q(stage="actual") | ~Q(source=""),
                name="actual_cost_has_a_source",
                violation_error_message="Say where an actual cost can be looked up, such as a ledger code.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_it_is_of_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "initiative", "organisation", "year", "kind", "stage", "entered_by", "entered_at"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("costs:cost", kwargs={"pk": self.pk})

    @property
    def what(self) -> str:
        """Running costs of 2014/15, plan."""
        return f"{self.get_kind_display()} costs of {self.year_named}, {lower_first(self.get_stage_display())}"

    @property
    def year_named(self) -> str:
        return year_in_words(self.year)

    @property
    def shown(self) -> str:
        return pounds(self.amount)

    @property
    def history_key(self) -> str:
        return f"cost:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.initiative


@pghistory.track()
class Apportionment(models.Model):
    """The shares in which organisations agreed to bear all costs, from a date until others begin.

    It is never changed. Shares for the same date put right what was entered wrongly: the earlier ones are replaced, and stay.
    """

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="apportionments")
    from_on = models.DateField()
    formula = models.CharField(max_length=10, choices=Formula)
    basis = models.TextField(blank=True, help_text="The figures it was worked out from, and where it was agreed.")
    correction = models.TextField(blank=True, help_text="Why it takes the place of shares for the same date.")
    set_by = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    replaced_by = models.ForeignKey("services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = Apportionments.as_manager()

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "from_on"],
                condition=Q(replaced_at=None),
                name="one_apportionment_a_date",
                violation_error_message="Shares from this date have been set already.",
            ),
            models.CheckConstraint(
                condition=~Q(formula="hybrid") | ~Q(basis=""),
                name="a_mix_is_described",
                violation_error_message="Describe the mix: what the percentages were worked out from.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None, replaced_at=None)
                | Q(replaced_by__isnull=False, replaced_at__isnull=False),
                name="replaced_by_somebody",
                violation_error_message="Shares are replaced by somebody at some time.",
            ),
        ]
        triggers = [
            shares_make_100(of="NEW.id"),
            pgtrigger.Protect(
                name="what_was_agreed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "initiative", "from_on", "formula", "basis", "correction", "set_by", "set_at"
                ),
            ),
            pgtrigger.Protect(
                name="replaced_stays_replaced",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__replaced_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_formula_display()} from {self.from_on}"

    def get_absolute_url(self) -> str:
        """The page of all shares of its initiative."""
        return reverse("costs:shares", kwargs={"ref": self.initiative.ref})

    @property
    def is_replaced(self) -> bool:
        return self.replaced_at is not None

    @property
    def history_key(self) -> str:
        return f"apportionment:{self.pk}"

    @property
    def history_place(self) -> models.Model:
        return self.initiative


class CostShare(models.Model):
    """The percentage of all costs that one organisation bears by an apportionment. Never changed, never deleted."""

    apportionment = models.ForeignKey(Apportionment, on_delete=models.PROTECT, related_name="shares")
    organisation = models.ForeignKey("services.Organisation", on_delete=models.PROTECT, related_name="cost_shares")
    percentage = models.DecimalField(max_digits=5, decimal_places=2)

    objects = CostShares.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["apportionment", "organisation"],
                name="one_share_an_organisation",
                violation_error_message="An organisation has one share.",
            ),
            models.CheckConstraint(
                condition=Q(percentage__gt=0, percentage__lte=100),
                name="share_within_bounds",
                violation_error_message="A share must be more than 0 and at most 100 per cent.",
            ),
        ]
        triggers = [
            shares_make_100(of="NEW.apportionment_id"),
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.percentage}%"

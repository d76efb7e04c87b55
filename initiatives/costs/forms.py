"""Questions about a cost, about its correction, and about the shares in which all costs are borne."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django.core.exceptions import ValidationError

from collab_portal.toolkit.crispy_pack import Group
from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.fields import Choice, GovDate, Money, Pick, Words
from collab_portal.toolkit.forms import PortalForm
from initiatives.costs.choices import MOST, YEARS_AHEAD, CostKind, CostStage, Formula, why_not_on, written_year
from initiatives.costs.models import Cost
from initiatives.costs.settling import equal_shares
from services.directory.models import Organisation

KIND_HINTS = {
    CostKind.SETUP: "Paid once to begin: recruitment, moving, legal advice",
    CostKind.CAPITAL: "Buildings, vehicles and equipment that last",
    CostKind.RUNNING: "Paid every year: staff, rent, fuel, licences",
    CostKind.EXIT: "What it costs to leave or to end the work",
}
STAGE_HINTS = {
    CostStage.PLAN: "What was budgeted. It can be entered until the year ends",
    CostStage.ACTUAL: "What was paid. It can be entered until 30 June after the year",
}
FORMULA_HINTS = {
    Formula.EQUAL: "Leave all percentages empty, and they are worked out",
    Formula.HYBRID: "Describe the mix below",
}


class Amount(Money):
    """Pounds from 0 to 10^11."""

    def _check(self, amount: Decimal) -> None:
        if amount > MOST:
            raise ValidationError(f"{self.called} must be £{MOST:,.0f} or less", "too_much")
        super()._check(amount)


class Percentage(Money):
    """A percentage from 0 to 100 with at most two decimal places."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, **{"prefix": "", "suffix": "%", "width": 5, "required": False, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if "£" in str(value):
            raise ValidationError(self.wrong, "invalid")
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise (ValidationError(self.wrong, "invalid") if error.code == "invalid" else error) from None

    @property
    def wrong(self) -> str:
        """The sentence for what is no percentage."""
        return f"{self.called} must be a percentage with at most two decimal places, like 33.33"

    def _check(self, amount: Decimal) -> None:
        if not 0 <= amount <= 100:
            raise ValidationError(f"{self.called} must be from 0 to 100", "out_of_range")


class YearChoice(Choice):
    """A financial year. One that is not on offer reaches the action, which says why not, and not just that."""

    def valid_value(self, value: Any) -> bool:
        return bool(written_year(str(value)))


def amount() -> Amount:
    """What is paid."""
    return Amount("How much?", ask="Enter the amount", called="The amount", size="s",
                  hint="In the prices of that year, without the VAT that is recovered. Like 12500 or 12500.50")  # fmt: skip


def source() -> Words:
    """Where it can be looked up."""
    return Words("Where can it be looked up?", called="Where it can be looked up", required=False, max_length=160, size="s",
                 width="two-thirds", hint="Such as a ledger code or a budget paper. An actual cost needs it")  # fmt: skip


def note() -> Words:
    """Anything else."""
    return Words("Note", called="The note", required=False, rows=3, max_length=600, size="s",
                 hint="Such as a grant that was taken off before")  # fmt: skip


class AddCostForm(PortalForm):
    """A cost: whose, of which year and kind, plan or actual, and how much."""

    submit_text = "Enter the cost"

    organisation = Pick("Who bears it?", ask="Select the organisation that bears it", size="s", small=True,
                        queryset=Organisation.objects.none(), hint="The organisations you enter costs for")  # fmt: skip
    year = YearChoice("Of which financial year?", ask="Select the financial year", called="The financial year",
                      as_select=True, size="s")  # fmt: skip
    kind = Choice("What kind of cost?", ask="Select the kind of cost", choices=CostKind.choices, hints=KIND_HINTS, size="s", small=True)  # fmt: skip
    stage = Choice("Is it planned, or was it paid?", ask="Select plan or actual", choices=CostStage.choices, hints=STAGE_HINTS, size="s", small=True)  # fmt: skip
    amount = amount()
    source = source()
    note = note()

    def __init__(self, *args: Any, today: dt.date, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        typed, this = written_year(str(self.data.get("year", ""))), year_of(today)
        last = [this - 1] if not why_not_on(today, CostStage.ACTUAL, this - 1) else []
        on_offer = [*last, *range(this, this + YEARS_AHEAD + 1)]
        also = [typed] if typed and typed not in on_offer else []
        offered = self.fields["year"]
        offered.coerce = int
        offered.choices = [*offered.choices, *((each, year_in_words(each)) for each in [*also, *on_offer])]


class CorrectCostForm(PortalForm):
    """Another amount for a cost that is there. Whose, when and what kind it is stay."""

    submit_text = "Correct the cost"

    amount = amount()
    source = source()
    note = note()
    reason = Words("Why is it corrected?", ask="Enter why it is corrected", called="The reason", rows=2, max_length=300,
                   size="s", hint="Everybody who sees the cost reads this beside what it was before")  # fmt: skip

    def __init__(self, *args: Any, row: Cost, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)


class SharesForm(PortalForm):
    """By which formula, from when, and the percentage of each organisation that takes part."""

    submit_text = "Set the shares"

    from_on = GovDate("From when?", ask="Enter the day from which the shares hold", called="The day from which the shares hold",
                      size="s", hint="They end the shares that held before. For example, 1 4 2015")  # fmt: skip
    formula = Choice("What were they worked out from?", ask="Select what the shares were worked out from",
                     choices=Formula.choices, hints=FORMULA_HINTS, size="s", small=True)  # fmt: skip
    basis = Words("Which figures, and where was it agreed?", called="The figures", required=False, rows=3, max_length=600,
                  size="s", hint="Such as ‘Net revenue budgets of 2014/15; section 22A agreement, schedule 3’")  # fmt: skip
    correction = Words("Why are they other shares now?", called="The reason", required=False, rows=2, max_length=300, size="s",
                       hint="Only where shares from the same day were set before, to put them right")  # fmt: skip

    def __init__(self, *args: Any, parties: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"share_{party.pk}": party.pk for party in parties}
        for party in parties:
            self.fields[f"share_{party.pk}"] = Percentage(party.name, called=f"The share of {party.name}", size="s")
        group = Group("The share of each organisation. They must add up to exactly 100.00", *self.asked)
        self.layout = Layout("from_on", "formula", group, "basis", "correction")

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        shares = {key: answers.get(name) for name, key in self.asked.items()}
        if not any(name in self.errors for name in self.asked):
            none_typed = all(share is None for share in shares.values())
            if none_typed and shares and answers.get("formula") == Formula.EQUAL:
                shares = equal_shares(shares)
            self._refuse_other_sums(sum((share for share in shares.values() if share), Decimal(0)))
        return {**{name: given for name, given in answers.items() if name not in self.asked}, "percentages": shares}

    def _refuse_other_sums(self, whole: Decimal) -> None:
        if whole != 100 and self.asked:
            said = f"The shares add up to {whole:.2f} per cent. They must add up to exactly 100.00"
            self.add_error(next(iter(self.asked)), said)

    def _answers(self) -> dict[str, Any]:
        answers = super()._answers()
        return {**answers, "percentages": {key: share for key, share in answers["percentages"].items() if share}}

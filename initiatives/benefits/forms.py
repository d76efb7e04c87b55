"""Questions about a benefit, and about the value of one quarter."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from collab_portal.toolkit.crispy_pack import Section
from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.fields import Choice, GovDate, Money, Pick, Tick, Words, YesNo, pounds
from collab_portal.toolkit.forms import PortalForm
from initiatives.benefits.amounts import MOST, NOUNS, figure
from initiatives.benefits.choices import BenefitKind, BenefitStatus, Confidence, Unit
from initiatives.benefits.doubles import Double
from initiatives.benefits.models import Benefit
from initiatives.benefits.quarters import Quarter, open_on
from services.directory.models import Organisation
from services.people.models import User

KIND_HINTS = {
    BenefitKind.CASHABLE: "A budget can be cut, such as rent no longer paid",
    BenefitKind.AVOIDANCE: "Something need not be paid for, such as a refurbishment",
    BenefitKind.RECEIPT: "Something is sold, once",
    BenefitKind.INCOME: "Somebody pays us",
    BenefitKind.EFFICIENCY: "Hours freed, or a notional sum of money that no budget loses",
    BenefitKind.SERVICE: "Faster response, lives, satisfaction",
    BenefitKind.RESILIENCE: "Cover that no single organisation could afford",
    BenefitKind.STAFF: "Retention, wellbeing",
    BenefitKind.ENVIRONMENT: "Energy, emissions, miles",
    BenefitKind.DISBENEFIT: "What becomes worse. Enter by how much, as 0 or more: it is counted apart from every gain",
}


#: What tells one saving from another; typed text, as it was posted.
COUNTED_BY = ("title", "kind", "measure", "unit", "budget_line")
#: Given the id of an organisation and what was typed of COUNTED_BY: the lines that may count the same.
Looks = Callable[[str, dict[str, str]], list[Double]]


class Amount(Money):
    """An amount in any unit, from 0 to 10^11, with at most two decimal places."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, **{"prefix": "", **kwargs})

    def _check(self, amount: Decimal) -> None:
        if amount < 0:
            raise ValidationError(f"{self.called} must be 0 or more", "negative")
        if amount > MOST:
            raise ValidationError(f"{self.called} must be {figure(MOST)} or less", "too_much")

    def in_words(self, value: Any) -> str:
        return figure(Decimal(value))


def layout_of(*first: str, also: tuple[str, ...] = ()) -> Layout:
    """The sections of the form; questions that come before all others, and one that is asked only sometimes, are given."""
    return Layout(
        Section("What is gained", *first, "title", "kind", "owner"),
        Section("How it is counted", "measure", *also, "unit", "is_recurring", "price_year", "budget_line"),
        Section("Now and planned", "baseline_value", "baseline_period", "baseline_source", "target_value", "target_on"),
        Section("How sure it is", "method", "evidence", "confidence", "status"),
    )


class BenefitForm(PortalForm):
    """A line that is there: what is gained, how it is counted, where it starts from and what is planned."""

    submit_text = "Save the benefit"
    layout = layout_of()
    first: tuple[str, ...] = ()

    title = Words("Name", ask="Enter the name of the benefit", called="The name", max_length=120, size="s",
                  width="two-thirds", hint="Such as ‘Rent of the old workshop no longer paid’")  # fmt: skip
    kind = Choice("Type", ask="Select the type of benefit", choices=BenefitKind.choices, hints=KIND_HINTS, size="s", small=True)  # fmt: skip
    owner = Pick("Who owns it?", ask="Select who owns it", queryset=User.objects.none(), as_select=True, size="s",
                 hint="Somebody of that organisation, who claims what each quarter brought")  # fmt: skip
    measure = Words("What is measured?", ask="Enter what is measured", called="What is measured", max_length=160, size="s",
                    width="two-thirds", hint="Such as ‘Rent paid’ or ‘Officer hours spent on forced entry’")  # fmt: skip
    unit = Choice(
        "What is it counted in?", ask="Select what it is counted in", choices=Unit.choices, size="s", small=True
    )
    is_recurring = YesNo("Does it come every year?", ask="Select yes if it comes every year", called="Every year",
                         yes="Yes, every year", no="No, once", size="s")  # fmt: skip
    price_year = Choice("In the prices of which year?", choices=(), as_select=True, empty="Not in £", required=False, size="s",
                        hint="The financial year in whose prices pounds are counted")  # fmt: skip
    budget_line = Words("Which budget line does it change?", called="The budget line", required=False, max_length=60, size="s",
                        width=20, hint="A budget or cost centre, such as ‘Premises 4102’. It shows when two pieces of work count one saving")  # fmt: skip
    baseline_value = Amount("What is it now?", called="The baseline", required=False, size="s",
                            hint="The baseline. Leave it empty if nobody knows yet")  # fmt: skip
    baseline_period = Words("Of which period?", called="The period", required=False, max_length=60, size="s", width=20,
                            hint="Such as 2013/14")  # fmt: skip
    baseline_source = Words("Where is that known from?", called="The source", required=False, max_length=160, size="s",
                            width="two-thirds")  # fmt: skip
    target_value = Amount("How much is planned to be gained?", called="The target", required=False, size="s",
                          hint="The gain itself, not the new level: a year if it comes every year. It needs a baseline")  # fmt: skip
    target_on = GovDate(
        "By when?", called="The day of the target", required=False, size="s", hint="For example, 31 3 2016"
    )
    method = Words(
        "How is it worked out?", called="How it is worked out", required=False, rows=3, max_length=600, size="s"
    )
    evidence = Words("What is the evidence?", called="The evidence", required=False, rows=3, max_length=600, size="s",
                     hint="Where the proof can be looked up, such as a lease, an invoice or a report")  # fmt: skip
    confidence = Choice("How sure are you?", choices=Confidence.choices, required=False, empty="Not known", size="s", inline=True)  # fmt: skip
    status = Choice(
        "Where does it stand?", ask="Select where it stands", choices=BenefitStatus.choices, size="s", small=True
    )

    def __init__(
        self,
        *args: Any,
        today: dt.date,
        people: Any,
        looks: Looks | None = None,
        row: Benefit | None = None,
        **kwargs: Any,
    ) -> None:
        self.looks = looks
        super().__init__(*args, row=row, **kwargs)
        self.fields["owner"].queryset = people
        years = {year_in_words(year_of(today) + ahead) for ahead in range(-6, 2)} | {getattr(row, "price_year", "")}
        offered = self.fields["price_year"]
        offered.choices = [*offered.choices, *((each, each) for each in sorted(years - {""}, reverse=True))]

        if self.is_bound and looks is not None:
            self._ask_whether_it_is_another(looks)

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("unit") not in (None, Unit.POUNDS):
            answers["price_year"] = ""
        return answers

    def _ask_whether_it_is_another(self, looks: Looks) -> None:
        """Two pieces of work may count one saving: whoever enters the second is asked. Finance sees it in any case."""
        typed = {name: str(self.data.get(name, ""))[:160] for name in COUNTED_BY}
        if self.row is not None and all(getattr(self.row, name) == value for name, value in typed.items()):
            return
        if alike := looks(self._organisation(), typed):
            names = " or ".join(f"‘{each.benefit.title}’ of {each.benefit.initiative.ref}" for each in alike)
            ask = f"This may be the same saving as {names}. Tick the box if it is another one"
            self.fields["is_another"] = Tick("It is another saving", ask=ask, hint=ask.partition(". ")[0])
            self.layout = layout_of(*self.first, also=("is_another",))

    def _organisation(self) -> str:
        """The id of the organisation that gains, as far as it is known."""
        return str(self.row.organisation_id if self.row is not None else self.data.get("organisation", ""))

    def _answers(self) -> dict[str, Any]:
        answers = super()._answers()
        answers.pop("is_another", None)
        return answers


class AddBenefitForm(BenefitForm):
    """A new line, and whose it is: that is asked once, and never again."""

    submit_text = "Add the benefit"
    field_order = ["organisation"]
    first = ("organisation",)
    layout = layout_of(*first)

    organisation = Pick("Who gains?", ask="Select the organisation that gains", queryset=Organisation.objects.none(), size="s",
                        hint="One line is for one organisation. Add another line for another")  # fmt: skip

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"status": BenefitStatus.PLANNED}, **kwargs)
        self.fields["organisation"].queryset = organisations


class QuarterChoice(Choice):
    """One of the quarters on offer. Another one reaches the action, which says why not, and not just that."""

    def valid_value(self, value: Any) -> bool:
        return Quarter.written(str(value)) is not None


class ClaimForm(PortalForm):
    """What one quarter brought. Finance reads it before it counts as confirmed. `corrects`: some quarter is confirmed already."""

    submit_text = "Claim it"

    quarter = QuarterChoice("For which quarter?", ask="Select the quarter", called="The quarter", as_select=True, size="s",
                            hint="Quarters that have ended, until 30 June after their financial year")  # fmt: skip
    value = Amount("What did it bring?", ask="Enter what the quarter brought", called="The value", size="s")
    note = Words("How was it worked out?", called="How it was worked out", required=False, rows=3, max_length=600, size="s",
                 hint="And where that can be looked up. Your finance officer reads this")  # fmt: skip
    correction = Words("Why is it another value now?", called="The reason", required=False, rows=2, max_length=300, size="s",
                       hint="Only where a value for that quarter is confirmed already")  # fmt: skip

    def __init__(self, *args: Any, benefit: Benefit, today: dt.date, corrects: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["correction"]
        on_offer = open_on(today)
        typed = Quarter.written(str(self.data.get("quarter", "")))
        offered = self.fields["quarter"]
        offered.coerce = Quarter.written
        also = [typed] if typed and typed not in on_offer else []
        offered.choices = [*offered.choices, *((each.text, str(each)) for each in [*on_offer, *also])]
        asked = Amount(
            f"{benefit.measure}: what did the quarter bring?",
            ask="Enter what the quarter brought",
            called="The value",
            hint="By how much it became worse, as 0 or more" if benefit.kind == BenefitKind.DISBENEFIT else "",
            size="s",
            prefix="£" if benefit.unit == Unit.POUNDS else "",
            suffix=NOUNS.get(Unit(benefit.unit), ""),
        )
        self.fields["value"] = asked


class ConfirmForm(PortalForm):
    """Nothing to type: the value is confirmed as it was claimed."""

    submit_text = "Confirm this value"


class RejectForm(PortalForm):
    """Why a claim is rejected."""

    submit_text = "Reject this value"

    reason = Words("Why is it rejected?", ask="Enter why it is rejected", called="The reason", rows=4, max_length=600,
                   size="s", hint="Whoever claimed it reads this, and so does everybody who sees the benefit")  # fmt: skip


class TakeBackForm(PortalForm):
    """Why a claim is taken back."""

    submit_text = "Take it back"

    reason = Words("Why do you take it back?", ask="Enter why you take it back", called="The reason", rows=3,
                   max_length=300, size="s")  # fmt: skip


class Shown(forms.CharField):
    """What a page showed, carried in a hidden box; the page that is shown again carries what is so by then."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class PlanForm(PortalForm):
    """What each quarter of one financial year should bring. An empty answer is no plan."""

    submit_text = "Save this plan"

    def __init__(
        self, *args: Any, benefit: Benefit, year: int, planned: Mapping[Quarter, Decimal], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        for number in range(1, 5):
            quarter = Quarter(year, number)
            self.fields[f"q{number}"] = Amount(
                str(quarter),
                called=f"The plan for {quarter}",
                required=False,
                initial=planned.get(quarter),
                hint="It has ended, so what is entered here stays" if quarter.last < today else "",
                size="s",
                prefix="£" if benefit.unit == Unit.POUNDS else "",
                suffix=NOUNS.get(Unit(benefit.unit), ""),
            )

        self.fields["seen"] = Shown(
            required=False, initial=";".join(str(planned.get(Quarter(year, number), "")) for number in range(1, 5))
        )

    def _answers(self) -> dict[str, Any]:
        shown = [*self.cleaned_data["seen"].split(";"), "", "", "", ""]
        seen = {Quarter(self.year, number): amount_in(shown[number - 1]) for number in range(1, 5)}
        return {
            "seen": seen,
            "planned": {Quarter(self.year, number): self.cleaned_data[f"q{number}"] for number in range(1, 5)},
        }


def amount_in(text: str) -> Decimal | None:
    """The amount that a hidden box carries; None for none, and for what no page of ours has put there."""
    try:
        return pounds(text)
    except ValueError:
        return None

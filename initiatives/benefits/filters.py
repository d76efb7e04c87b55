"""The list of benefits, as its address asks for it: `?organisation=fire-cheshire&kind=cashable`. Figures link to these lists."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.words import count
from initiatives.benefits.choices import BenefitKind, Unit
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.queries import Benefits

OFTEN = {"recurring": True, "one-off": False}
#: The quarters of a financial year up to the end of each, by how many they are.
SO_FAR = {1: "April to June", 2: "April to September", 3: "April to December", 4: "April to March"}
#: Which lines, by what they have: the label, and the end of the sentence “3 benefits …”.
STATES = {
    "": ("All", "that you can see"),
    "plan": ("With a plan", "with a plan"),
    **{
        f"expected-{n}": (f"Planned for {quarters}", f"with a plan for {quarters} of {{year}}")
        for n, quarters in SO_FAR.items()
    },
    "confirmed": ("Confirmed in the year", "with a value confirmed in {year}"),
    "claimed": ("Claimed in the year, not confirmed", "with a claim for {year} that waits for finance"),
    "waiting": ("Waiting for confirmation, of any year", "with a claim that waits for finance"),
    "mine": ("For me to confirm", "for you to confirm"),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; words it does not know are as if they were not there. `year` is where it begins."""

    organisation: str = ""
    kind: str = ""
    often: str = ""
    unit: str = ""
    state: str = ""
    year: int = 0

    @classmethod
    def of(cls, query: Any, today: dt.date) -> "Asked":
        """From `request.GET`; without a year, the financial year of a local date."""
        year, kind, often, unit, state = (query.get(name, "") for name in ("year", "kind", "often", "unit", "state"))
        return cls(
            organisation=query.get("organisation", "").replace("\x00", ""),
            kind=kind if kind in BenefitKind.values else "",
            often=often if often in OFTEN else "",
            unit=unit if unit in Unit.values else "",
            state=state if state in STATES else "",
            year=int(year) if year.isascii() and year.isdigit() and 1900 < int(year[:5]) < 9999 else year_of(today),
        )

    @property
    def href(self) -> str:
        """The address that asks for this."""
        return (
            f"{reverse('benefits:benefits')}?{urlencode({name: value for name, value in vars(self).items() if value})}"
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for less than everything one may see."""
        return any((self.organisation, self.kind, self.often, self.unit, self.state))

    @property
    def ended(self) -> int | None:
        """For how many quarters of the year the lines must have a plan; None where that is not asked."""
        return int(self.state.removeprefix("expected-")) if self.state.startswith("expected-") else None

    def find(self, user: Any) -> Benefits:
        """The benefits this person may see that fit, in no order."""
        found = Benefit.objects.visible_to(user)
        if self.organisation:
            found = found.of_organisation(self.organisation)
        same = {"kind": self.kind, "unit": self.unit, "is_recurring": OFTEN.get(self.often)}
        found = found.filter(**{name: value for name, value in same.items() if value not in ("", None)})
        return self._in_state(found, user)

    def _in_state(self, found: Benefits, user: Any) -> Benefits:
        if self.state == "plan":
            return found.with_plan()
        if self.ended:
            return found.with_quarters(self.year, self.ended)
        if self.state in ("confirmed", "claimed"):
            return found.with_reading(self.state, self.year)
        if self.state == "waiting":
            return found.with_reading("claimed")
        return found.waiting_for(user) if self.state == "mine" else found

    def sentence(self, number: int) -> str:
        """The line on top of the list."""
        which = STATES[self.state][1].format(year=year_in_words(self.year))
        return f"{count(number, 'benefit')} {which}." if number else f"No benefits {which}."


def organisations_to_choose(user: Any) -> list[tuple[str, str]]:
    """Organisations with a benefit this person may see, as pairs of slug and name."""
    return [("", "Every organisation"), *Benefit.objects.visible_to(user).organisations()]


def years_to_choose(user: Any, today: dt.date, asked: int) -> list[tuple[int, str]]:
    """This financial year, those with a value this person may see, and the one asked for, the latest first."""
    known = {year_of(today), asked, *BenefitReading.objects.visible_to(user).of_years()}
    return [(year, year_in_words(year)) for year in sorted(known, reverse=True)]

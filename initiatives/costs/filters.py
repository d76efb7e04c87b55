"""The list of costs, as its address asks for it: `?organisation=fire-cheshire&stage=actual&year=2014`. Figures link to it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from collab_portal.toolkit.dates import year_in_words, year_of
from collab_portal.toolkit.words import count
from initiatives.costs.choices import OFTEN, CostStage, pounds, written_year
from initiatives.costs.models import Cost
from initiatives.costs.queries import Costs


@dataclass(frozen=True)
class Asked:
    """What the address asks for; words it does not know are as if they were not there. `year` is where it begins."""

    organisation: str = ""
    often: str = ""
    stage: str = CostStage.ACTUAL
    year: int = 0

    @classmethod
    def of(cls, query: Any, today: dt.date) -> "Asked":
        """From `request.GET`; without a year, the financial year of a local date; without a stage, what was paid."""
        often, stage = query.get("often", ""), query.get("stage", "")
        return cls(
            organisation=query.get("organisation", "").replace("\x00", ""),
            often=often if often in OFTEN else "",
            stage=stage if stage in CostStage.values else CostStage.ACTUAL,
            year=written_year(query.get("year", "")) or year_of(today),
        )

    @property
    def href(self) -> str:
        """The address that asks for this."""
        asked = {name: str(value) for name, value in vars(self).items() if value}
        return f"{reverse('costs:costs')}?{urlencode(asked)}"

    def find(self, user: Any) -> Costs:
        """The costs this person may see that fit, in no order. All are of one stage, so they may be added."""
        found = Cost.objects.visible_to(user).of_year(self.year).at_stage(self.stage)
        if self.organisation:
            found = found.filter(organisation__slug=self.organisation)
        return found.filter(kind__in=OFTEN[self.often][1]) if self.often else found

    def sentence(self, user: Any) -> str:
        """The line on top of the list: how many there are, and what they come to. One query."""
        number, amount = self.find(user).come_to()
        stage = "planned" if self.stage == CostStage.PLAN else "actual"
        if not number:
            return f"No {stage} costs of {year_in_words(self.year)} that you can see."
        return (
            f"{count(number, f'{stage} cost')} of {year_in_words(self.year)} that you can see: {pounds(amount)} in all."
        )


def organisations_to_choose(user: Any) -> list[tuple[str, str]]:
    """Organisations with a cost this person may see, as pairs of slug and name."""
    return [("", "Every organisation"), *Cost.objects.visible_to(user).organisations()]


def years_to_choose(user: Any, today: dt.date, asked: int) -> list[tuple[int, str]]:
    """This financial year, those with a cost this person may see, and the one asked for, the latest first."""
    known = {year_of(today), asked, *Cost.objects.visible_to(user).years()}
    return [(year, year_in_words(year)) for year in sorted(known, reverse=True)]

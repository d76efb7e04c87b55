"""The filters of the list: a form in the query string, so that a filtered list is a link that can be passed on."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from collab_portal.toolkit.fields import Choice, MultipleChoice, Tick, Words
from collab_portal.toolkit.forms import PortalForm
from initiatives.register.models import Stage, Standing, Status, Theme
from initiatives.register.queries import SORTS, Initiatives

JOINTLY, UNKNOWN = "jointly", "unknown"
STANDINGS = [each for each in Standing.choices if each[0] != Standing.DRAFT]
#: The columns people can sort by: the word in the address, and the head of the column.
COLUMNS = {"name": "Initiative", "lead": "Lead", "stage": "Stage", "status": "Status", "due": "Next report due"}


@dataclass(frozen=True)
class Tag:
    """One chosen filter, and the address of the list without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Column:
    """The head of a column: a link that sorts by it, and how the list is sorted by it now."""

    label: str
    href: str
    aria_sort: str


class Filters(PortalForm):
    """Every question may be left out, and an answer that is not on offer is left out too."""

    words = Words("Search words", required=False, size="s")
    status = MultipleChoice("Status", choices=Status.choices, required=False, small=True, size="s")
    standing = MultipleChoice("Standing", choices=STANDINGS, required=False, small=True, size="s")
    late = Tick("With a late report", required=False, small=True)
    stage = Choice(
        "Stage",
        choices=[*Stage.choices, (UNKNOWN, "Not known")],
        as_select=True,
        empty="Any",
        required=False,
        width="full",
        size="s",
    )
    lead = Choice("Lead", as_select=True, required=False, width="full", size="s")
    partner = Choice("Who takes part", as_select=True, required=False, width="full", size="s")
    now = Choice("Takes part today", as_select=True, required=False, width="full", size="s")
    beside = Choice("Together with", as_select=True, required=False, width="full", size="s")
    three = Tick("Police, fire and ambulance together", required=False, small=True)
    reached = Choice(
        "Has reached", choices=Stage.choices, as_select=True, empty="Any", required=False, width="full", size="s"
    )
    before = Choice(
        "Has not reached yet",
        choices=Stage.choices,
        as_select=True,
        empty="Any",
        required=False,
        width="full",
        size="s",
    )
    evaluated = Choice(
        "Evaluated",
        choices=[("yes", "Yes"), ("no", "Not yet")],
        as_select=True,
        empty="Any",
        required=False,
        width="full",
        size="s",
    )
    theme = Choice(
        "Theme",
        choices=[*Theme.choices, (UNKNOWN, "Not known")],
        as_select=True,
        empty="Any",
        required=False,
        width="full",
        size="s",
    )

    def __init__(self, chosen: QueryDict, *, organisations: Iterable[tuple[str, str]]) -> None:
        """`chosen` is the query string; `organisations` are (slug, name) pairs of those that take part in anything seen."""
        super().__init__(chosen)
        names = list(organisations)
        self.fields["lead"].choices = [("", "Any"), (JOINTLY, "Led jointly"), (UNKNOWN, "Not known"), *names]
        for who in ("partner", "now", "beside"):
            self.fields[who].choices = [("", "Any"), *names]
        self.is_valid()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, initiatives: Initiatives, day: dt.date) -> Initiatives:
        """The initiatives that fit every answer, on a local date."""
        for name, value in self.chosen.items():
            initiatives = getattr(self, f"by_{name}")(initiatives, value, day)
        return initiatives

    def by_words(self, initiatives: Initiatives, words: str, day: dt.date) -> Initiatives:
        return initiatives.saying(words)

    def by_status(self, initiatives: Initiatives, statuses: list[str], day: dt.date) -> Initiatives:
        return initiatives.with_any_status(statuses)

    def by_standing(self, initiatives: Initiatives, standings: list[str], day: dt.date) -> Initiatives:
        return initiatives.standing_as(standings, day)

    def by_late(self, initiatives: Initiatives, late: bool, day: dt.date) -> Initiatives:
        return initiatives.late_on(day)

    def by_stage(self, initiatives: Initiatives, stage: str, day: dt.date) -> Initiatives:
        return initiatives.at_stage("" if stage == UNKNOWN else stage)

    def by_lead(self, initiatives: Initiatives, lead: str, day: dt.date) -> Initiatives:
        if lead in (JOINTLY, UNKNOWN):
            return initiatives.led_jointly() if lead == JOINTLY else initiatives.led_by(None)
        return initiatives.filter(lead__slug=lead)

    def by_partner(self, initiatives: Initiatives, slug: str, day: dt.date) -> Initiatives:
        return initiatives.with_partner_called(slug)

    def by_now(self, initiatives: Initiatives, slug: str, day: dt.date) -> Initiatives:
        return initiatives.worked_on_by(slug, day)

    by_beside = by_now

    def by_three(self, initiatives: Initiatives, three: bool, day: dt.date) -> Initiatives:
        return initiatives.worked_on_by_all_three(day)

    def by_reached(self, initiatives: Initiatives, stage: str, day: dt.date) -> Initiatives:
        return initiatives.that_reached(stage)

    def by_before(self, initiatives: Initiatives, stage: str, day: dt.date) -> Initiatives:
        return initiatives.before_stage(stage)

    def by_theme(self, initiatives: Initiatives, theme: str, day: dt.date) -> Initiatives:
        return initiatives.about("" if theme == UNKNOWN else theme)

    def by_evaluated(self, initiatives: Initiatives, answer: str, day: dt.date) -> Initiatives:
        return initiatives.evaluated(is_so=answer == "yes")

    def tags(self) -> Iterator[tuple[str, list[Tag]]]:
        """The chosen filters by question, each with the address of the list without it."""
        for name, value in self.chosen.items():
            asked = self.fields[name]
            values = value if isinstance(value, list) else [value]
            yield str(asked.label), [Tag(self._said(asked, each), self._without(name, each)) for each in values]

    def _said(self, asked: Any, value: Any) -> str:
        return asked.in_words([value] if isinstance(asked, MultipleChoice) else value)

    def _without(self, name: str, value: Any) -> str:
        left = self.posted.copy()
        kept = [each for each in left.getlist(name) if each != value] if isinstance(value, str) else []
        left.setlist(name, kept)
        left.pop("page", None)
        return f"?{left.urlencode()}"


def columns(chosen: QueryDict, sort: str) -> list[Column]:
    """The heads of the sortable columns for a list sorted by `sort`; a second press turns the order round."""
    heads = []
    for key, label in COLUMNS.items():
        address = chosen.copy()
        address.pop("page", None)
        address["sort"] = f"-{key}" if sort == key else key
        state = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
        heads.append(Column(label, f"?{address.urlencode()}", state))
    return heads


def sort_of(chosen: QueryDict) -> str:
    """The sort in the address, or by name."""
    sort = chosen.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else "name"

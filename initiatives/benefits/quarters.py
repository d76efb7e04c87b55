"""Quarters of the financial year, which begins on 1 April, and when a year's figures are closed."""

import datetime as dt
import re
from dataclasses import dataclass

from collab_portal.toolkit.dates import MONTH_NAMES, year_closes_on, year_in_words, year_of
from collab_portal.toolkit.words import day as in_words

WRITTEN = re.compile(r"([12][0-9]{3})-([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter by the year in which its financial year begins and its number: Quarter(2014, 1) is April to June 2014."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        """The quarter a local date lies in."""
        return cls(year_of(day), (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def written(cls, text: str) -> "Quarter | None":
        """From "2014-1", as forms post it; None for anything else."""
        match = WRITTEN.fullmatch(text)
        return cls(int(match[1]), int(match[2])) if match else None

    @property
    def text(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year + (self.number == 4), (self.number * 3) % 12 + 1, 1)

    @property
    def last(self) -> dt.date:
        return self.next.first - dt.timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def closes_on(self) -> dt.date:
        """The last day on which its values can be claimed: 30 June after its financial year."""
        return year_closes_on(self.year)

    def __str__(self) -> str:
        """April to June 2014."""
        return f"{MONTH_NAMES[self.first.month]} to {MONTH_NAMES[self.last.month]} {self.last.year}"

    def why_not_on(self, day: dt.date) -> str:
        """Why no value can be claimed for it on a local date, in a sentence; empty if one can."""
        if self.last >= day:
            return f"{self} has not ended yet. Its value can be claimed from {in_words(self.next.first)}"
        if day > self.closes_on:
            return (
                f"{self} lies in {year_in_words(self.year)}, which closed on {in_words(self.closes_on)}. "
                "Its values can no longer be claimed"
            )
        return ""


def open_on(day: dt.date) -> list[Quarter]:
    """The quarters whose values can be claimed on a local date, the latest first."""
    found, each = [], Quarter.of(day).before
    while not each.why_not_on(day):
        found.append(each)
        each = each.before
    return found

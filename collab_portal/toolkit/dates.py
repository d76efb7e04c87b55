"""Days as the services count them: working days, financial years, and dates that are only known to the month."""

import calendar as months
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, total_ordering
from typing import Any

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
MONTH_NAMES = list(months.month_name)


@total_ordering
@dataclass(frozen=True)
class VagueDate:
    """A date as precisely as somebody knows it: "2013", "2013-11" or "2013-11-05" (ISO 8601, shortened from the right)."""

    text: str

    def __post_init__(self) -> None:
        self.first  # noqa: B018  an impossible date says so when it is made

    @classmethod
    def on(cls, day: dt.date) -> "VagueDate":
        """A date known to the day."""
        return cls(day.isoformat())

    @property
    def precision(self) -> str:
        """How much is known: "day", "month" or "year"."""
        return {4: "year", 7: "month"}.get(len(self.text), "day")

    @property
    def first(self) -> dt.date:
        """The earliest day it can mean. Raises ValueError if the text is not a date."""
        match = _PARTIAL.fullmatch(self.text)
        if match is None:
            raise ValueError(f"“{self.text}” is not a date like 2013, 2013-11 or 2013-11-05")
        year, month, day = (int(part) if part else 1 for part in match.groups())
        return dt.date(year, month, day)

    @property
    def last(self) -> dt.date:
        """The latest day it can mean: a month-only date falls due at the end of its month."""
        first = self.first
        if self.precision == "year":
            return dt.date(first.year, 12, 31)
        if self.precision == "month":
            return first.replace(day=months.monthrange(first.year, first.month)[1])
        return first

    def __str__(self) -> str:
        """In words, no more precise than it is: "November 2013"."""
        first = self.first
        return {
            "year": f"{first.year}",
            "month": f"{MONTH_NAMES[first.month]} {first.year}",
            "day": f"{first.day} {MONTH_NAMES[first.month]} {first.year}",
        }[self.precision]

    def __lt__(self, other: "VagueDate") -> bool:
        return (self.first, self.last) < (other.first, other.last)


class Roll(Enum):
    """Where a date goes that is no working day. Whoever sets a statutory date chooses on purpose (bcgov/tfrs #2862)."""

    EARLIER = "earlier"
    LATER = "later"
    EXACT = "exact"


@dataclass(frozen=True)
class WorkingDays:
    """Monday to Friday without the given holidays. Every question about working days is asked of one of these.

    Working days are numbered from 1 January of the year 1, and each question is answered by their numbers, however far
    apart two days lie. Raises OverflowError where an answer would lie outside the years 1 to 9999.
    """

    holidays: frozenset[dt.date] = field(default_factory=frozenset)

    @classmethod
    def without(cls, holidays: Iterable[dt.date]) -> "WorkingDays":
        """A calendar that also rests on these days."""
        return cls(frozenset(holidays))

    def of(self, organisation: int | None) -> "WorkingDays":
        """The same for every organisation: one calendar stands in where many could be asked."""
        return self

    def is_working(self, day: dt.date) -> bool:
        """Whether offices are open on this day."""
        return day.weekday() < 5 and day not in self.holidays

    def on_or_before(self, day: dt.date) -> dt.date:
        """This day, or the last working day before it: a due date never rolls later."""
        return self._day(self._number(day.toordinal()))

    def on_or_after(self, day: dt.date) -> dt.date:
        """This day, or the next working day after it."""
        return self._day(self._number(day.toordinal() - 1) + 1)

    def rolled(self, day: dt.date, roll: Roll = Roll.EARLIER) -> dt.date:
        """This day if it is a working day or must not move; otherwise the working day on the side that `roll` names."""
        if roll is Roll.EXACT:
            return day
        return self.on_or_before(day) if roll is Roll.EARLIER else self.on_or_after(day)

    def before(self, day: dt.date, count: int) -> dt.date:
        """The working day `count` working days before `day` (which itself is not counted)."""
        return self._day(self._number(day.toordinal() - 1) + 1 - count) if count > 0 else day

    def after(self, day: dt.date, count: int) -> dt.date:
        """The working day `count` working days after `day` (which itself is not counted)."""
        return self._day(self._number(day.toordinal()) + count) if count > 0 else day

    def between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie after `start`, up to and including `end`; negative if `end` is earlier."""
        return self._number(end.toordinal()) - self._number(start.toordinal())

    def clear_days_before(self, day: dt.date, count: int) -> dt.date:
        """The last working day on which a notice can go out with `count` clear working days before an event on `day`.

        Clear days lie between the two, and neither is counted. Principal councils in England give public notice of a
        meeting, and send its summons, five clear days at least before it; in Wales three (Local Government Act 1972,
        section 100A(6) and Schedule 12 paragraph 4). The Act says clear days; to count working days only is the safe reading.
        """
        return self.before(day, max(count, 0) + 1)

    def due(self, when: VagueDate, roll: Roll = Roll.EARLIER) -> dt.date:
        """The day a date falls due: the last working day of what it can mean, unless `roll` says otherwise."""
        return self.rolled(when.last, roll)

    def __getstate__(self) -> dict[str, Any]:
        """The holidays alone: what was worked out from them is worked out again."""
        return {"holidays": self.holidays}

    @cached_property
    def _closed(self) -> list[int]:
        """The numbers, among Mondays to Fridays, of the holidays that fall on one."""
        return sorted(_weekdays_to(day.toordinal()) for day in self.holidays if day.weekday() < 5)

    @cached_property
    def _open_to_closed(self) -> list[int]:
        """For each of them the number of the first working day that comes after it."""
        return [number - earlier for earlier, number in enumerate(self._closed)]

    def _number(self, ordinal: int) -> int:
        """How many working days there are up to and including a day, given as its ordinal."""
        weekdays = _weekdays_to(ordinal)
        return weekdays - bisect_right(self._closed, weekdays)

    def _day(self, number: int) -> dt.date:
        """The working day of that number."""
        weeks, rest = divmod(number + bisect_right(self._open_to_closed, number) - 1, 5)
        return dt.date.min + dt.timedelta(days=weeks * 7 + rest)


def clear_calendar_days_before(day: dt.date, count: int) -> dt.date:
    """The last day on which a notice can be given with `count` clear days before an event on `day`, weekends counted.

    As WorkingDays.clear_days_before, for a rule that counts every day.
    """
    return day - dt.timedelta(days=max(count, 0) + 1)


def weekdays_between(first: dt.date, last: dt.date) -> frozenset[dt.date]:
    """The Mondays to Fridays from one day to another, both included; none if the second is earlier."""
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return frozenset(day for day in days if day.weekday() < 5)


def _weekdays_to(ordinal: int) -> int:
    """How many Mondays to Fridays there are up to and including a day. Day 1 of the calendar was a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def months_before(day: dt.date, count: int) -> dt.date:
    """The same day `count` calendar months earlier; the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def month_named(text: str) -> dt.date | None:
    """The first day of a month written as 2014-09; None for anything else, also for a month that there is not."""
    if not re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", text) or text.startswith("0000"):
        return None
    return dt.date(int(text[:4]), int(text[5:]), 1)


def last_of_month(day: dt.date) -> dt.date:
    """The last day of the month in which a day lies."""
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def whole_months_before(day: dt.date, count: int) -> list[dt.date]:
    """The first days of so many whole months, the earliest first, of which the last was over when the month of `day` began."""
    return [months_before(day.replace(day=1), number) for number in range(count, 0, -1)]


def financial_year(day: dt.date) -> str:
    """The financial year (1 April to 31 March) a day lies in, as the field writes it: "2014/15"."""
    return year_in_words(year_of(day))


def year_of(day: dt.date) -> int:
    """The year in which the financial year of a local date begins."""
    return day.year if day.month >= 4 else day.year - 1


def year_in_words(year: int) -> str:
    """The financial year that begins in `year`: 2014/15."""
    return f"{year}/{(year + 1) % 100:02d}"


def year_closes_on(year: int) -> dt.date:
    """The last day on which figures of the financial year that begins in `year` are entered: 30 June after it."""
    return dt.date(year + 1, 6, 30)

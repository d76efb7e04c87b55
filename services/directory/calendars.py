"""The working days of everybody: what each division and each organisation rests on, known at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from django.db.models import Case, Subquery, Value, When

from collab_portal.toolkit.dates import WorkingDays, weekdays_between
from services.directory.models import DIVISION_OF, BankHoliday, Closure, Division, Organisation


@dataclass(frozen=True)
class Change:
    """Days that close, or open again (`closes=False`), in a division or at one organisation."""

    days: frozenset[dt.date]
    division: str = ""
    organisation_id: int | None = None
    closes: bool = True

    @classmethod
    def of_holiday(cls, holiday: BankHoliday, *, closes: bool) -> "Change":
        """A bank holiday that is added, or removed."""
        return cls(holiday.days, division=holiday.division, closes=closes)

    @classmethod
    def of_closure(cls, closure: Closure, *, closes: bool) -> "Change":
        """A closure that is added, or removed."""
        return cls(closure.days, organisation_id=closure.organisation_id, closes=closes)

    @property
    def divisions(self) -> frozenset[str]:
        return frozenset({self.division} if self.division else ())

    @property
    def organisations(self) -> frozenset[int]:
        return frozenset() if self.organisation_id is None else frozenset({self.organisation_id})


@dataclass(frozen=True)
class Calendars:
    """Every calendar of working days. Frozen and hashable; two that are equal answer every question alike.

    `holidays` are pairs of a division and a day, `closures` of an organisation's id and a day, `divisions` of an
    organisation's id and its division where that is not England and Wales. Nothing is read once it is made.
    """

    holidays: frozenset[tuple[str, dt.date]] = frozenset()
    closures: frozenset[tuple[int, dt.date]] = frozenset()
    divisions: frozenset[tuple[int, str]] = frozenset()

    @classmethod
    def known(cls) -> "Calendars":
        """All that the portal knows now, in two queries."""
        closures, divisions = set(), set()
        own = Organisation.objects.with_a_calendar_of_their_own(DIVISION_OF)
        for organisation, country, first_on, last_on in own:
            if country in DIVISION_OF:
                divisions.add((organisation, str(DIVISION_OF[country])))
            if first_on:
                closures.update((organisation, day) for day in weekdays_between(first_on, last_on))
        holidays = BankHoliday.objects.order_by().values_list("division", "day")
        return cls(frozenset(holidays), frozenset(closures), frozenset(divisions))

    def of(self, organisation_id: int | None) -> WorkingDays:
        """The working days of an organisation. Nobody's, and those of one that is not known, are England and Wales'."""
        return self._own.get(organisation_id, self.default)

    def of_division(self, division: str) -> WorkingDays:
        """The working days of a division's offices, without anybody's closures."""
        return self._of_divisions.get(division) or WorkingDays()

    @property
    def default(self) -> WorkingDays:
        """The working days of England and Wales."""
        return self.of_division(Division.ENGLAND_AND_WALES)

    def division_of(self, organisation_id: int | None) -> str:
        """Whose bank holidays an organisation keeps."""
        return self._divisions.get(organisation_id, Division.ENGLAND_AND_WALES)

    def after(self, change: Change) -> "Calendars":
        """What they would be after a change."""
        holidays = {(change.division, day) for day in change.days if change.division}
        closures = {(each, day) for each in change.organisations for day in change.days}
        if change.closes:
            return replace(self, holidays=self.holidays | holidays, closures=self.closures | closures)
        return replace(self, holidays=self.holidays - holidays, closures=self.closures - closures)

    @cached_property
    def identity(self) -> str:
        """The same for equal calendars, in any process and on any day: a key for what is kept outside this one."""
        parts = (sorted(self.holidays), sorted(self.closures), sorted(self.divisions))
        return sha256(repr(parts).encode()).hexdigest()

    @cached_property
    def _divisions(self) -> Mapping[int, str]:
        return dict(self.divisions)

    @cached_property
    def _of_divisions(self) -> Mapping[str, WorkingDays]:
        days = defaultdict(set)
        for division, day in self.holidays:
            days[division].add(day)
        return {division: WorkingDays.without(rest) for division, rest in days.items()}

    @cached_property
    def _own(self) -> Mapping[int, WorkingDays]:
        """Of organisations that differ from the default; those with the same days share one calendar."""
        closed = defaultdict(set)
        for organisation, day in self.closures:
            closed[organisation].add(day)
        made: dict[WorkingDays, WorkingDays] = {each: each for each in self._of_divisions.values()}
        own = {}
        for organisation in {*closed, *self._divisions}:
            bank_holidays = self.of_division(self.division_of(organisation)).holidays
            calendar = WorkingDays(bank_holidays | closed[organisation])
            own[organisation] = made.setdefault(calendar, calendar)
        return own


def working_days_of(organisation_id: int) -> WorkingDays:
    """The working days of one organisation, as `Calendars.known().of` has them, in a single query."""
    kept = Case(
        *(When(country=country, then=Value(division)) for country, division in DIVISION_OF.items()),
        default=Value(Division.ENGLAND_AND_WALES),
    )
    division = Organisation.objects.filter(pk=organisation_id).annotate(kept=kept).values("kept")
    holidays = BankHoliday.objects.filter(division=Subquery(division)).order_by().values_list("day", "day")
    closures = Closure.objects.filter(organisation=organisation_id).order_by().values_list("first_on", "last_on")
    closed = holidays.union(closures)
    return WorkingDays.without(day for first_on, last_on in closed for day in weekdays_between(first_on, last_on))

"""Finding organisations, what they spend, and the days on which nobody works."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import models

from collab_portal.toolkit.dates import WorkingDays

#: The status of a made-up organisation, which takes part in the demonstration county alone.
DEMONSTRATION = "Demonstration, not live"
#: With fewer months of bank holidays ahead than this, somebody must load more.
ENOUGH_MONTHS = 12


class Organisations(models.QuerySet):
    """Organisations are public knowledge: everybody signed in sees every one of them."""

    def visible_to(self, user: Any) -> "Organisations":
        """All of them, for anyone signed in; none otherwise."""
        return self if user.is_authenticated and user.is_active else self.none()

    def on(self, day: dt.date) -> "Organisations":
        """Those that exist on a local date; unknown ends count as open."""
        iso = day.isoformat()
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=iso)
        not_over = models.Q(valid_to=None) | models.Q(valid_to__gte=iso) | models.Q(valid_to__in=[iso[:4], iso[:7]])
        return self.filter(begun & not_over)

    def made_up(self) -> "Organisations":
        """Those of the demonstration county (`Organisation.is_demonstration`)."""
        return self.filter(status=DEMONSTRATION)

    def of_kind(self, kind: str) -> "Organisations":
        """Those of one kind; an empty or unknown word means every kind."""
        known = {value for value, _ in self.model._meta.get_field("kind").choices}
        return self.filter(kind=kind) if kind in known else self

    def saying(self, words: str) -> "Organisations":
        """Those with all of these words in a name of theirs, in any order."""
        found = self
        for word in words.split()[:10]:
            named = models.Q(name__icontains=word) | models.Q(short_name__icontains=word)
            found = found.filter(named | models.Q(legal_party__icontains=word))
        return found

    def for_list(self) -> "Organisations":
        """With the body that holds each to account, by name."""
        return self.select_related("governed_by").order_by("name", "id")

    def with_budget_of(self, year: int, user: Any) -> "Organisations":
        """Adds `budget`: what each means to spend in all, in pounds, in the financial year that begins in `year`.

        None where nobody has entered it, or the person may not see it.
        """
        budgets = self.model._meta.get_field("budgets").related_model.objects.visible_to(user).of_year(year)
        own = budgets.filter(organisation=models.OuterRef("pk")).order_by()
        return self.annotate(budget=models.Subquery(own.values("amount")))

    def governed_by_any(self, ids: set[int]) -> "Organisations":
        """Those that these policing bodies (or other oversight bodies) hold to account."""
        return self.filter(governed_by__in=ids)

    def with_a_calendar_of_their_own(self, countries: Collection[str]) -> "Organisations":
        """Those of these countries, and those with closures, as rows of (id, country, first day, last day).

        One row for each closure; where there is none, one with None for both days.
        """
        own = models.Q(country__in=countries) | models.Q(closures__isnull=False)
        return self.filter(own).order_by().values_list("pk", "country", "closures__first_on", "closures__last_on")


class Budgets(models.QuerySet):
    """What organisations spend in all, one row for each organisation and financial year."""

    def visible_to(self, user: Any) -> "Budgets":
        """All of them, for whoever belongs to an organisation on the day in any role; none for others.

        They are published figures, but a guest who belongs nowhere came to read one piece of work.
        """
        belongs = user.is_authenticated and user.is_active and user.standing.member_ids
        return self if belongs else self.none()

    def of_year(self, year: int) -> "Budgets":
        """Those of the financial year that begins in `year`."""
        return self.filter(year=year)

    def for_list(self) -> "Budgets":
        """The latest year first."""
        return self.order_by("-year", "pk")


class BankHolidays(models.QuerySet):
    """The calendar that every working-day question is asked of."""

    def visible_to(self, user: Any) -> "BankHolidays":
        """Everybody signed in may see which days are holidays."""
        return self if user.is_authenticated and user.is_active else self.none()

    def kept_in(self, division: str) -> "BankHolidays":
        """One division's holidays."""
        return self.filter(division=division)

    def since(self, day: dt.date) -> "BankHolidays":
        """Those on or after a local date."""
        return self.filter(day__gte=day)

    def horizon(self) -> dt.date | None:
        """The last day that is known, or None: after it only weekends count as closed."""
        return self.aggregate(last=models.Max("day"))["last"]

    def working_days(self, division: str = "england-and-wales") -> WorkingDays:
        """The working days of a division, in one query."""
        return WorkingDays.without(self.kept_in(division).values_list("day", flat=True))

    def months_known(self, today: dt.date, division: str) -> int:
        """For how many whole months from a local date the list of a division is known; none if it has run out.

        Only what was loaded counts: a day added by hand says nothing of the days around it.
        """
        return months_between(today, self.last_loaded().get(division))

    def is_short(self, today: dt.date, divisions: Collection[str] = ("england-and-wales",)) -> bool:
        """Whether the list of one of these divisions is known for fewer than 12 months from a local date."""
        last = self.last_loaded()
        return any(months_between(today, last.get(division)) < ENOUGH_MONTHS for division in divisions)

    def last_loaded(self) -> dict[str, dt.date]:
        """The last day of each division's list, in one query. Divisions of which nothing was loaded are left out."""
        loaded = self.filter(is_seeded=True).order_by().values_list("division")
        return dict(loaded.annotate(last=models.Max("day")))


class Closures(models.QuerySet):
    """The days on which one organisation's offices are closed and others' are not."""

    def visible_to(self, user: Any) -> "Closures":
        """Everybody signed in may see when an organisation is closed."""
        return self if user.is_authenticated and user.is_active else self.none()

    def not_over_on(self, day: dt.date) -> "Closures":
        """Those that end on a local date or later."""
        return self.filter(last_on__gte=day)

    def between(self, first_on: dt.date, last_on: dt.date) -> "Closures":
        """Those with at least one day between two local dates, both included."""
        return self.filter(first_on__lte=last_on, last_on__gte=first_on)


def months_between(today: dt.date, last: dt.date | None) -> int:
    """How many whole months a local date lies ahead; none if it is past or not known."""
    if last is None:
        return 0
    return max((last.year - today.year) * 12 + last.month - today.month - (last.day < today.day), 0)

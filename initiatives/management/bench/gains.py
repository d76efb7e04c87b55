"""What the made-up organisations gain: for each initiative two benefits with three quarters each, some still unconfirmed."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.management.bench.build import county_of, saved
from initiatives.management.bench.county import County
from initiatives.register.models import Initiative

QUARTERS = ((2013, 4), (2014, 1), (2014, 2))


def gain(counties: list[County], first: int, last: int, today: dt.date) -> str:
    """Add the benefits and readings of the initiatives numbered from `first` up to, not including, `last`. Says how many."""
    works = Initiative.objects.filter(ref__range=(f"BEN-{first:05d}", f"BEN-{last - 1:05d}")).order_by("ref")
    benefits = saved(each for work in works.iterator() for each in benefits_of(work, counties))
    readings = saved(each for line in benefits for each in readings_of(line, counties, today))
    return f"{len(readings):,} readings of {len(benefits):,} benefits"


def benefits_of(work: Initiative, counties: list[County]) -> Iterator[Benefit]:
    """A saving of the police and hours freed for the fire service."""
    county = county_of(int(work.ref[4:]), counties)
    police, fire, _ = county.services
    plan = {"baseline_value": 300_000, "target_value": 120_000, "target_on": dt.date(2016, 3, 31), "is_recurring": True}
    yield Benefit(
        initiative=work, organisation=police, title="Rent no longer paid", kind="cashable", owner=county.leads[0],
        measure="Rent", unit="pounds", price_year="2014/15", **plan,
    )  # fmt: skip
    yield Benefit(
        initiative=work, organisation=fire, title="Hours freed", kind="efficiency", owner=county.leads[1],
        measure="Hours", unit="hours", **plan,
    )  # fmt: skip


def readings_of(line: Benefit, counties: list[County], today: dt.date) -> Iterator[BenefitReading]:
    """Three quarters; the last one waits for every third benefit."""
    at = dt.datetime.combine(today, dt.time(7), dt.UTC)
    county = county_of(int(line.initiative.ref[4:]), counties)
    for number, (year, quarter) in enumerate(QUARTERS):
        answered: dict[str, Any] = {"state": "confirmed", "answered_by": county.sponsor, "answered_at": at}
        if number == len(QUARTERS) - 1 and line.pk % 3 == 0:
            answered = {"state": "claimed"}
        yield BenefitReading(
            benefit=line, year=year, quarter=quarter, value=1_000 + line.pk % 500, claimed_by=line.owner, claimed_at=at,
            **answered,
        )  # fmt: skip

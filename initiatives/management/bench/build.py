"""Fills the register: initiatives with who takes part, who is named, what they should reach, and the reports asked of them.

The register has no actions of meetings yet. In their place each initiative has ten milestones, its own dated things to do.
Every fifth initiative belongs to the first county, so that its people see thousands of them, and the rest to the others.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

from collab_portal.toolkit.dates import VagueDate
from initiatives.management.bench.county import COUNTIES, County
from initiatives.register.models import (
    Duty,
    Initiative,
    Milestone,
    NamedPerson,
    Part,
    Participation,
    Stage,
    Standing,
    Status,
    Theme,
)
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest
from services.directory.models import Organisation

BATCH = 2000
MILESTONES = 10
WORDS = (
    ("Joint", "Shared", "North", "Mobile", "Rural", "Coastal"),
    ("fleet", "control room", "station", "training", "drones"),
)
#: What becomes of the reports asked for, by the number of the initiative: most are still owed.
FATES = (("asked",), ("asked",), ("asked", "started", "sent"), ("asked", "started", "sent", "accepted"), ("asked",))


def build(counties: list[County], first: int, last: int, today: dt.date) -> Iterator[str]:
    """Make the initiatives numbered from `first` up to, not including, `last`. Says after each step what there is now."""
    numbers = range(first, last)
    works = saved(initiative(n, county_of(n, counties)) for n in numbers)
    yield f"{len(works):,} initiatives"
    parts = saved(part for n, work in zip(numbers, works, strict=True) for part in parts_of(n, work, counties))
    yield f"{len(parts):,} participations"
    named = saved(name for n, work in zip(numbers, works, strict=True) for name in named_on(n, work, counties))
    yield f"{len(named):,} named people"
    reached = saved(point for n, work in zip(numbers, works, strict=True) for point in milestones_of(n, work, today))
    yield f"{len(reached):,} milestones"
    yield f"{ask(zip(numbers, works, strict=True), counties, today):,} reports asked for"


def county_of(number: int, counties: list[County]) -> County:
    return counties[0 if number % 5 == 0 else 1 + number % (COUNTIES - 1)]


def initiative(n: int, county: County) -> Initiative:
    """A piece of work; one in ten has no known lead, one in twenty is parked or closed."""
    standing = Standing.LIVE if n % 20 else (Standing.PARKED if n % 40 else Standing.CLOSED)
    return Initiative(
        ref=f"BEN-{n:05d}",
        name=f"{WORDS[0][n % 6]} {WORDS[1][n % 5]} {n}",
        purpose="Send the nearest crew, whoever employs it.",
        themes=[Theme.values[n % len(Theme.values)]],
        stage=Stage.values[n % len(Stage.values)],
        status=Status.values[n % 4],
        standing=standing,
        standing_reason="" if standing == Standing.LIVE else "No money this year.",
        look_again_on=dt.date(2015, 1, 5) if standing == Standing.PARKED else None,
        ending="completed" if standing == Standing.CLOSED else "",
        lead=None if n % 10 == 3 else leader(n, county),
        started_on=VagueDate(f"20{10 + n % 5}"),
    )


def leader(n: int, county: County) -> Organisation:
    return county.services[n // 5 % 3]


def parts_of(n: int, work: Initiative, counties: list[County]) -> Iterator[Participation]:
    """The services of one county, every third time with a neighbour's police."""
    county, neighbour = county_of(n, counties), counties[(n + 7) % COUNTIES]
    taking_part = [*county.services, *([neighbour.services[0]] if n % 3 == 0 and neighbour is not county else [])]
    for organisation in taking_part:
        part = Part.LEAD if organisation == work.lead else Part.PARTNER
        yield Participation(initiative=work, organisation=organisation, part=part, from_on=VagueDate("2012-04"))


def named_on(n: int, work: Initiative, counties: list[County]) -> Iterator[NamedPerson]:
    """An author and a sponsor; one in fifty has nobody."""
    county = county_of(n, counties)
    if n % 50:
        yield NamedPerson(initiative=work, person=county.leads[n % 3], duty=Duty.AUTHOR)
        yield NamedPerson(initiative=work, person=county.sponsor, duty=Duty.SPONSOR)


def milestones_of(n: int, work: Initiative, today: dt.date) -> Iterator[Milestone]:
    """Ten, every thirty days from five months ago; of those that have passed, one in eleven is not reached yet."""
    for each in range(MILESTONES):
        on = today + dt.timedelta(days=30 * each - 150)
        done = on if on < today and (n + each) % 11 else None
        yield Milestone(initiative=work, name=f"Step {each + 1}", baseline_on=on, forecast_on=on, done_on=done)


def ask(works: Any, counties: list[County], today: dt.date) -> int:
    """Ask two of five initiatives for a report, due between two months ago and two months ahead. Returns how many."""
    reviews = {county.office.pk: review_of(county) for county in counties}
    asked = [(n, work) for n, work in works if n % 5 in (0, 1) and work.standing == Standing.LIVE]
    requests = saved(
        ReportRequest(
            review=reviews[county_of(n, counties).office.pk],
            initiative=work,
            due_on=today + dt.timedelta(days=n * 37 % 121 - 60),
        )
        for n, work in asked
    )
    pairs = [(n, request, FATES[n // 5 % len(FATES)]) for (n, _), request in zip(asked, requests, strict=True)]
    written = [(n, request) for n, request, fate in pairs if len(fate) > 1]
    saved(report(n, request, county_of(n, counties), today) for n, request in written)
    saved(event(request, kind, today) for _, request, fate in pairs for kind in fate)
    return len(requests)


def review_of(county: County) -> LeadershipReview:
    ref = f"BEN-R-{county.office.pk}"
    due = VagueDate("2014")
    given = {"title": "Autumn review", "what": "Outcomes so far", "due": due, "asked_by": county.office}
    return LeadershipReview.objects.get_or_create(ref=ref, defaults=given)[0]


def report(n: int, request: ReportRequest, county: County, today: dt.date) -> Report:
    """Answers; every fourth asks for a decision."""
    decision = {"needs_decision": True, "decision": "Agree the site."} if n % 4 == 0 else {"needs_decision": False}
    at = dt.datetime.combine(today, dt.time(7), dt.UTC)
    changed = "The three services met twice and agreed what comes first."
    return Report(
        request=request, status=Status.ON_TRACK, changed=changed, saved_by=county.leads[n % 3], saved_at=at, **decision
    )


def event(request: ReportRequest, kind: str, today: dt.date) -> ReportEvent:
    return ReportEvent(request=request, kind=kind, at=dt.datetime.combine(today, dt.time(7), dt.UTC))


def saved(rows: Iterator[Any]) -> list[Any]:
    """All of these in the database, in batches."""
    done = []
    while batch := list(islice(rows, BATCH)):
        done += type(batch[0]).objects.bulk_create(batch)
    return done

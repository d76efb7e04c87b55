"""What changed since the last leadership review: as the timeline of each piece of work tells it, and what was confirmed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Q
from django.urls import reverse

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import and_list, count, day, sentence
from initiatives.benefits.choices import ReadingState
from initiatives.benefits.models import BenefitReading
from initiatives.dashboards.answers import number
from initiatives.dashboards.pictures.life import what_late_reports_do
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Picture
from initiatives.register.models import Initiative, Status
from initiatives.reviews.models import LeadershipReview
from services.history.models import Entry

#: The kinds of change by the word in the address, in the order in which they are told: of one, and of many.
KINDS = {
    "began": ("piece of work began", "pieces of work began"),
    "standing": ("was parked, closed or taken up again", "were parked, closed or taken up again"),
    "stage": ("moved to another stage", "moved to another stage"),
    "worse": ("status got worse", "statuses got worse"),
    "better": ("status got better", "statuses got better"),
    "first": ("was reported on for the first time", "were reported on for the first time"),
    "lead": ("has another lead", "have another lead"),
    "partners": ("change of partners", "changes of partners"),
    "gains": ("value of a benefit was confirmed", "values of benefits were confirmed"),
}
#: How the timeline begins to say it (initiatives.register.actions).
BEGAN, STANDING = "registered this", ("parked this", "closed this", "took this up again")
ANSWERED, PART = "answered for ", "changed the part of "
FIELDS = {"Stage": "stage", "Status": "status", "Lead": "lead"}
FROM_WORST = (Status.OFF_TRACK.label, Status.AT_RISK.label, Status.ON_TRACK.label)


@dataclass(frozen=True)
class Change:
    """One row: its kind, the record it leads to, what happened, from what to what, and on which local date."""

    kind: str
    name: str
    href: str
    said: str
    before: str
    after: str
    on: dt.date

    @property
    def line(self) -> Line:
        cells = (Cell(self.name, self.href), self.said, self.before or None, self.after or None, self.on)
        return Line(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells), self.kind)


def what_changed(user: Any, today: dt.date) -> Picture:
    """All changes after the day of the last review this person can see that was held before a local date, in five queries."""
    review, since = LeadershipReview.objects.visible_to(user).last_held_before(today)
    after = clock.at(since + dt.timedelta(days=1), 0)
    changes = in_order([*told(user, after), *confirmed(user, after)])
    late = Initiative.objects.visible_to(user).live_on(today).late_on(today).count()
    numbers = Counter(change.kind for change in changes)
    return Picture(
        answer=what_happened(review, since, numbers),
        chart=None,
        heads=("Initiative", "What changed", "Before", "Now", "On"),
        rows=tuple(change.line for change in changes),
        scope=f"{sentence(count(len(changes), 'change'))} in work and benefits you can see, after {day(since)}.",
        notes=(
            "Where something changed more than once, the first and the last are compared. Drafts are not told of.",
            what_late_reports_do(late),
        ),
        facts=(
            *(Fact(numbers[kind], words(kind, numbers[kind]), where(kind)) for kind in KINDS if numbers[kind]),
            Fact(len(changes), "in all", where()),
        ),
    )


def told(user: Any, after: dt.datetime) -> Iterable[Change]:
    """What the timelines say since a UTC instant of work the person may see."""
    works = Initiative.objects.visible_to(user).registered()
    entries = list(Entry.objects.told_on_any("initiative", works).filter(that_matter(), at__gte=after).order_by("id"))
    named = works.in_bulk({int(entry.place.partition(":")[2]) for entry in entries})
    by_work = defaultdict(list)
    for entry in entries:
        by_work[int(entry.place.partition(":")[2])].append(entry)
    for pk, its_own in by_work.items():
        yield from of_work(named[pk], its_own)


def that_matter() -> Q:
    """The entries that say one of the kinds."""
    begins = Q(verb__startswith=ANSWERED) | Q(verb__startswith=PART)
    for verb in (BEGAN, *STANDING):
        begins |= Q(verb__startswith=verb)
    for field in FIELDS:
        begins |= Q(changes__contains=[{"field": field}])
    return begins


def of_work(work: Initiative, entries: Sequence[Entry]) -> Iterable[Change]:
    """The changes of one piece of work, from its entries in the order in which they were made; a draft has none yet."""
    begins = next((number for number, entry in enumerate(entries) if entry.verb.startswith(BEGAN)), 0)
    entries, address = entries[begins:], work.get_absolute_url()

    def change(kind: str, entry: Entry, said: str, before: str = "", after: str = "") -> Change:
        return Change(kind, work.name, address, said, before, after, clock.local(entry.at).date())

    standings = [entry for entry in entries if entry.verb.startswith(STANDING)]
    for entry in entries:
        if entry.verb.startswith(BEGAN):
            yield change("began", entry, "Registered")
        elif entry.verb.startswith((ANSWERED, PART)):
            yield change("partners", entry, sentence(entry.verb))
    if standings:
        yield change("standing", standings[-1], sentence(standings[-1].verb))
    for field, name in FIELDS.items():
        steps = [(entry, each) for entry in entries for each in entry.changes if each["field"] == field]
        if steps and steps[0][1]["before"] != steps[-1][1]["after"]:
            before, after = steps[0][1]["before"], steps[-1][1]["after"]
            yield change(direction(name, before, after), steps[-1][0], field, before, after)


def direction(name: str, before: str, after: str) -> str:
    """For a status, whether it got worse or better, or is the first; else the field itself."""
    if name != "status":
        return name
    if before not in FROM_WORST or after not in FROM_WORST:
        return "first"
    return "worse" if FROM_WORST.index(after) < FROM_WORST.index(before) else "better"


def confirmed(user: Any, after: dt.datetime) -> Iterable[Change]:
    """Values that finance officers confirmed since a UTC instant."""
    readings = BenefitReading.objects.visible_to(user).filter(state=ReadingState.CONFIRMED, answered_at__gte=after)
    for reading in readings.select_related("benefit__initiative", "benefit__organisation").order_by("pk"):
        benefit = reading.benefit
        said = f"{benefit.title}, {benefit.organisation.short_name}: confirmed for {reading.when}"
        on = clock.local(reading.answered_at).date()
        yield Change(
            "gains", benefit.initiative.name, benefit.get_absolute_url(), said, "", reading.shown, on,
        )  # fmt: skip


def in_order(changes: list[Change]) -> list[Change]:
    """By kind, the latest first."""
    kinds = list(KINDS)
    changes.sort(key=attrgetter("name"))
    changes.sort(key=attrgetter("on"), reverse=True)
    return sorted(changes, key=lambda change: kinds.index(change.kind))


def what_happened(review: LeadershipReview | None, since: dt.date, numbers: Counter) -> str:
    """“Since the leadership review of 3 June 2014, Shared stations: one piece of work began, and 2 statuses got worse.”"""
    beginning = f"Since the leadership review of {day(since)}, {review.title}" if review else f"Since {day(since)}"
    said = [f"{number(numbers[kind])} {words(kind, numbers[kind])}" for kind in KINDS if numbers[kind]]
    why = "" if review else " No leadership review that you can see has been held, so these are the last three months."
    return f"{beginning}: {and_list(said) if said else 'nothing changed that you can see'}.{why}"


def words(kind: str, value: int) -> str:
    """The words after a number of changes."""
    one, many = KINDS[kind]
    return one if value == 1 else many


def where(kind: str = "") -> str:
    """The same page with the changes of one kind, or all."""
    address = reverse("dashboards:question", kwargs={"name": "changed"})
    return f"{address}?what={kind}" if kind else address

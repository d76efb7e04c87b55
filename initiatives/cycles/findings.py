"""What is not right with a cycle, each in a sentence with a link to where somebody can put it right."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.words import day
from initiatives.cycles.choices import Every
from initiatives.cycles.models import CycleDate, ReviewCycle


@dataclass(frozen=True)
class Finding:
    """One sentence, where it is put right, and the words of that link; no `href` where nobody can do it here."""

    sentence: str
    href: str = ""
    act: str = ""


@dataclass(frozen=True)
class Work:
    """An initiative as a cycle's page lists it: who writes its report, and who clears it."""

    initiative: Any
    writers: tuple[str, ...]
    clearers: tuple[str, ...]

    @classmethod
    def of(cls, initiative: Any) -> "Work":
        """From an initiative with `named_now`. Nobody clears what they write themselves."""
        by_duty = {
            duty: [each.person for each in initiative.named_now if each.duty == duty] for duty in ("author", "sponsor")
        }
        clearers = [each for each in by_duty["sponsor"] if each not in by_duty["author"]]
        return cls(initiative, tuple(map(str, by_duty["author"])), tuple(map(str, clearers)))


def about_people(cycle: ReviewCycle, works: list[Work]) -> Iterator[Finding]:
    """Work that nobody is named to write about, or nobody can clear: no report can come, and no reminder has a reader."""
    if not works and not cycle.has_ended:
        yield Finding("No live initiative that you can see belongs to this cycle today.")
    for each in works:
        called, href = f"{each.initiative.ref}, {each.initiative.name}", each.initiative.get_absolute_url()
        if not each.writers:
            yield Finding(f"Nobody is named to write {called}.", href, "Name somebody on its page")
        if cycle.needs_clearing and not each.clearers:
            yield Finding(
                f"Nobody can clear {called}: it has no sponsor who does not also write its report.",
                href,
                "Name a sponsor on its page",
            )


def about_dates(
    cycle: ReviewCycle, dates: list[CycleDate], working_days: WorkingDays, meetings: frozenset[dt.date]
) -> Iterator[Finding]:
    """Coming dates on which the board cannot meet, or is not known to meet any more."""
    for each in dates:
        if cycle.every == Every.EACH_BOARD and each.on not in meetings:
            said = f"{cycle.board} is not known to meet on {day(each.on)} any more. Move that date, or drop it."
            yield Finding(said)
        elif cycle.every != Every.EACH_BOARD and not working_days.is_working(each.on):
            yield Finding(f"{day(each.on)} is not a working day any more. Move that date, or drop it.")
    if cycle.is_running and not dates:
        yield Finding("No coming date is confirmed, so nobody will be asked for a report.")

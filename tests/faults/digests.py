"""An account of digests: one a week for each reader who has something to read besides the reminders of the morning.

It knows the notes of the county and what the mail server took, and nothing of how the portal makes digests. Where a fault
leaves open whether a digest still arrives, either is right; a second one, or one with nothing to say, never is.
"""

import datetime as dt
from dataclasses import dataclass, field

from tests.faults.sink import Taken
from tests.faults.world import Work, World
from tests.initiatives.reminders.oracle import Line, step

#: How many working days ahead a digest speaks of reports that fall due.
LOOKS_AHEAD = 5
Week = tuple[str, dt.date]


@dataclass
class Digests:
    """The weeks (reader, first day) that are settled, or open to either end, and how many digests were taken for each."""

    world: World
    first: dt.date
    settled: set[Week] = field(default_factory=set)
    unsure: set[Week] = field(default_factory=set)
    taken: dict[Week, str] = field(default_factory=dict)
    carrying: int = 0

    def week_of(self, reader: str, day: dt.date) -> Week:
        """A week begins on the day that its reader chose."""
        return reader, day - dt.timedelta(days=(day.weekday() - self.world.readers[reader]) % 7)

    def check(
        self, where: str, day: dt.date, taken: list[Taken], lines: dict[str, set[Line]], unsure: set[str]
    ) -> None:
        """One open day on which the engine ran. `lines`: the reminders due to each; `unsure`: whose mail met a fault."""
        got = {each.to: each for each in taken if each.is_digest}
        assert set(got) <= set(self.world.readers), f"{where}: digests to {set(got)}"
        for reader in self.world.readers:
            self.check_one(where, day, reader, got.get(reader), lines.get(reader, set()), reader in unsure)

    def check_one(
        self, where: str, day: dt.date, reader: str, got: Taken | None, lines: set[Line], is_unsure: bool
    ) -> None:
        week, speaks_of = self.week_of(reader, day), self.speaks_of(reader, day)
        news = speaks_of - {line.thing for line in lines}
        if got:
            assert self.taken.setdefault(week, got.message_id) == got.message_id, f"{where}: two digests to {reader}"
            assert speaks_of, f"{where}: a digest with nothing to say to {reader}: {got.text}"
            self.carrying += bool(lines)
        if week[1] < self.first or week in self.settled or not self.world.people[reader].is_active:
            return
        if is_unsure or week in self.unsure:
            self.unsure.add(week)
            return
        assert bool(got) == bool(news), f"{where}: digest of {reader}: {got}, but there is to say: {news}"
        self.settled.add(week)

    def speaks_of(self, reader: str, day: dt.date) -> set[str]:
        """The reports of their work that are late or fall due, those of theirs that were returned, and to the office sent ones."""
        last = step(day, LOOKS_AHEAD, frozenset(self.world.closed))
        is_officer = reader in self.world.officers
        return {
            f"report_request:{each.row.pk}"
            for each in self.world.reports
            if (each.is_owed and each.due_on <= last and (is_officer or self.is_theirs(reader, each.work)))
            or (each.was_returned and reader in names(each.work, "author"))
            or (each.waits_for_an_answer and is_officer)
        }

    def is_theirs(self, reader: str, work: Work) -> bool:
        """Their service takes part, or they are named."""
        return self.world.place[reader] in work.partners or any(reader in names(work, duty) for duty in work.named)


def names(work: Work, duty: str) -> set[str]:
    """Who is named for a duty, by address."""
    return {email for email, _ in work.named[duty]}

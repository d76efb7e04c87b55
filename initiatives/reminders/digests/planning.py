"""Keeping the digests ahead in step with what people chose, with their working days, their leave and the boards.

One row a person lies ahead. A row whose time has come stays as it is until its digest is made, so that a tick that was
missed loses nothing; everything else moves with the facts.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from initiatives.reminders.digests import boards, windows
from initiatives.reminders.digests.boards import BoardAhead
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.digests.windows import FAR, Next, next_digest
from services.directory.calendars import Calendars
from services.people.cover import Away, aways_between
from services.people.hours import whose_days_count
from services.people.models import User
from services.people.preferences import Frequency, Preferences

#: Windows are remembered for longer than any of them stays open.
REMEMBERED = dt.timedelta(days=120)


@dataclass
class Reader:
    """Everything that decides when one person's next digest goes."""

    chosen: Preferences
    working_days: WorkingDays
    leaves: list[Away] = field(default_factory=list)
    boards: list[BoardAhead] = field(default_factory=list)
    had: set[str] = field(default_factory=set)
    last_on: dt.date | None = None

    def next(self, now: dt.datetime) -> Next | None:
        """The digest that goes next, at a UTC instant or later."""
        known = (self.chosen, self.working_days, self.leaves, self.boards)
        return next_digest(*known, now, had=self.had, last_on=self.last_on)

    def is_there(self, day: dt.date) -> bool:
        """Whether they work on a local date."""
        return self.working_days.is_working(day) and not windows.is_away(self.leaves, day)

    def still_wants(self, row: Digest, now: dt.datetime) -> bool:
        """Whether a digest whose time has come is one they would still be sent, and they are there, at a UTC instant."""
        due = self.next(clock.at(clock.local(row.due_at).date(), 0))
        is_due = due is not None and due.window == row.window and due.at <= now
        return is_due and self.is_there(clock.local(now).date())


def keep_in_step(now: dt.datetime, calendars: Calendars | WorkingDays) -> None:
    """Plan the next digest of everybody who wants one, as seen at a UTC instant. A digest being made is left alone."""
    today = clock.local(now).date()
    rows = {row.person_id: row for row in Digest.objects.planned().select_for_update(skip_locked=True)}
    being_made = set(Digest.objects.planned().values_list("person", flat=True)) - set(rows)
    wanting = [each for each in User.objects.wanting_digests(today) if each.person_id not in being_made]
    readers = readers_of(wanting, now, calendars)
    gone, new = [row.pk for person, row in rows.items() if person not in readers], []
    for person, reader in readers.items():
        row = rows.get(person)
        if row is not None and row.due_at <= now and reader.still_wants(row, now):
            continue
        coming = reader.next(now)
        if row is not None and coming == Next(row.window, row.due_at):
            continue
        gone += [row.pk] if row else []
        new += [Digest(person_id=person, window=coming.window, due_at=coming.at)] if coming else []
    if gone:
        Digest.objects.planned().filter(pk__in=gone).delete()
    Digest.objects.bulk_create(new, ignore_conflicts=True)


def readers_of(
    chosen: Iterable[Preferences], now: dt.datetime, calendars: Calendars | WorkingDays
) -> dict[int, Reader]:
    """By person, what decides when their next digest goes. The number of queries follows who waits for boards alone."""
    wanted = {each.person_id: each for each in chosen}
    if not wanted:
        return {}
    today = clock.local(now).date()
    places, had = whose_days_count(wanted, today), had_by(wanted, now)
    readers = {pk: Reader(each, calendars.of(places.get(pk)), had=had[pk]) for pk, each in wanted.items()}
    for away in aways_between(today - windows.ONE_WEEK * 5, today + FAR):
        if away.person_id in readers:
            readers[away.person_id].leaves.append(away)
    made = Digest.objects.made().filter(person__in=wanted).order_by()
    for person, until in made.values("person").annotate(last=Max("until")).values_list("person", "last"):
        readers[person].last_on = clock.local(until).date()
    for_boards = {pk for pk, each in wanted.items() if each.frequency == Frequency.BEFORE_BOARD}
    if for_boards and boards.any_ahead(today):
        for person in User.objects.filter(pk__in=for_boards):
            readers[person.pk].boards = boards.boards_ahead(person.as_of(today), today)
    return readers


def had_by(people: Iterable[int], now: dt.datetime) -> defaultdict[int, set[str]]:
    """By person, the windows of which a digest was made lately."""
    had: defaultdict[int, set[str]] = defaultdict(set)
    made = Digest.objects.made().filter(person__in=people, until__gte=now - REMEMBERED)
    for person, window in made.values_list("person", "window"):
        had[person].add(window)
    return had


def reader_of(person: Any, now: dt.datetime, calendars: Calendars) -> Reader | None:
    """The same for one person; None if they want no digests."""
    wanting = User.objects.filter(pk=person.pk).wanting_digests(clock.local(now).date())
    return readers_of(wanting, now, calendars).get(person.pk)

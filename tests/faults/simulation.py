"""Living through months with faults, and comparing three accounts of what was said: ledger, mail server, oracle.

A failing seed says so: `Simulation(17, …)` lives the same life again.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from unittest import mock

import holidays as package
from django.conf import settings
from django.test import override_settings

from collab_portal.toolkit import clock, fail_points
from collab_portal.toolkit.fail_points import Ended
from initiatives.reminders import actions, policy
from initiatives.reminders.models import Reminder
from services.letters import delivery, journal, troubles
from services.letters.models import Letter
from tests.faults.sink import SINK, Backend
from tests.faults.world import World, load_holidays
from tests.initiatives.reminders.oracle import Line, Oracle, is_open

ONE_DAY = dt.timedelta(days=1)
FAULTS_A_DAY = 0.2
#: Where a process may die.
PLACES = (
    "in_plan",
    "after_plan",
    "in_writing",
    "after_claim",
    "after_render",
    "after_250",
    "after_journal",
    "after_commit",
)
#: The moments of a day at which the engine looks: often enough for a lease to end, and for a server to come back.
HOURS = ((8, 0), (8, 1), (8, 12), (10, 30), (17, 30))
#: On a day on which nothing goes wrong, two of them are enough to see that the second says nothing.
QUIET_HOURS = ((8, 0), (8, 12))
#: Moments at which nothing may leave.
CLOSED_HOURS = ((0, 30), (7, 59), (18, 0), (23, 59))


@dataclass
class Report:
    """What a simulation saw, for people who want to know that it tried something."""

    letters: int = 0
    lines: int = 0
    copies: int = 0
    faults: Counter = field(default_factory=Counter)


class Simulation:
    """One life of one county, by its seed."""

    def __init__(self, seed: int, first: dt.date, *, months: int = 24, initiatives: int = 60) -> None:
        self.seed, self.first, self.days = seed, first, round(months * 30.44)
        self.initiatives = initiatives
        self.oracle, self.report = Oracle(), Report()

    def run(self) -> Report:
        """Live through it. Raises AssertionError, with the seed and the day, at the first difference."""
        SINK.taken.clear()
        SINK.heal()
        backend = f"{Backend.__module__}.{Backend.__name__}"
        # Without the plan every ten minutes, a change that left no mark would show.
        rests = mock.patch.object(actions, "PLAN_ANEW", dt.timedelta(hours=20))
        only = mock.patch.object(
            policy, "POLICY", tuple(each for each in policy.POLICY if each.about == policy.REPORT_DUE)
        )
        jitter = mock.patch.object(troubles, "random", random.Random(self.seed))
        with rests, only, jitter, override_settings(EMAIL_BACKEND=backend, LETTERS_A_SECOND=0.0, FAIL_POINTS={}):
            self.world = World(self.seed, self.first, initiatives=self.initiatives)
            years = range(self.first.year, self.first.year + 4)
            load_holidays(self.world, {day for day in package.country_holidays("GB", subdiv="ENG", years=years)})
            for number in range(self.days):
                self.live(self.first + number * ONE_DAY)
            self.check_the_journal()
        return self.report

    # ------------------------------------------------------------ a day

    def live(self, day: dt.date) -> None:
        self.world.live(day)
        fault = self.world.dice.choice(self.faults()) if self.world.dice.random() < FAULTS_A_DAY else None
        began = len(SINK.taken)
        if fault is self.silent:
            self.report.faults["silent"] += 1
            return
        expected = self.oracle.look(day, self.world.things(), frozenset(self.world.closed))
        if self.world.dice.random() < 0.1:
            self.engine(clock.at(day, *self.world.dice.choice(CLOSED_HOURS)))
        for hour, minute in HOURS if fault else QUIET_HOURS:
            if fault is not None:
                self.report.faults[fault.__name__] += (hour, minute) == HOURS[0]
                fault(hour, minute)
            self.engine(clock.at(day, hour, minute))
        settings.FAIL_POINTS = {}
        deferred = set(SINK.deferred)
        was_away = SINK.is_away
        SINK.heal()
        told = {who: lines for who, lines in expected.items() if who not in deferred and not was_away}
        for lines in told.values():
            self.oracle.heard(day, lines)
        self.compare(day, told, SINK.taken[began:])

    def engine(self, now: dt.datetime) -> None:
        """A tick and a delivery by processes that may die; what runs them starts them again."""
        SINK.now = now
        for work in (lambda: actions.tick(now), lambda: delivery.deliver_waiting(now)):
            for _ in range(2):
                try:
                    work()
                    break
                except Ended:
                    continue

    # ------------------------------------------------------------ what goes wrong

    def faults(self) -> list[Callable[..., None]]:
        return [
            self.dies,
            self.dies,
            self.dies,
            self.away,
            self.away_till_ten,
            self.defers,
            self.hangs_up,
            self.silent,
            self.doubled,
        ]

    def dies(self, hour: int, minute: int) -> None:
        if (hour, minute) == HOURS[0]:
            fail_points.passed.clear()
            which = self.world.dice.randint(1, 4)
            settings.FAIL_POINTS = {self.world.dice.choice(PLACES): f"raise {which}"}

    def away(self, hour: int, minute: int) -> None:
        SINK.is_away = True

    def away_till_ten(self, hour: int, minute: int) -> None:
        SINK.is_away = hour < 10

    def defers(self, hour: int, minute: int) -> None:
        if not SINK.deferred:
            SINK.deferred = {self.world.dice.choice(sorted(self.world.people))}

    def hangs_up(self, hour: int, minute: int) -> None:
        if (hour, minute) == HOURS[0]:
            SINK.hang_ups = 1

    def silent(self, hour: int, minute: int) -> None:
        """Nothing runs at all on this day."""

    def doubled(self, hour: int, minute: int) -> None:
        for _ in range(3):
            self.engine(clock.at(self.world.today, hour, minute))

    # ------------------------------------------------------------ what must be true

    def compare(self, day: dt.date, told: dict[str, set[Line]], taken: list) -> None:
        """The mail server's account of a day against the oracle's, through the ledger."""
        where = f"seed {self.seed}, {day:%A %d %B %Y}"
        copies = Counter(each.message_id for each in taken)
        letters = {each.message_id: each for each in Letter.objects.filter(message_id__in=copies).select_related("to")}
        twice = {known for known, many in copies.items() if many > 1 and not letters[known].is_copy}
        assert not twice, f"{where}: sent twice and not marked as a copy: {twice}"
        by_person = Counter(letters[known].to.email for known in copies)
        assert all(many == 1 for many in by_person.values()), f"{where}: two letters to one person: {by_person}"
        got: dict[str, set[Line]] = {}
        rows = Reminder.objects.filter(letter__in=letters.values()).select_related("recipient")
        for row in rows:
            step, audience = row.stage.split("_")[1:]
            offset = -int(step) if row.stage.startswith("before") else int(step)
            line = Line(row.recipient.email, row.subject, offset, audience)
            got.setdefault(row.recipient.email, set()).add(line)
        assert got == told, f"{where}:\n got {got}\n but should have {told}"
        assert is_open(day, frozenset(self.world.closed)) or not taken, f"{where}: a letter left on a closed day"
        hours = {clock.local(each.at).hour for each in taken}
        assert all(8 <= hour < 18 for hour in hours), f"{where}: letters left at {hours}"
        self.report.letters += len(copies)
        self.report.copies += sum(many - 1 for many in copies.values())
        self.report.lines += sum(map(len, got.values()))

    def check_the_journal(self) -> None:
        """Ledger, mail server and journal name the same letters; nothing is stuck."""
        sent = set(Letter.objects.have_left().values_list("message_id", flat=True))
        assert sent == {each.message_id for each in SINK.taken}, f"seed {self.seed}: ledger and mail server differ"
        journalled = {line.message_id for line in journal.lines()}
        copied = set(Letter.objects.filter(is_copy=True).values_list("message_id", flat=True))
        assert journalled <= sent, f"seed {self.seed}: the journal has {journalled - sent}"
        assert sent - journalled <= copied, f"seed {self.seed}: the journal lacks {sent - journalled - copied}"
        assert not Letter.objects.filter(state__in=["claimed", "handing_over"]).exists(), f"seed {self.seed}: stuck"

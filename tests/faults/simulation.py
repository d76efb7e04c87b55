"""Living through months with faults, and comparing three accounts of what was said: ledger, mail server, oracle.

A failing seed says so, and how to live it again: `Simulation(17, …)` is the same life each time, whichever of its faults
are left out.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Collection
from unittest import mock

import holidays as package
from django.conf import settings
from django.db import connection
from django.test import override_settings

from collab_portal.toolkit import clock, fail_points
from collab_portal.toolkit.fail_points import Ended
from initiatives.reminders import actions, policy
from initiatives.reminders.models import Reminder
from services.letters import delivery, journal, troubles
from services.letters.models import Letter
from services.people import reaching
from tests.faults.digests import Digests
from tests.faults.mailboxes import Mailboxes
from tests.faults.report import Report
from tests.faults.sink import SINK, Backend, Taken
from tests.faults.world import World, load_holidays
from tests.initiatives.reminders.oracle import Line, Oracle, is_open
from tests.services.letters.messages_back import BOX

ONE_DAY = dt.timedelta(days=1)
FAULTS_A_DAY = 0.2
#: Where a process may die.
PLACES = (
    "in_plan",
    "after_plan",
    "in_writing",
    "in_digest",
    "after_claim",
    "after_render",
    "after_250",
    "after_journal",
    "after_commit",
)
#: The moments of a day at which the engine looks: often enough for a lease to end, and for a server to come back.
HOURS = ((8, 0), (8, 1), (8, 12), (10, 30), (17, 30))
#: On a day on which nothing goes wrong, two of them are enough to see that the second says nothing; and where no letter
#: left at the first, and none may leave, a second look is worth its time on one day in so many.
QUIET_HOURS = ((8, 0), (8, 12))
LOOKS_AGAIN = 0.25
#: Moments at which nothing may leave.
CLOSED_HOURS = ((0, 30), (7, 59), (18, 0), (23, 59))
OFF_HOURS_A_DAY = 0.1
#: On a closed day on which nothing goes wrong nothing can leave, and the plan of the next day makes up for it.
LOOKS_WHEN_CLOSED = 0.3
#: PostgreSQL looks after its tables by itself where it is not thrown away; here, every so many days.
TABLES_ARE_SWEPT = 91


class Simulation:
    """One life of one county, by its seed. `without`: days (by number, the first is 0) on which no fault happens."""

    def __init__(
        self, seed: int, first: dt.date, *, months: int = 24, initiatives: int = 60, without: Collection[int] = ()
    ) -> None:
        self.seed, self.first, self.days = seed, first, round(months * 30.44)
        self.initiatives, self.without = initiatives, frozenset(without)
        self.oracle, self.report, self.was_calm = Oracle(), Report(seed), True
        self.troubled: list[int] = []
        self.day = 0

    def run(self) -> Report:
        """Live through it. Raises AssertionError, with the seed and the day, at the first difference."""
        SINK.begin_anew()
        backend = f"{Backend.__module__}.{Backend.__name__}"
        # Without the plan every ten minutes, a change that left no mark would show.
        rests = mock.patch.object(actions, "PLAN_ANEW", dt.timedelta(hours=20))
        only = mock.patch.object(
            policy, "POLICY", tuple(each for each in policy.POLICY if each.about == policy.REPORT_DUE)
        )
        mail = {"EMAIL_BACKEND": backend, "LETTERS_A_SECOND": 0.0, "BOUNCE_ADDRESS": BOX}
        with rests, only, override_settings(**mail, FAIL_POINTS={}):
            self.world = World(self.seed, self.first, initiatives=self.initiatives)
            self.mailboxes = Mailboxes(self.world, self.oracle, random.Random(f"mail {self.seed}"))
            self.digests = Digests(self.world, self.first)
            years = range(self.first.year, self.first.year + 4)
            load_holidays(self.world, {day for day in package.country_holidays("GB", subdiv="ENG", years=years)})
            for number in range(self.days):
                self.live(number)
            self.check_the_journal()
            self.report.close(self.mailboxes, self.digests)
        return self.report

    # ------------------------------------------------------------ a day

    def live(self, number: int) -> None:
        self.day, day = number, self.first + number * ONE_DAY
        # What goes wrong on a day is its own: leaving it out changes nothing of what people do, nor of any other day.
        self.luck = random.Random(f"{self.seed} {number}")
        self.world.live(day)
        self.mailboxes.live(day)
        if number % TABLES_ARE_SWEPT == 0:
            sweep_tables()
        fault = self.luck.choice(self.faults()) if self.luck.random() < FAULTS_A_DAY else None
        if number in self.without:
            fault = None
        if fault is not None:
            self.troubled.append(number)
            self.report.faults[fault.__name__] += 1
        if fault is self.silent:
            self.was_calm = False
        elif fault or self.is_open(day) or self.luck.random() < LOOKS_WHEN_CLOSED:
            self.look(day, fault)

    def is_open(self, day: dt.date) -> bool:
        return is_open(day, frozenset(self.world.closed))

    def look(self, day: dt.date, fault: Callable[..., None] | None) -> None:
        """A day on which the engine runs, against what the oracle says of it."""
        began, was_known = len(SINK.taken), set(self.mailboxes.known)
        self.mailboxes.let_go(day)
        expected = self.oracle.look(day, self.world.things(), frozenset(self.world.closed))
        with mock.patch.object(troubles, "random", self.luck):
            off_hours = [self.luck.choice(CLOSED_HOURS)] if self.luck.random() < OFF_HOURS_A_DAY else []
            self.look_at(day, [each for each in off_hours if each < HOURS[0]])
            self.live_through_hours(day, fault)
            self.look_at(day, [each for each in off_hours if each > HOURS[-1]])
        settings.FAIL_POINTS = {}
        told = self.mailboxes.told(day, expected, was_known)
        taken = SINK.taken[began:]
        where = f"seed {self.seed}, {day:%A %d %B %Y} (day {(day - self.first).days}, {fault.__name__ if fault else 'no fault'})"
        self.compare(where, day, told, taken)
        self.mailboxes.check(where, day)
        if self.is_open(day):
            is_clear = fault in (None, self.doubled)
            unsure = set(self.world.readers) if not is_clear else was_known | set(self.mailboxes.dead_until)
            self.digests.check(where, day, taken, expected, unsure)
        self.was_calm = fault is None and self.mailboxes.is_calm
        SINK.heal()

    def look_at(self, day: dt.date, moments: list[tuple[int, int]]) -> None:
        for moment in moments:
            self.engine(clock.at(day, *moment))

    def live_through_hours(self, day: dt.date, fault: Callable[..., None] | None) -> None:
        """The moments of a day at which something can happen. On a closed day there are few: nothing may leave."""
        hours = HOURS if fault not in (None, self.doubled) else QUIET_HOURS
        if not self.is_open(day):
            hours = QUIET_HOURS if fault else QUIET_HOURS[:1]
        began = len(SINK.taken)
        for hour, minute in hours:
            is_first = (hour, minute) == HOURS[0]
            if not is_first and fault is None and len(SINK.taken) == began and self.may_rest():
                continue
            if fault is not None:
                fault(hour, minute)
            if not is_first:
                self.mailboxes.come_back(clock.at(day, hour, minute))
            self.engine(clock.at(day, hour, minute))

    def may_rest(self) -> bool:
        """Whether nothing waits that a second look could find, and it is not one of the days on which we look all the same."""
        is_calm = self.was_calm and self.mailboxes.is_calm and not SINK.refused
        return is_calm and self.luck.random() > LOOKS_AGAIN

    def engine(self, now: dt.datetime) -> None:
        """A tick and a delivery by processes that may die; what runs them starts them again."""
        SINK.now = now
        for work in (reaching.let_go, actions.tick, delivery.deliver_waiting):
            for _ in range(2):
                try:
                    work(now)
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
            which = self.luck.randint(1, 4)
            settings.FAIL_POINTS = {self.luck.choice(PLACES): f"raise {which}"}
        if (hour, minute) == HOURS[3]:  # in time for whatever a dead process leaves behind to be taken over
            settings.FAIL_POINTS = {}

    def away(self, hour: int, minute: int) -> None:
        SINK.is_away = True

    def away_till_ten(self, hour: int, minute: int) -> None:
        SINK.is_away = hour < 10 and self.is_open(self.world.today)

    def defers(self, hour: int, minute: int) -> None:
        if not SINK.deferred:
            SINK.deferred = {self.luck.choice(sorted(self.world.people))}

    def hangs_up(self, hour: int, minute: int) -> None:
        if (hour, minute) == HOURS[0]:
            SINK.hang_ups = 1

    def silent(self, hour: int, minute: int) -> None:
        """Nothing runs at all on this day."""

    def doubled(self, hour: int, minute: int) -> None:
        for _ in range(3):
            self.engine(clock.at(self.world.today, hour, minute))

    # ------------------------------------------------------------ what must be true

    def compare(self, where: str, day: dt.date, told: dict[str, set[Line]], taken: list[Taken]) -> None:
        """The mail server's account of a day against the oracle's, through the ledger."""
        copies = Counter(each.message_id for each in taken)
        known = Letter.objects.filter(message_id__in=copies).select_related("to").defer("text", "html")
        letters = {each.message_id: each for each in known}
        twice = {name for name, many in copies.items() if many > 1 and not letters[name].is_copy}
        assert not twice, f"{where}: sent twice and not marked as a copy: {twice}"
        by_person = Counter((letters[name].to.email, letters[name].checked_by) for name in copies)
        nagged = {who: many for who, many in by_person.items() if many > 1 and who[1]}
        assert not nagged, f"{where}: two letters to one person: {nagged}"
        got: dict[str, set[Line]] = {}
        rows = Reminder.objects.filter(letter__in=letters.values()).select_related("recipient") if letters else ()
        for row in rows:
            step, audience = row.stage.split("_")[1:]
            offset = -int(step) if row.stage.startswith("before") else int(step)
            line = Line(row.recipient.email, row.subject, offset, audience)
            got.setdefault(row.recipient.email, set()).add(line)
        assert got == told, f"{where}:\n got {got}\n but should have {told}"
        assert self.is_open(day) or not taken, f"{where}: a letter left on a closed day"
        hours = {clock.local(each.at).hour for each in taken}
        assert all(8 <= hour < 18 for hour in hours), f"{where}: letters left at {hours}"
        self.report.letters += len(copies)
        self.report.copies += sum(many - 1 for many in copies.values())
        self.report.lines += sum(map(len, got.values()))

    def check_the_journal(self) -> None:
        """Ledger, mail server and journal name the same letters; nothing is stuck."""
        sent = set(Letter.objects.have_left().values_list("message_id", flat=True))
        unknown = set(Letter.objects.filter(state="ambiguous").values_list("message_id", flat=True))
        taken = {each.message_id for each in SINK.taken}
        assert taken - unknown == sent, f"seed {self.seed}: ledger and mail server differ by {(taken - unknown) ^ sent}"
        journalled = {line.message_id for line in journal.lines()}
        # What came back was taken, whatever became of its sender before he could write that down.
        in_doubt = Letter.objects.filter(is_copy=True) | Letter.objects.filter(state="bounced")
        copied = set(in_doubt.values_list("message_id", flat=True))
        assert journalled <= sent | unknown, f"seed {self.seed}: the journal has {journalled - sent}"
        assert sent - journalled <= copied, f"seed {self.seed}: the journal lacks {sent - journalled - copied}"
        assert not Letter.objects.filter(state__in=["claimed", "handing_over"]).exists(), f"seed {self.seed}: stuck"


def sweep_tables() -> None:
    """What autovacuum does elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

"""Addresses that die for a while, what comes back from them, and an account of who had to hear of it.

A dead address refuses letters at the door (550 5.1.1) or takes them and sends a report back, within the day or the next
morning. From then on letters to it are held, until an administrator says that it works again. The account knows what the
mail server saw and what people did, and nothing of how the portal keeps it.
"""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field

from collab_portal.toolkit import clock
from services.letters import addresses, bounces
from services.letters.models import Letter
from services.letters.returns import AddressHealth
from tests.faults.sink import SINK, Taken
from tests.faults.world import World
from tests.initiatives.reminders.oracle import Line, Oracle, is_open
from tests.services.letters.messages_back import report

DEATHS_A_DAY = 0.05
SHORTEST, LONGEST = 3, 20
NOTICED, NOTICED_WITHIN = 0.7, dt.timedelta(days=7)
Told = dict[str, set[Line]]


@dataclass
class Mailboxes:
    """Which addresses are dead until when, which of them the portal knows of, what is held for them, who must hear."""

    world: World
    oracle: Oracle
    dice: random.Random
    dead_until: dict[str, dt.date] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    mended: set[str] = field(default_factory=set)
    held: dict[str, list[tuple[dt.date, set[Line]]]] = field(default_factory=lambda: defaultdict(list))
    said: dict[tuple[str, dt.date], set[Line]] = field(default_factory=dict)
    set_free: set[str] = field(default_factory=set)
    unheard_of: dict[str, tuple[int, set[str]]] = field(default_factory=dict)
    began: int = 0
    came_back: int = 0
    were_held: int = 0
    heard_of: int = 0

    @property
    def is_calm(self) -> bool:
        """Whether no address is in trouble, nor was one this morning."""
        return not (self.dead_until or self.known or self.mended or self.unheard_of or SINK.on_the_way)

    # ------------------------------------------------------------ a day

    def live(self, day: dt.date) -> None:
        """What comes back overnight, whose address is mended, and whose dies, before the engine looks."""
        at, self.began = clock.at(day, 6), len(SINK.taken)
        for letter in list(SINK.on_the_way):
            if self.comes_back(letter, at):
                self.oracle.taken_back(self.said.pop((letter.to, clock.local(letter.at).date()), ()))
        self.set_free.clear()
        for address in [each for each, until in self.dead_until.items() if until <= day]:
            self.works_again(address, at)
        if self.dice.random() < DEATHS_A_DAY:
            self.dies(day)

    def dies(self, day: dt.date) -> None:
        """As a rule it is that of somebody who is written to soon, else nobody would notice."""
        soon = {line.person for line, when in self.oracle.hoped_for.items() if when.day <= day + NOTICED_WITHIN}
        anybody = (self.world.able() | set(self.world.keepers.values())) - set(self.dead_until)
        some = anybody & soon if self.dice.random() < NOTICED else anybody
        address = self.dice.choice(sorted(some or anybody))
        self.dead_until[address] = day + dt.timedelta(days=self.dice.randint(SHORTEST, LONGEST))
        self.dice.choice((SINK.gone, SINK.returning)).add(address)

    def works_again(self, address: str, at: dt.datetime) -> None:
        """It does, and an administrator says so if the portal did not know."""
        del self.dead_until[address]
        SINK.gone.discard(address)
        SINK.returning.discard(address)
        if address in self.known:
            self.known.discard(address)
            self.mended.add(address)
            health = AddressHealth.objects.get(address=address)
            addresses.works_again(health, why="The mailbox was mended.", by=self.world.somebody_of_the_office, at=at)

    def let_go(self, day: dt.date) -> None:
        """The engine runs: what was held for mended addresses goes anew, in its letter or, if that is too old, in another."""
        for address in self.mended:
            for _, lines in self.held.pop(address, []):
                self.oracle.taken_back(lines)
        self.mended.clear()

    def come_back(self, at: dt.datetime) -> None:
        """Some of what is on its way back arrives."""
        for letter in list(SINK.on_the_way):
            if self.dice.random() < 0.5 and self.comes_back(letter, at):
                self.set_free.add(letter.to)

    def comes_back(self, letter: Taken, at: dt.datetime) -> bool:
        """A report about one letter is handed in. Returns whether reminders stood in it that go by themselves now."""
        SINK.on_the_way.remove(letter)
        became = bounces.receive(report(more=letter.message_id), [letter.sender], at)
        assert became in (bounces.Became.KEPT, bounces.Became.REPEATED), f"a report about {letter} {became}"
        self.came_back += 1
        self.is_known(letter)
        return carries_reminders(letter)

    def is_known(self, letter: Taken) -> None:
        """The portal has been told that this address is dead. Somebody must hear of what was due to its reader."""
        self.known.add(letter.to)
        if not letter.is_digest:
            self.has_to_be_heard_of(letter.to)

    def has_to_be_heard_of(self, address: str) -> None:
        self.unheard_of.setdefault(address, (self.began, self.who_looks_after(address)))

    # ------------------------------------------------------------ what must be true

    def told(self, day: dt.date, expected: Told, was_known: set[str]) -> Told:
        """Of what everybody should hear, what the mail server can have taken. The oracle is told what counts as said."""
        refused = {each.to: each for each in SINK.refused}
        SINK.refused.clear()
        for letter in refused.values():
            self.is_known(letter)
        told = {}
        for who, lines in expected.items():
            if who in was_known:
                if SINK.is_away and not is_held(who, day):
                    continue
                self.are_held(who, day, lines)
            elif who in refused and not refused[who].is_digest:
                self.oracle.heard(day, lines)
            elif who in self.set_free or who in refused:
                self.are_held(who, day, lines)
            elif who not in SINK.deferred and not SINK.is_away:
                self.oracle.heard(day, lines)
                told[who] = self.said[who, day] = lines
        return told

    def are_held(self, who: str, day: dt.date, lines: set[Line]) -> None:
        """They stand in a letter that waits for its address; somebody hears of it."""
        self.oracle.heard(day, lines)
        self.held[who].append((day, lines))
        self.were_held += 1
        self.has_to_be_heard_of(who)

    def check(self, where: str, day: dt.date) -> None:
        """Of every duty that did not arrive somebody near has heard: who keeps the accounts there, or the office."""
        if SINK.is_away or not is_open(day, frozenset(self.world.closed)):
            return
        for address, (since, near) in list(self.unheard_of.items()):
            about = [each for each in SINK.taken[since:] if address in each.text and each.to != address]
            if any(each in SINK.on_the_way for each in about) or SINK.deferred:
                continue
            people = {each.to for each in about if not each.returns}
            near |= self.who_looks_after(address)
            assert people & near, f"{where}: letters to {address} do not arrive; {near} should have heard, {people} did"
            self.heard_of += 1
            del self.unheard_of[address]

    def who_looks_after(self, address: str) -> set[str]:
        """The administrator of their service while his own address works, else the policy officers."""
        keeper = self.world.keepers.get(self.world.place[address])
        is_there = keeper not in (None, address) and keeper not in self.dead_until
        return {keeper} if is_there else set(self.world.officers)


def carries_reminders(letter: Taken) -> bool:
    """Whether it is a digest in which the reminders of its reader's morning stood: they had no other letter that day."""
    day = clock.local(letter.at).date()
    that_day = [each for each in SINK.taken if each.to == letter.to and clock.local(each.at).date() == day]
    return letter.is_digest and all(each.is_digest for each in that_day)


def is_held(who: str, day: dt.date) -> bool:
    """Without a mail server not every letter has its turn: the ledger alone knows whether this one had."""
    return Letter.objects.filter(to__email=who, state="held", posted_at__gte=clock.at(day, 0)).exists()

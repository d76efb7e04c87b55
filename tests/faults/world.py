"""A made-up county that lives: people come and go, reports are asked for, sent and returned, dates move, days close.

It keeps its own notes of everything, in plain Python, so that the oracle is never told what the portal's database says.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from initiatives.register.models import NamedPerson
from initiatives.reviews.models import ReportRequest
from services.access.roles import Role
from services.directory.models import Kind, Organisation
from services.people.models import User
from tests import make
from tests.initiatives.reminders.oracle import Thing

KINDS = (Kind.POLICE_FORCE, Kind.FIRE, Kind.AMBULANCE)
FAR = dt.date.max


@dataclass
class Work:
    """An initiative as the notes know it: its row, and who writes and sponsors it, by address, until when."""

    row: object
    partners: frozenset[object] = frozenset()
    named: dict[str, list[tuple[str, dt.date]]] = field(default_factory=lambda: {"author": [], "sponsor": []})


@dataclass
class Asked:
    """A report asked for: of which work, when, for when, and whether it is owed now."""

    row: ReportRequest
    work: Work
    asked_on: dt.date
    due_on: dt.date
    is_owed: bool = True
    was_returned: bool = False
    waits_for_an_answer: bool = False


class World:
    """9 organisations, 60 initiatives, and a dice of its own; `day` after `day` something happens."""

    def __init__(self, seed: int, first: dt.date, *, initiatives: int = 60) -> None:
        self.dice, self.today, self.closed = random.Random(seed), first, set()
        self.office = make.organisation("Office", Kind.POLICING_BODY)
        self.services = [make.organisation(f"Service {n}", KINDS[n % 3], governed_by=self.office) for n in range(8)]
        self.people: dict[str, User] = {}
        self.place: dict[str, Organisation] = {}
        for number in range(40):
            self.take_on(f"Person {number}")
        self.officers = {p.email: (dt.date.min, FAR) for p in (self.officer(n) for n in range(2))}
        self.somebody_of_the_office = self.people[min(self.officers)]
        self.keepers = {place: self.keeper(place) for place in self.services[::2]}
        #: Who wants a digest every week, and on which day of it (Monday is 0): one of the office, one of a service.
        wanting = (self.somebody_of_the_office.email, min(self.able()))
        self.readers = {email: self.reader(email, weekday) for weekday, email in enumerate(wanting)}
        for email in set(self.officers) - set(wanting):
            make.letter_preferences(self.people[email], "never")
        self.works = [self.work(number) for number in range(initiatives)]
        self.reports: list[Asked] = []

    def take_on(self, name: str) -> str:
        """A service lead of some service, by address."""
        place = self.dice.choice(self.services)
        person = make.person(name, place)
        self.people[person.email], self.place[person.email] = person, place
        return person.email

    def officer(self, number: int) -> User:
        someone = make.person(f"Officer {number}", self.office, Role.POLICY_OFFICER)
        self.people[someone.email] = someone
        return someone

    def keeper(self, place: Organisation) -> str:
        """The administrator of a service, by address: nobody whom reminders go to."""
        someone = make.person(f"Keeper of {place}", place, Role.ADMINISTRATOR)
        make.letter_preferences(someone, "never")
        self.place[someone.email] = place
        return someone.email

    def reader(self, email: str, weekday: int) -> int:
        make.letter_preferences(self.people[email], "weekly", digest_weekday=weekday)
        return weekday

    def work(self, number: int) -> Work:
        partners = tuple(self.dice.sample(self.services, 3))
        made = Work(make.initiative(f"Work {number}", partners), frozenset(partners))
        for duty, many in (("author", 2), ("sponsor", 1)):
            for email in self.dice.sample(sorted(self.able()), many):
                self.name(made, duty, email)
        return made

    def able(self) -> set[str]:
        """People of the services who can sign in."""
        return {email for email, person in self.people.items() if person.is_active and email not in self.officers}

    def name(self, work: Work, duty: str, email: str) -> None:
        if all(email != other for other, _ in work.named[duty]):
            make.named(work.row, self.people[email], duty)
            work.named[duty].append((email, FAR))

    # ------------------------------------------------------------ what happens

    def live(self, day: dt.date) -> None:
        """What people do on a day, before the engine looks."""
        self.today = day
        for number, work in enumerate(self.works):
            if (day.toordinal() + 3 * number) % 182 == 0:
                self.ask(work, day + dt.timedelta(days=self.dice.choice((40, 45, 60))))
        for happening, odds in (
            (self.send, 0.42),  # little more than is asked for, so that some of it is late
            (self.return_one, 0.1),
            (self.withdraw, 0.02),
            (self.move, 0.1),
            (self.somebody_leaves, 0.02),
            (self.somebody_comes, 0.05),
            (self.drop_an_author, 0.05),
            (self.close_a_day, 0.01),
        ):
            if self.dice.random() < odds:
                happening()

    def ask(self, work: Work, due_on: dt.date) -> None:
        while not self.is_open(due_on):
            due_on -= dt.timedelta(days=1)
        review = make.review(self.office)
        row = ReportRequest.objects.create(review=review, initiative=work.row, due_on=due_on)
        make.event(row, "asked", at=self.at())
        self.reports.append(Asked(row, work, self.today, due_on))

    def at(self) -> dt.datetime:
        return dt.datetime.combine(self.today, dt.time(6), dt.UTC)

    def some_owed(self, *, soon: int = 400) -> Asked | None:
        near = self.today + dt.timedelta(days=soon)
        owed = [each for each in self.reports if each.is_owed and each.due_on <= near]
        return self.dice.choice(owed) if owed else None

    def send(self) -> None:
        if asked := self.some_owed(soon=12):
            make.event(asked.row, "sent", at=self.at())
            asked.is_owed = asked.was_returned = False
            asked.waits_for_an_answer = True

    def return_one(self) -> None:
        sent = [each for each in self.reports if not each.is_owed and each.row.state == "sent"]
        if sent:
            asked = self.dice.choice(sent[-5:])
            make.event(asked.row, "returned", at=self.at(), why="Say more.")
            asked.is_owed = asked.was_returned = True
            asked.waits_for_an_answer = False

    def withdraw(self) -> None:
        if asked := self.some_owed():
            make.event(asked.row, "withdrawn", at=self.at())
            asked.is_owed = False

    def move(self) -> None:
        if asked := self.some_owed():
            to = asked.due_on + dt.timedelta(days=self.dice.choice((-9, -2, 3, 14, 45)))
            while not self.is_open(to):
                to -= dt.timedelta(days=1)
            if to >= self.today:
                ReportRequest.objects.filter(pk=asked.row.pk).update(due_on=to)
                asked.due_on = to

    def somebody_leaves(self) -> None:
        email = self.dice.choice(sorted(self.able()))
        User.objects.filter(pk=self.people[email].pk).update(is_active=False)
        self.people[email].is_active = False

    def somebody_comes(self) -> None:
        newcomer = self.take_on(f"Newcomer {len(self.people):03d}")
        for work in self.dice.sample(self.works, 4):
            self.name(work, self.dice.choice(("author", "sponsor")), newcomer)

    def drop_an_author(self) -> None:
        work = self.dice.choice(self.works)
        if len(work.named["author"]) > 1:
            email, _ = work.named["author"].pop(0)
            NamedPerson.objects.filter(initiative=work.row, person=self.people[email], duty="author").delete()

    def close_a_day(self) -> None:
        """A one-off holiday at short notice. Due dates that fell on it stay where they are in this world."""
        day = self.today + dt.timedelta(days=self.dice.randint(2, 30))
        if self.is_open(day):
            make.bank_holiday(day, name="A day of thanks")
            self.closed.add(day)

    def is_open(self, day: dt.date) -> bool:
        return day.isoweekday() <= 5 and day not in self.closed

    # ------------------------------------------------------------ what the oracle is told

    def things(self) -> list[Thing]:
        """Every report owed, and who would hear of it, from the notes."""
        return [
            Thing(f"report_request:{asked.row.pk}", asked.due_on, asked.asked_on, self.heard_by(asked.work))
            for asked in self.reports
            if asked.is_owed
        ]

    def heard_by(self, work: Work) -> dict[str, tuple[tuple[str, dt.date, dt.date], ...]]:
        named = {
            duty: tuple((email, dt.date.min, until) for email, until in people if self.people[email].is_active)
            for duty, people in work.named.items()
        }
        officers = tuple((email, *when) for email, when in self.officers.items())
        leads = tuple((email, dt.date.min, FAR) for email in sorted(self.leads(work)))
        return {"authors": named["author"], "lead": leads, "sponsor": named["sponsor"], "office": officers}

    def leads(self, work: Work) -> set[str]:
        """Service leads beside the authors, of the organisations that owe it.

        Those are the organisations of its authors that take part, or all of theirs where none does; of no author, all
        that take part.
        """
        able, named = self.able(), {email for people in work.named.values() for email, _ in people}
        authors = {email for email, _ in work.named["author"]} & able
        theirs = {self.place[email] for email in authors}
        owing = theirs & work.partners or theirs or work.partners
        return {
            email
            for email in able - authors
            if self.place[email] in owing and (self.place[email] in work.partners or email in named)
        }


def load_holidays(world: World, days: set[dt.date]) -> None:
    """Days that were closed from the beginning."""
    for day in sorted(days):
        make.bank_holiday(day)
    world.closed |= days

"""A Monday at 8am on which some people are owed one reminder each: what they should get, by the oracle and nobody else."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from initiatives.reviews.models import ReportRequest
from services.directory.models import Kind
from services.letters.models import Letter
from services.people.models import User
from tests import make
from tests.initiatives.reminders.oracle import Line, Oracle, Thing

MONDAY = dt.date(2014, 10, 6)
#: Twenty working days after that Monday.
DUE_ON = dt.date(2014, 11, 3)
ALWAYS = (dt.date.min, dt.date.max)


@dataclass
class Morning:
    """Who writes which report, as the oracle is told it. Others are there too, and are owed nothing."""

    authors: dict[str, ReportRequest] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    today: dt.date = MONDAY

    def __post_init__(self) -> None:
        make.bank_holiday(dt.date(2015, 12, 25), is_seeded=True)
        self.office = make.organisation("Office", Kind.POLICING_BODY)
        self.stranger = make.person("Kit Lowe", email="stranger@portal.test")
        leaver = self.author("leaver@portal.test")
        User.objects.filter(pk=leaver.pk).update(is_active=False)
        del self.authors[leaver.email]

    def author(self, address: str) -> User:
        """Somebody who writes a report that is due in twenty working days."""
        someone = make.person(address.partition("@")[0].title(), email=address)
        work = make.initiative()
        make.named(work, someone)
        self.authors[address] = make.report_request(work, self.office, DUE_ON)
        self.people[address] = someone
        return someone

    def authors_at(self, *addresses: str) -> "Morning":
        for address in addresses:
            self.author(address)
        return self

    def other_letter(self, address: str, **fields: Any) -> Letter:
        """A letter to somebody else, which the oracle knows nothing of."""
        self.others.add(address)
        return make.letter(make.person(email=address), **fields)

    def expected(self) -> dict[str, set[Line]]:
        """By address, what the oracle would say today."""
        things = [
            Thing(f"report_request:{asked.pk}", DUE_ON, MONDAY, {**NOBODY, "authors": ((address, *ALWAYS),)})
            for address, asked in self.authors.items()
        ]
        return Oracle().look(self.today, things, frozenset())

    def letter_to(self, address: str) -> Letter:
        return Letter.objects.get(to__email=address)

    def state_of(self, address: str) -> str:
        """What became of somebody's letter, or nothing."""
        return Letter.objects.filter(to__email=address).values_list("state", flat=True).first() or ""

    def is_decided(self) -> bool:
        """Everybody's letter is written, and it is known what became of it."""
        decided = Letter.objects.filter(to__email__in=self.authors).exclude(state__in=UNDECIDED)
        return decided.count() == len(self.authors)

    def states(self) -> list[tuple[Any, ...]]:
        """What is known, for whoever reads why a test failed."""
        known = Letter.objects.select_related("to").order_by("id")
        return [(each.to.email, each.key, each.state, each.attempts, each.last_error) for each in known]


NOBODY = {audience: () for audience in ("authors", "lead", "sponsor", "office")}
UNDECIDED = ("waiting", "claimed", "handing_over", "held")

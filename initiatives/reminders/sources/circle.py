"""The people around records: who is named on them, who answers for which organisation, and which of them may see what.

`visible_to` answers for one person. Here the same question is asked for everybody at once, in as many queries for ten
thousand records as for ten; tests hold the two together, and wherever they could differ `visible_to` has the last word.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from collab_portal.toolkit.words import and_list
from initiatives.reminders.cover import covered, gaps
from initiatives.reminders.plan import Fact, Gap, Listener
from initiatives.reminders.policy import Audience
from initiatives.reminders.sources.roll import Roll
from services.people.models import User

#: By record, the organisations through which people see it; None: everybody who belongs to one sees it.
OpenTo = Mapping[int, set[int] | None]


class Named(NamedTuple):
    """Somebody named on an initiative, until a last local date or for good."""

    person: int
    duty: str
    until: dt.date | None


class Circle:
    """The people around records of one sort, seen from a local date. It grows with the records that are brought in.

    A narrow one has only one person, those they cover for and whoever is named in it. `visible_to` has answered for that
    person already, so in a narrow circle everybody counts as seeing everything.
    """

    def __init__(self, roll: Roll, read_open_to: Callable[[set[int]], OpenTo], *, is_narrow: bool = False) -> None:
        self.roll = roll
        self.day = roll.day
        self.is_narrow = is_narrow
        self.known: set[int] = set()
        self.named: dict[int, list[Named]] = defaultdict(list)
        self._open_to: dict[int, set[int] | None] = {}
        self._read_open_to = read_open_to
        self._unread: set[int] = set()
        self._holders: dict[tuple[str, frozenset[str], int | None], frozenset[Listener]] = {}

    def bring_in(self, ids: Collection[int], named: Iterable[tuple[Any, ...]] = ()) -> None:
        """Records that it did not know, and who is named on them: (record, person, duty, until)."""
        self.known |= set(ids)
        self._unread |= set(ids)
        for record, *of_person in named:
            self.named[record].append(Named(*of_person))

    @property
    def open_to(self) -> OpenTo:
        """By record, the organisations through which people see it, read for all new records when first asked for."""
        if self._unread:
            self._open_to |= self._read_open_to(self._unread)
            self._unread = set()
        return self._open_to

    def organisations_seeing(self, record: int) -> set[int]:
        """Those whose people see a record because it is theirs; none where everybody does."""
        return self.open_to.get(record) or set()

    def named_as(self, duty: str, audience: Audience, record: int) -> set[Listener]:
        """Those named for a duty. Being named is what lets them see it."""
        named = [each for each in self.named.get(record, ()) if each.duty == duty]
        return {Listener(audience.name, each.person, until=each.until) for each in named}

    def holding(
        self, audience: Audience, roles: frozenset[str], organisations: Iterable[int | None], record: int
    ) -> set[Listener]:
        """Those who hold one of these roles in one of these organisations and may see the record."""
        through = None if self.is_narrow else self.open_to.get(record, frozenset())
        found: set[Listener] = set()
        for organisation in organisations:
            listeners = self._who_holds(audience, roles, organisation)
            if through is None or organisation in through:
                found |= listeners
            else:
                found |= {each for each in listeners if self.may_hear(each, record)}
        return found

    def _who_holds(self, audience: Audience, roles: frozenset[str], organisation: int | None) -> frozenset[Listener]:
        """Made once for each organisation, however many records are theirs."""
        key = (audience.name, roles, organisation)
        if key not in self._holders:
            posts = self.roll.posts(organisation, roles)
            self._holders[key] = frozenset(Listener(audience.name, one.person, one.from_on, one.until) for one in posts)
        return self._holders[key]

    def may_hear(self, listener: Listener, record: int) -> bool:
        """Whether somebody sees a record on the day, or on the first one on which they listen."""
        return self.sees(listener.person, record, max(self.day, listener.from_on or self.day))

    def sees(self, person: int, record: int, day: dt.date) -> bool:
        """Whether somebody may see a record on a local date."""
        if self.is_narrow:
            return True
        reach, through = self.roll.reach_of(person, day), self.open_to.get(record, frozenset())
        if bool(reach) if through is None else not reach.isdisjoint(through):
            return True
        named = [each for each in self.named.get(record, ()) if each.person == person]
        return any(each.until is None or day <= each.until for each in named)

    def told(self, listeners: Iterable[Listener], record: int) -> tuple[frozenset[Listener], frozenset[Gap]]:
        """Who listens once leave is known, deputies in the place of those who are away, and where nobody stands in."""
        listeners, aways = frozenset(listeners), self.roll.aways
        if not aways or self.roll.away.isdisjoint(each.person for each in listeners):
            return listeners, frozenset()

        def may_hear(deputy: Listener) -> bool:
            return self.may_hear(deputy, record)

        open_days = gaps(listeners, aways, self.roll.names_of_the_away, may_hear)
        return covered(listeners, aways, may_hear), open_days


def covers(person: User) -> frozenset[int]:
    """The ids of those for whom a person covers on the day of their standing, as services.people says."""
    return frozenset(person.standing.covers_ids)


def speaks_for(person: User) -> set[int]:
    """The ids of a person and of those for whom they cover."""
    return {person.pk, *covers(person)}


def names_of_covered(person: User) -> dict[int, str]:
    """Whom a person covers for, by id; asks nobody if they cover for nobody."""
    those = covers(person)
    return dict(User.objects.filter(pk__in=those).values_list("pk", "name")) if those else {}


def audiences_of(person: User, listeners: Iterable[Listener], names: Mapping[int, str]) -> dict[str, Any]:
    """The audiences a person is in on the day of their standing, by themselves or by covering; `names` from names_of_covered."""
    today = [each for each in listeners if each.listens_on(person.standing.day)]
    own = {each.audience for each in today if each.person == person.pk}
    lent: dict[str, set[str]] = defaultdict(set)
    for each in today:
        if each.person in names and each.audience not in own:
            lent[each.audience].add(names[each.person])
    return _in_words(own, lent)


def names_of_the_covered(facts: Iterable[Fact]) -> dict[int, str]:
    """Whom deputies among the listeners of these facts stand in for, by id; asks nobody if there are none."""
    those = {each.covers for fact in facts for each in fact.listeners if each.covers is not None}
    return dict(User.objects.filter(pk__in=those).values_list("pk", "name")) if those else {}


def heard_by(person: int, listeners: Iterable[Listener], day: dt.date, names: Mapping[int, str]) -> dict[str, Any]:
    """What `audiences_of` says, of listeners among whom deputies stand already; `names` from names_of_the_covered."""
    today = [each for each in listeners if each.person == person and each.listens_on(day)]
    own = {each.audience for each in today if each.covers is None}
    lent: dict[str, set[str]] = defaultdict(set)
    for each in today:
        if each.covers is not None and each.audience not in own:
            lent[each.audience].add(names[each.covers])
    return _in_words(own, lent)


def _in_words(own: set[str], lent: Mapping[str, set[str]]) -> dict[str, Any]:
    stands_for = {(audience, f"cover for {and_list(sorted(those))}") for audience, those in lent.items()}
    return {"audiences": frozenset(own | lent.keys()), "stands_for": frozenset(stands_for)}

"""The roll: who holds which role in which organisation on a day or later, whom those oversee, and who is away."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from services.access.roles import OVERSIGHT, WITHOUT_RECORDS
from services.directory.models import Organisation
from services.people.cover import Away, aways_between
from services.people.models import Membership, User

#: Leave that ended before this is over for everything that can still be said; none is planned further ahead.
BEHIND, AHEAD = dt.timedelta(days=31), dt.timedelta(days=400)


class Post(NamedTuple):
    """A role that somebody holds in an organisation, from and to local dates that both count; None is open."""

    person: int
    organisation: int
    role: str
    from_on: dt.date | None
    until: dt.date | None

    def counts_on(self, day: dt.date) -> bool:
        """Whether they hold it on a local date."""
        return (self.from_on is None or self.from_on <= day) and (self.until is None or day <= self.until)


class Roll:
    """Narrow rows of everybody, or of the people asked for; the same few queries however many there are."""

    def __init__(self, day: dt.date, posts: Iterable[Post], governs: Iterable[tuple[int, int]] = ()) -> None:
        self.day = day
        self.of_person: dict[int, list[Post]] = defaultdict(list)
        self.by_role: dict[tuple[int, str], list[Post]] = defaultdict(list)
        self.overseen: dict[int, set[int]] = defaultdict(set)
        self.aways: list[Away] = []
        self._reach: dict[tuple[int, dt.date], frozenset[int]] = {}
        for post in posts:
            self.of_person[post.person].append(post)
            self.by_role[post.organisation, post.role].append(post)
        for office, organisation in governs:
            self.overseen[office].add(organisation)

    @classmethod
    def on(cls, day: dt.date) -> "Roll":
        """Everybody who can sign in and has a post on a local date or later."""
        governs = Organisation.objects.exclude(governed_by=None).order_by().values_list("governed_by", "pk")
        roll = cls(day, _posts(day), governs)
        roll.aways = aways_between(day - BEHIND, day + AHEAD)
        return roll

    @classmethod
    def of(cls, people: Collection[int], day: dt.date) -> "Roll":
        """These people alone, as they are: what the posts of one person make of them."""
        return cls(day, _posts(day, person__in=people))

    def posts(self, organisation: int | None, roles: Iterable[str]) -> list[Post]:
        """Who holds one of these roles there; of no organisation: nobody."""
        return [post for role in roles for post in self.by_role.get((organisation, role), ())]

    def organisations_of(self, person: int) -> set[int]:
        """The organisations whose work somebody does on the day."""
        return {each.organisation for each in self._records_seen_by(person, self.day)}

    def reach_of(self, person: int, day: dt.date) -> frozenset[int]:
        """What Standing.reach_ids says of somebody on a local date: their organisations and those they oversee."""
        known = self._reach.get((person, day))
        if known is None:
            posts = self._records_seen_by(person, day)
            overseen = [self.overseen[each.organisation] for each in posts if each.role in OVERSIGHT]
            known = frozenset({each.organisation for each in posts}.union(*overseen))
            self._reach[person, day] = known
        return known

    def _records_seen_by(self, person: int, day: dt.date) -> list[Post]:
        posts = self.of_person.get(person, ())
        return [each for each in posts if each.counts_on(day) and each.role not in WITHOUT_RECORDS]

    @cached_property
    def away(self) -> frozenset[int]:
        """The ids of everybody who has leave."""
        return frozenset(each.person_id for each in self.aways)

    @cached_property
    def names_of_the_away(self) -> Mapping[int, str]:
        """Their names, by id."""
        return dict(User.objects.filter(pk__in=self.away).order_by().values_list("pk", "name"))

    @cached_property
    def organisation_names(self) -> Mapping[int, str]:
        """The name of every organisation, by id."""
        return dict(Organisation.objects.order_by().values_list("pk", "name"))


def _posts(day: dt.date, **which: object) -> list[Post]:
    current = Membership.objects.filter(person__is_active=True, **which).exclude(ends_on__lt=day).order_by("pk")
    return list(map(Post._make, current.values_list("person", "organisation", "role", "starts_on", "ends_on")))

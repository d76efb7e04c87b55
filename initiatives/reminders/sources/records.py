"""What the sources share: facts from narrow rows, and matters from the same facts, so that planning and sending agree."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from collab_portal.toolkit import clock
from initiatives.reminders.matters import RESTRICTED, Matter, pk_of
from initiatives.reminders.plan import Fact
from initiatives.reminders.sources.circle import Circle, audiences_of, heard_by, names_of_covered, names_of_the_covered
from initiatives.reminders.sources.look import around_initiatives
from services.history.models import Entry
from services.people.models import User

Row = Mapping[str, Any]
NOT_LIVE = "The work does not go on at present."


class Records:
    """Records of one kind that fall due: a subclass says which are open, what of them the plan needs and what a letter.

    `seen_by` is the column of a row with the id that the circle knows the record by.
    """

    seen_by = "initiative"

    def open_on(self, day: dt.date, *, as_of_then: bool = False) -> QuerySet:
        """Those about which something may have to be said on a local date; `as_of_then`: as they stood at its end."""
        raise NotImplementedError

    def near(self, records: QuerySet, first_due: dt.date, last_due: dt.date) -> QuerySet:
        """As few of them as the database can find without losing one that is due between two local dates."""
        return records

    def rows(self, records: QuerySet, day: dt.date) -> Iterable[Row]:
        """What the plan needs of each: narrow rows, in a fixed number of queries."""
        raise NotImplementedError

    def circle(self, ids: Collection[int], day: dt.date, person: User | None) -> Circle:
        """The people around those that are due, by `seen_by`: around initiatives, unless a subclass says otherwise."""
        return around_initiatives(ids, day, person)

    def due_on(self, row: Row, day: dt.date) -> dt.date | None:
        """The local date on which one falls due, as it looks on `day`; None where it does not."""
        raise NotImplementedError

    def fact(self, row: Row, due_on: dt.date, circle: Circle) -> Fact:
        """What falls due then, and who listens as themselves."""
        raise NotImplementedError

    def for_letter(self, records: QuerySet) -> QuerySet:
        """With everything that a letter says of them."""
        return records

    def matter(self, record: Any, fact: Fact, heard: Mapping[str, Any]) -> Matter:
        """The same fact as a letter needs it. `heard` are the fields that say who it is for."""
        raise NotImplementedError

    def facts(self, day: dt.date, first_due: dt.date, last_due: dt.date, *, as_of_then: bool = False) -> list[Fact]:
        """Everything open that is due between two local dates, with whoever listens on `day` or later."""
        near = self.near(self.open_on(day, as_of_then=as_of_then), first_due, last_due)
        return self._facts(near, day, due_between=(first_due, last_due))

    def facts_about(self, records: QuerySet, day: dt.date, person: User | None = None) -> list[Fact]:
        """The facts of a queryset of open records, whenever they fall due.

        For one person, who has been found to see them, leave is left aside: whom they cover for is theirs to say.
        """
        return self._facts(records, day, person)

    def _facts(
        self,
        records: QuerySet,
        day: dt.date,
        person: User | None = None,
        due_between: tuple[dt.date, dt.date] = (dt.date.min, dt.date.max),
    ) -> list[Fact]:
        """Nobody is looked for around records of which none is due."""
        first_due, last_due = due_between
        dated = [(row, self.due_on(row, day)) for row in self.rows(records, day)]
        due = [(row, due_on) for row, due_on in dated if due_on is not None and first_due <= due_on <= last_due]
        if not due:
            return []
        circle = self.circle({row[self.seen_by] for row, _ in due}, day, person)
        return [self._told(row, self.fact(row, due_on, circle), circle) for row, due_on in due]

    def _told(self, row: Row, fact: Fact, circle: Circle) -> Fact:
        if not circle.roll.aways:
            return fact
        listeners, gaps = circle.told(fact.listeners, row[self.seen_by])
        return replace(fact, listeners=listeners, gaps=gaps)

    def matters(self, person: User, subjects: Collection[str]) -> dict[str, Matter]:
        """The records are locked first, so that one being settled at this moment is either settled or reminded of."""
        day = person.standing.day
        asked = self.open_on(day).filter(pk__in=[pk_of(each) for each in subjects])
        records = {record.history_key: record for record in self._locked(self.for_letter(asked.visible_to(person)))}
        if not records:
            return {}
        facts = self.facts_about(asked.filter(pk__in=[each.pk for each in records.values()]), day, person)
        names = names_of_covered(person)
        return {
            fact.subject: self.matter(
                records[fact.subject], fact, {"due_on": fact.due_on, **audiences_of(person, fact.listeners, names)}
            )
            for fact in facts
        }

    def matters_at_once(self, wanted: Collection[tuple[int, str]], day: dt.date) -> dict[tuple[int, str], Matter]:
        """The same for many people on a local date, in as many queries for a thousand as for ten.

        `wanted` are pairs of a person's id and a record's history key. A pair that is not in the answer may still be found
        by `matters`, which asks for one person alone; one that is in it would be (tests hold the two together).
        """
        asked = self._asked(wanted, day)
        records = {record.history_key: record for record in self._locked(self.for_letter(asked))}
        if not records:
            return {}
        return {
            (person, subject): self.matter(records[subject], fact, {"due_on": fact.due_on, **heard})
            for person, subject, fact, heard in self._heard(asked, wanted, day)
        }

    def due_at_once(
        self, wanted: Collection[tuple[int, str]], day: dt.date
    ) -> dict[tuple[int, str], tuple[dt.date, frozenset[str]]]:
        """Of the same pairs the due date and the audiences alone, for whoever asks whether a letter is still true."""
        asked = self._asked(wanted, day)
        if not list(self._locked(asked.only("pk"))):
            return {}
        return {
            (person, subject): (fact.due_on, heard["audiences"])
            for person, subject, fact, heard in self._heard(asked, wanted, day)
        }

    def _asked(self, wanted: Collection[tuple[int, str]], day: dt.date) -> QuerySet:
        return self.open_on(day).filter(pk__in={pk_of(subject) for _, subject in wanted})

    def _locked(self, records: QuerySet) -> QuerySet:
        return records.order_by("pk").select_for_update(of=("self",), no_key=True)

    def _heard(
        self, asked: QuerySet, wanted: Collection[tuple[int, str]], day: dt.date
    ) -> Iterator[tuple[int, str, Fact, dict[str, Any]]]:
        """Each pair whose person is among those who listen, with the fact and what `heard_by` says of them."""
        facts = {fact.subject: fact for fact in self.facts_about(asked, day)}
        names = names_of_the_covered(facts.values())
        for person, subject in wanted:
            fact = facts.get(subject)
            heard = heard_by(person, fact.listeners, day, names) if fact else {}
            if fact and heard["audiences"]:
                yield person, subject, fact, heard


def came_too_late(due_on: dt.date, known_on: dt.date | None, day: dt.date) -> bool:
    """Brought in after it was due, by `day`: a record of the past, about which nobody is told."""
    return known_on is not None and due_on < known_on <= day


def local_date(at: dt.datetime | None) -> dt.date | None:
    """The London date of a UTC instant."""
    return None if at is None else clock.local(at).date()


def end_of(day: dt.date) -> dt.datetime:
    """The UTC instant at which a local date is over."""
    return clock.at(day + dt.timedelta(days=1), 0)


def key_of(kind: str, pk: str = "pk") -> Concat:
    """The history key of a record, for a query about the timeline."""
    return Concat(Value(f"{kind}:"), Cast(OuterRef(pk), CharField()))


def first_told(thing: Concat, place: Concat) -> Subquery:
    """The UTC instant of the first entry about a thing in the timeline of its record."""
    return Subquery(Entry.objects.filter(place=place, thing=thing).order_by("at").values("at")[:1])


def named(name: str, words: str, *, is_sensitive: bool) -> str:
    """A fact's title for people: the name and what falls due, or only that where the name stays out."""
    return words if is_sensitive else f"{' '.join(name.split())}, {words}"


def mentioned(name: str, *, is_sensitive: bool) -> str:
    """The name that a letter may carry."""
    return RESTRICTED if is_sensitive else " ".join(name.split())

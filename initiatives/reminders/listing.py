"""Lines of a plan as a page lists them to somebody: the day, who is told, about what as far as they may see it, which stage."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from initiatives.reminders import table
from initiatives.reminders.plan import Fact, Said, Silence
from initiatives.reminders.references import NOT_SEEN, seen_by
from services.people.models import User


@dataclass(frozen=True)
class Listed:
    """One line. `url` is empty where the reader may not see the record; `why` says what is missing, in a line to nobody."""

    day: dt.date
    who: str
    about: str
    what: str
    url: str
    stage: str
    why: str = ""


class Listing:
    """The lines of a page for one reader. One query for the people in them, and one for each kind of record."""

    def __init__(self, reader: User, said: Sequence[Said], unsaid: Sequence[Silence] = ()) -> None:
        self.names = dict(User.objects.filter(pk__in={each.person for each in said}).values_list("pk", "name"))
        self.seen = seen_by(reader, {each.fact.subject for each in [*said, *unsaid]})

    def to_people(self, said: Iterable[Said]) -> list[Listed]:
        """Some of what is said, by day and then by name."""
        lines = [
            Listed(each.day, self.names[each.person], *self._record(each.fact), each.step.in_words) for each in said
        ]
        return sorted(lines, key=lambda line: (line.day, line.who, line.what, line.stage))

    def to_nobody(self, unsaid: Iterable[Silence]) -> list[Listed]:
        """Some of what there is nobody to say to, by day."""
        lines = [
            Listed(each.day, "Nobody", *self._record(each.fact), each.step.in_words, self._missing(each))
            for each in unsaid
        ]
        return sorted(lines, key=lambda line: (line.day, line.what, line.stage))

    def _record(self, fact: Fact) -> tuple[str, str, str]:
        about, reference = table.kind_of(fact.about).about, self.seen.get(fact.subject)
        return (about, in_words(fact), reference.url) if reference else (about, NOT_SEEN.words, "")

    def _missing(self, unsaid: Silence) -> str:
        """The policy's own words where the reader may not see the record: a fact's may name organisations and people."""
        return unsaid.why if unsaid.fact.subject in self.seen else unsaid.step.stage.to.missing


def in_words(fact: Fact) -> str:
    """A record by its reference and its title, which is empty where it is marked OFFICIAL-SENSITIVE."""
    title = " ".join(f"{fact.ref} {fact.title}".split())
    return f"{title} for {fact.part_of}" if fact.part_of else title

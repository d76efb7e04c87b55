"""Where a reminder will reach nobody: what somebody can put right before its day, and whose it is to put right."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from collab_portal.toolkit.words import weekday
from initiatives.reminders import facts, policy, references
from initiatives.reminders.plan import Fact, Silence, nobody_to_tell
from initiatives.reminders.rehearsal import matter
from services.directory.calendars import Calendars
from services.directory.models import Organisation
from services.people.models import User

AHEAD = dt.timedelta(days=35)
#: Whose it is where no organisation asked for it or leads it.
EVERYBODYS = "the organisations that take part"
OF_ITS_PARTIES = "its parties"


@dataclass(frozen=True)
class Finding:
    """A reminder that nobody will get: the sentence, the path of the record's page, and who can put it right, in words.

    `subject` is the history key of the record.
    """

    sentence: str
    url: str
    owner: str
    subject: str


@dataclass(frozen=True)
class Seen:
    """Findings as one person may read them: those about records they may see, and how many others are whose."""

    listed: list[Finding]
    unseen: list[tuple[str, int]]


def seen_by(viewer: User, today: dt.date) -> Seen:
    """What the page about the engine shows (services.watch asks here through the setting UNHEARD)."""
    found = findings(today)
    theirs = references.seen_by(viewer, {each.subject for each in found})
    others = Counter(each.owner for each in found if each.subject not in theirs)
    return Seen([each for each in found if each.subject in theirs], sorted(others.items()))


@policy.read_once()
def findings(today: dt.date) -> list[Finding]:
    """What there is to put right for the next 35 days from a local date, the earliest day first."""
    calendars, last_day = Calendars.known(), today + AHEAD
    known = facts.gather(policy.in_force(), calendars.default, today, today, last_day)
    untold = first_of_each(nobody_to_tell(known, policy.in_force(), calendars, today, last_day))
    owners = {each.fact.owner for each in untold} - {None}
    names = dict(Organisation.objects.filter(pk__in=owners).values_list("pk", "name")) if owners else {}
    return in_words(untold, names)


def first_of_each(untold: Iterable[Silence]) -> list[Silence]:
    """One for each record, kind, audience and reason: the first day on which somebody is missed, in a fixed order."""
    earliest: dict[tuple[str, ...], Silence] = {}
    for each in sorted(untold, key=lambda each: (each.day, each.fact.subject, each.step.name, each.away)):
        earliest.setdefault((each.fact.about, each.fact.subject, each.step.stage.to.name, each.away), each)
    return list(earliest.values())


def in_words(untold: Iterable[Silence], names: Mapping[int, str]) -> list[Finding]:
    """The findings as people read them. `names`: the name of each organisation that owns one, by id."""
    return [
        Finding(
            f"Nobody to tell on {weekday(each.day)}: {matter(each.fact, each.step)}, because {each.why}.",
            page_of(each.fact),
            names.get(each.fact.owner) or (OF_ITS_PARTIES if is_agreement(each.fact) else EVERYBODYS),
            each.fact.subject,
        )
        for each in untold
    ]


def is_agreement(fact: Fact) -> bool:
    """Whether what falls due is a date of an agreement."""
    return fact.subject.startswith("agreement:")


def page_of(fact: Fact) -> str:
    """The path of the page on which a record is put right; of what belongs to an initiative, the initiative's own."""
    kind, _, pk = fact.subject.partition(":")
    if kind == "report_request":
        return reverse("reports:report", kwargs={"pk": int(pk)})
    page = {"meeting": "meetings:meeting", "agreement": "agreements:agreement"}.get(kind, "register:initiative")
    return reverse(page, kwargs={"ref": fact.ref})

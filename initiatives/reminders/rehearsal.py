"""What a day's plan says, in sentences, without saying it: as if every earlier day had been run."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from collab_portal.toolkit.words import weekday
from initiatives.reminders import facts, policy
from initiatives.reminders.plan import Fact, Said, Silence, nobody_to_tell, plan
from initiatives.reminders.policy import Step
from services.directory.calendars import Calendars
from services.people.models import User


def rehearse(day: dt.date) -> list[str]:
    """The lines for one local date: who is told what and why, by name, then whom nobody is there to be told for."""
    said, unsaid = plan_of(day)
    told, untold = in_sentences(said), [silence(each) for each in unsaid]
    if not told and not untold:
        return [f"Nothing is said on {weekday(day)}."]
    return [weekday(day), *told, *sorted(untold)]


@policy.read_once()
def plan_of(day: dt.date) -> tuple[list[Said], list[Silence]]:
    """What one local date says, and where it has nobody to say it to, by the rules that are in force now.

    Reports count as they stood that day. Earlier days are taken as run, so nothing of theirs is left over. Raises
    OverflowError for a day so far away that its working days cannot be counted.
    """
    calendars = Calendars.known()
    known = facts.gather(policy.in_force(), calendars.default, day, day, day, as_of_then=True)
    of_the_day = (known, policy.in_force(), calendars, day, day)
    return plan(*of_the_day), nobody_to_tell(*of_the_day)


def in_sentences(said: Iterable[Said]) -> list[str]:
    """One line for each thing that each person is told, sorted by the person's name."""
    by_person = {who: list(those) for who, those in groupby(sorted(said, key=_person), _person)}
    covered = {each.covers for those in by_person.values() for each in those} - {None}
    known = User.objects.in_bulk({*by_person, *covered})
    people = sorted((known[pk] for pk in by_person), key=lambda someone: (someone.name, someone.email))
    return [sentence(someone, each, known.get(each.covers)) for someone in people for each in by_person[someone.pk]]


def _person(said: Said) -> int:
    return said.person


def sentence(someone: User, said: Said, covered: User | None = None) -> str:
    """Elin Pryce (fire.lead@portal.test): CHS-R01 …, due Friday 31 October 2014, 20 working days before, because they write its reports"""
    why = f"cover for {covered.name}" if covered else said.why
    return f"{someone.name} ({someone.email}): {matter(said.fact, said.step)}, because they {why}"


def silence(unsaid: Silence) -> str:
    """Nobody to tell: CHS-R01 …, 3 working days late, because no sponsor is named"""
    return f"Nobody to tell: {matter(unsaid.fact, unsaid.step)}, because {unsaid.why}"


def matter(fact: Fact, step: Step) -> str:
    """The record by its reference and title, when it is due, and the stage."""
    title = " ".join(f"{fact.ref} {fact.title}".split())
    of = f" for {fact.part_of}" if fact.part_of else ""
    return f"{title}{of}, {'since' if step.counts_from else 'due'} {weekday(fact.due_on)}, {step.in_words}"

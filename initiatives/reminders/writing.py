"""What a reminder says: one letter about one thing, or one about several that are due the same morning."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.words import and_list, count, weekday
from collab_portal.toolkit.words import day as with_its_year
from initiatives.reminders.matters import RESTRICTED, Matter
from initiatives.reminders.models import Reminder
from initiatives.reminders.policy import Step, steps_about
from services.letters import letter_file
from services.letters.letter_file import Words
from services.people.models import User

LONGEST_SUBJECT = 60
LONGEST_IN_DAYS = 70
DAYS_OF_A_MONTH = 365.25 / 12
FOLDER = "initiatives/reminders/letters"
#: By record (kind and history key), what the ledger knows about it.
Told = dict[tuple[str, str], list[Reminder]]


@dataclass(frozen=True)
class Item:
    """One thing in a letter: its row in the ledger, the step of the policy, and the matter itself, checked just now."""

    row: Reminder
    step: Step
    matter: Matter

    @property
    def subject_key(self) -> tuple[str, str]:
        """The record it is about: kind and history key."""
        return (self.row.kind, self.row.subject)

    @property
    def because(self) -> str:
        """Completes "You get this because you …"."""
        return self.matter.because(self.step.stage.to)


@dataclass(frozen=True)
class Telling:
    """What an item says in words. `before` is what went before, [(local date, names)]; sentences may be empty."""

    matter: Matter
    due_on: dt.date
    how_far: str
    is_late: bool
    acts: bool
    before: list[tuple[dt.date, str]]
    also_told: str
    what_next: str

    @property
    def name(self) -> str:
        """The record's name, with which every subject begins; cut to fit when the letter is written."""
        return self.matter.name

    @property
    def where(self) -> str:
        """The record in words: its name and its references."""
        name = "a restricted item" if self.matter.name == RESTRICTED else f"“{self.matter.name}”"
        of = f" for {self.matter.part_of}" if self.matter.part_of else ""
        return f"{name} ({self.matter.ref}{of})"

    @property
    def day_in_short(self) -> str:
        """The due date as a subject says it: "today", "Friday 27 November", "27 November 2015" where it is months ahead."""
        if self.how_far == "today":
            return "today"
        return with_its_year(self.due_on) if self.how_far.endswith(("month", "months")) else shortly(self.due_on)

    @property
    def in_short(self) -> str:
        """How a list of several says it."""
        if self.matter.in_short:
            return self.matter.in_short
        return f"{self.matter.noun} {'was due on' if self.is_late else 'due on'} {weekday(self.due_on)}, {self.how_far}"

    @property
    def link(self) -> tuple[str, str]:
        """The one thing to do about it: words and path."""
        return (self.matter.act, self.matter.to_act) if self.acts else (self.matter.read, self.matter.to_read)


def write(
    items: Sequence[Item], person: User, today: dt.date, working_days: WorkingDays, told: Told | None = None
) -> Words:
    """The letter of a morning for one person, on a local date. `told` is what told_about knows, if it was asked before."""
    ordered = by_date(items)
    tellings = tellings_of(items, person, today, working_days, told)
    if len(items) > 1:
        facts = {"items": tellings, "subject": subject_of_several(tellings)}
        return letter_file.write(f"{FOLDER}/several_things_are_due.txt", person=person, why=because(ordered), **facts)
    letter = ordered[0].step.stage.letter
    words = letter_file.write(f"{FOLDER}/{letter}.txt", person=person, item=tellings[0], why=because(ordered))
    return fitting(words, tellings[0].name)


def tellings_of(
    items: Sequence[Item], person: User, today: dt.date, working_days: WorkingDays, told: Told | None = None
) -> list[Telling]:
    """Several items in words, what is due first comes first."""
    told = told or (told_about(items) if items else {})
    return [in_words(item, person, today, working_days, told[item.subject_key]) for item in by_date(items)]


def fitting(words: Words, name: str) -> Words:
    """The same letter with a subject of at most 60 characters: the name with which it begins is cut where it is too long."""
    ending = words.subject.removeprefix(name)
    if len(words.subject) <= LONGEST_SUBJECT or ending == words.subject:
        return words
    return replace(words, subject=shortened(name, LONGEST_SUBJECT - len(ending)) + ending)


def subject_of_several(tellings: Sequence[Telling]) -> str:
    """ "3 things are due, the first on Friday 31 October", "3 things need you, 1 is late", "2 things need you"."""
    late = sum(telling.is_late for telling in tellings)
    if late:
        return f"{len(tellings)} things need you, {late} {'is' if late == 1 else 'are'} late"
    if all(telling.matter.falls_due for telling in tellings):
        return f"{len(tellings)} things are due, the first on {shortly(tellings[0].due_on)}"
    return f"{len(tellings)} things need you"


def shortly(due_on: dt.date) -> str:
    """Friday 31 October, without the year, for subjects."""
    return weekday(due_on).rpartition(" ")[0]


def because(items: Sequence[Item]) -> str:
    """Completes "You get this because …", each reason once."""
    reasons = dict.fromkeys(item.because for item in items)
    return and_list(f"you {reason}" for reason in reasons)


def by_date(items: Iterable[Item]) -> list[Item]:
    """What is due first comes first."""
    return sorted(items, key=lambda item: (item.row.due_on, item.matter.ref, item.row.pk))


def told_about(items: Iterable[Item]) -> Told:
    """Everything the ledger knows about the same records, in one query."""
    told = {item.subject_key: [] for item in items}
    same = Q(kind__in={kind for kind, _ in told}, subject__in={subject for _, subject in told})
    for row in Reminder.objects.filter(same, state__in=["planned", "sent"]).select_related("recipient"):
        told.setdefault((row.kind, row.subject), []).append(row)
    return told


def in_words(item: Item, person: User, today: dt.date, working_days: WorkingDays, told: list[Reminder]) -> Telling:
    """What a letter needs to know about one item."""
    return Telling(
        matter=item.matter,
        due_on=item.row.due_on,
        how_far=how_far(item.row.due_on, today, working_days),
        is_late=item.matter.falls_due and item.row.due_on < today,
        acts=item.step.stage.to.acts,
        before=told_before(told, today),
        also_told=also_told(told, person, today),
        what_next=what_next(item, told, today),
    )


def how_far(due_on: dt.date, today: dt.date, working_days: WorkingDays) -> str:
    """ "in 20 working days", "today", "3 working days late"; in plain days where no working day lies between.

    From ten weeks on in months, as people say it: "in 3 months".
    """
    if due_on == today:
        return "today"
    if (due_on - today).days > LONGEST_IN_DAYS:
        return f"in {count(round((due_on - today).days / DAYS_OF_A_MONTH), 'month')}"
    if due_on < today:
        return f"{count(working_days.between(due_on, today), 'working day')} late"
    days = working_days.between(today, due_on)
    return f"in {count(days, 'working day')}" if days else f"in {count((due_on - today).days, 'day')}"


def told_before(told: Iterable[Reminder], today: dt.date) -> list[tuple[dt.date, str]]:
    """What was said on earlier days, by day: who got a letter."""
    days: dict[dt.date, set[str]] = {}
    for row in told:
        if row.state == "sent" and (day := clock.local(row.decided_at).date()) < today:
            days.setdefault(day, set()).add(row.recipient.name)
    return [(day, and_list(sorted(days[day]))) for day in sorted(days)]


def also_told(told: Iterable[Reminder], person: User, today: dt.date) -> str:
    """The other people who get a letter about it this morning: "Priya Okafor and Sam Adeyemi", or nothing."""
    names = {row.recipient.name for row in told if row.recipient_id != person.pk and _is_for(row, today)}
    return and_list(sorted(names)) if names else ""


def _is_for(row: Reminder, today: dt.date) -> bool:
    said_on = clock.local(row.decided_at).date() if row.state == "sent" else max(row.planned_on, today)
    return said_on == today and row.planned_on <= today


def what_next(item: Item, told: Iterable[Reminder], today: dt.date) -> str:
    """When the next reminder goes, and to whom, if nothing happens: "on Friday 17 October 2014 to its sponsor"."""
    coming = [row for row in told if row.state == "planned" and row.planned_on > today]
    if not coming:
        return ""
    day = min(row.planned_on for row in coming)
    stages = {row.stage for row in coming if row.planned_on == day}
    who = dict.fromkeys(step.stage.to.who for step in steps_about(item.row.kind) if step.name in stages)
    return f"on {weekday(day)} to {and_list(who) if who else 'the people concerned'}"


def shortened(name: str, most: int) -> str:
    """A name cut at a word, with "…", where it has more characters than there is room for."""
    if len(name) <= most:
        return name
    return name[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-(") + "…"

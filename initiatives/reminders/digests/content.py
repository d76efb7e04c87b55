"""What a digest says to one person, section by section: only what `visible_to` shows them, what needs them first.

Work is theirs if an organisation they answer for takes part in it, or they are named on it: what everybody may see is no
news for everybody. Titles of OFFICIAL-SENSITIVE records, and every word about them, stay out.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.words import count, weekday
from initiatives.register.models import Answer, Initiative, NamedPerson, Participation, Standing
from initiatives.reminders.digests.boards import BoardAhead, boards_ahead
from initiatives.reminders.digests.changes import Change, changes_between
from initiatives.reminders.matters import RESTRICTED
from initiatives.reminders.writing import how_far
from initiatives.reviews.models import Report, ReportRequest
from services.access.roles import OVERSIGHT

#: A digest is read in a minute: so many lines a section, and how many more there are.
MOST = 5


@dataclass(frozen=True)
class Line:
    """One thing: its history key, what is said of it, and the one thing to do, in words and as a path."""

    key: str
    says: str
    act: str
    href: str


@dataclass(frozen=True)
class Section:
    """A heading, the first lines below it, how many there are in all, and where all of them are read.

    `none` is what is said where there is nothing; without it the section is left out then.
    """

    name: str
    heading: str
    lines: tuple[Line, ...] = ()
    in_all: int = 0
    href: str = ""
    none: str = ""

    @property
    def title(self) -> str:
        """The heading with its number."""
        return f"{self.heading} ({self.in_all})" if self.in_all else self.heading

    @property
    def underline(self) -> str:
        """What makes it a heading in plain text."""
        return "-" * len(self.title)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.in_all - len(self.lines)

    def without(self, keys: Iterable[str]) -> "Section":
        """The same without the lines about records that are spoken of elsewhere in the letter."""
        left = tuple(line for line in self.lines if line.key not in keys)
        if len(left) == len(self.lines):
            return self
        return replace(self, lines=left, in_all=self.in_all - (len(self.lines) - len(left)), none="")


@dataclass(frozen=True)
class Scope:
    """For whom a digest is, on which local date, what is new between which UTC instants, and how far it looks ahead."""

    person: Any
    today: dt.date
    since: dt.datetime
    until: dt.datetime
    last_day: dt.date
    working_days: WorkingDays
    board: BoardAhead | None = None

    @cached_property
    def work(self) -> QuerySet:
        """The initiatives that are this person's."""
        return Initiative.objects.visible_to(self.person).registered().filter(self._is_theirs("pk"))

    @cached_property
    def requests(self) -> QuerySet:
        """Reports asked of them, and those they write for somebody they cover for."""
        seen = ReportRequest.objects.visible_to(self.person).select_related("initiative", "review", "report")
        written = Q(pk__in=ReportRequest.objects.written_by(self.person).values("pk"))
        return seen.filter((~Q(initiative__standing="draft") & self._is_theirs("initiative")) | written)

    def _is_theirs(self, initiative: str) -> Q:
        """Whether the initiative in this column is this person's; whether they may see it is for others to ask."""
        parts = Participation.objects.current_on(self.today).of_any(self.person.standing.reach_ids)
        named = NamedPerson.objects.current_on(self.today).filter(person=self.person.pk)
        part = Q(**{f"{initiative}__in": parts.values("initiative")})
        return part | Q(**{f"{initiative}__in": named.values("initiative")})


def sections(scope: Scope) -> list[Section]:
    """Everything there is to say, in the order in which it needs its reader; those with nothing to say are left out."""
    everything = [waiting(scope), decisions(scope), late(scope), due(scope), ahead(scope), changed(scope)]
    return [section for section in everything if section.in_all or section.none]


def waiting(scope: Scope) -> Section:
    """What waits for an answer of this person's: reports to judge or to clear, reports returned, invitations, parked work."""
    kinds = [to_judge(scope), to_clear(scope), returned(scope), to_answer(scope), parked(scope)]
    lines = [line for kind in kinds for line in kind]
    home = reverse("dashboards:my_work")
    return Section("waiting", "Waiting for you", tuple(lines[:MOST]), len(lines), home)


def to_judge(scope: Scope) -> list[Line]:
    offices = {each.organisation_id for each in scope.person.standing.memberships if each.role in OVERSIGHT}
    if not offices:
        return []
    sent = scope.requests.waiting_for_an_answer().filter(review__asked_by__in=offices).order_by("due_on", "pk")
    return [about(each, "the report waits to be accepted or returned", "Read it") for each in sent]


def to_clear(scope: Scope) -> list[Line]:
    ready = scope.requests.to_be_cleared_by(scope.person).order_by("due_on", "pk")
    return [about(each, "the report waits to be cleared", "Read it") for each in ready]


def returned(scope: Scope) -> list[Line]:
    back = scope.requests.to_be_written_by(scope.person).returned().order_by("due_on", "pk")
    return [about(each, "your report was returned", "Change it", "reports:write") for each in back]


def to_answer(scope: Scope) -> list[Line]:
    invited = Participation.objects.visible_to(scope.person).waiting_for(scope.person.standing.editor_ids)
    open_ones = invited.filter(answer=Answer.INVITED, initiative__standing__in=[Standing.LIVE, Standing.PARKED])
    return [
        Line(
            f"participation:{part.pk}",
            f"{of_work(part.initiative)}: {part.organisation} is invited to take part",
            "Answer",
            reverse("register:answer_invitation", kwargs={"pk": part.pk}),
        )
        for part in open_ones.select_related("initiative", "organisation").order_by("initiative__name", "pk")
    ]


def parked(scope: Scope) -> list[Line]:
    standing = scope.person.standing
    theirs = Participation.objects.current_on(scope.today).of_any(standing.editor_ids | standing.officer_for_ids)
    come = scope.work.parked().filter(look_again_on__lte=scope.today, pk__in=theirs.values("initiative"))
    return [
        Line(work.history_key, f"{of_work(work)}: parked until now", "Decide", work.get_absolute_url())
        for work in come.order_by("look_again_on", "pk")
    ]


def decisions(scope: Scope) -> Section:
    """Decisions that reports ask for, in answers this person may read: for those who decide, and before a board."""
    section = Section("decisions", "To decide", href=f"{reverse('reports:reports')}?state=decisions")
    if not (scope.board or scope.person.standing.is_oversight):
        return section
    readable = Report.objects.visible_to(scope.person).values("pk")
    asked = scope.requests.asking_for_a_decision().filter(report__in=readable).order_by("due_on", "pk")
    return filled(section, asked, lambda each: about(each, decision_of(each), "Read the report"))


def decision_of(request: ReportRequest) -> str:
    """The decision in its own words; of a sensitive report only that there is one."""
    words = " ".join(request.report.decision.split()).rstrip(".")
    return "a decision is asked for" if request.is_sensitive or not words else f"decision asked for: “{words}”"


def late(scope: Scope) -> Section:
    """Reports owed that were due before the day. Before a board it is news that there are none."""
    none = "Nothing is late." if scope.board else ""
    section = Section("late", "Late", href=f"{reverse('reports:reports')}?state=late", none=none)
    found = scope.requests.late_on(scope.today).order_by("due_on", "pk")
    return filled(section, found, lambda each: about(each, due_in_words(each, scope), "See the report"))


def due(scope: Scope) -> Section:
    """Reports owed that fall due as far as the digest looks ahead."""
    section = Section("due", "Due soon", href=f"{reverse('reports:reports')}?state=due")
    found = scope.requests.due_between(scope.today, scope.last_day).order_by("due_on", "pk")
    return filled(section, found, lambda each: about(each, due_in_words(each, scope), "See the report"))


def due_in_words(request: ReportRequest, scope: Scope) -> str:
    was = "was due on" if request.due_on < scope.today else "due on"
    return f"report {was} {weekday(request.due_on)}, {how_far(request.due_on, scope.today, scope.working_days)}"


def ahead(scope: Scope) -> Section:
    """Boards that meet as far as the digest looks ahead, but the one it goes before."""
    boards = [each for each in boards_ahead(scope.person, scope.today, scope.last_day) if each != scope.board]
    lines = [
        Line(each.key, f"{each.name}: meets on {weekday(each.on)}", "See the meeting", each.href) for each in boards
    ]
    return Section("ahead", "Boards ahead", tuple(lines[:MOST]), len(lines), reverse("meetings:meetings"))


def changed(scope: Scope) -> Section:
    """What others did with the person's work since the last digest, one line an initiative, the newest first."""
    changes, in_all = changes_between(scope.work, scope.person, scope.since, scope.until, most=MOST)
    section = Section("changed", f"Changed since {weekday(scope.since)}", href=reverse("register:initiatives"))
    return replace(section, lines=tuple(map(what_changed, changes)), in_all=in_all)


def what_changed(change: Change) -> Line:
    """Who did what last, and how much besides; of sensitive work only how much."""
    if change.work.is_sensitive:
        says = count(change.number, "change")
    else:
        others = change.number - 1
        says = f"{change.last.by} {change.last.verb}" + (f", and {count(others, 'other change')}" if others else "")
    where = reverse("register:history", kwargs={"ref": change.work.ref})
    return Line(change.work.history_key, f"{of_work(change.work)}: {says}", "See what changed", where)


def filled(section: Section, found: QuerySet, line: Callable[[Any], Line]) -> Section:
    """The section with the first few of what was found, and how many there are."""
    rows = list(found[: MOST + 1])
    in_all = len(rows) if len(rows) <= MOST else found.count()
    return replace(section, lines=tuple(line(row) for row in rows[:MOST]), in_all=in_all)


def about(request: ReportRequest, says: str, act: str, page: str = "reports:report") -> Line:
    """A line about a report; of a sensitive one without the title."""
    work = request.initiative
    name = RESTRICTED if request.is_sensitive else f"“{' '.join(work.name.split())}”"
    where = reverse(page, kwargs={"pk": request.pk})
    return Line(request.history_key, f"{name} ({request.review.ref} for {work.ref}): {says}", act, where)


def of_work(work: Initiative) -> str:
    """An initiative in words; a sensitive one without its title."""
    name = RESTRICTED if work.is_sensitive else f"“{' '.join(work.name.split())}”"
    return f"{name} ({work.ref})"

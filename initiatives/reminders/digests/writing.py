"""What a digest looks like as a letter: what is ready that morning at the top, then its sections."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import MONTH_NAMES, WorkingDays
from collab_portal.toolkit.words import count, weekday
from initiatives.reminders.digests.boards import BoardAhead, boards_ahead
from initiatives.reminders.digests.content import Scope, Section, sections
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.digests.windows import BEFORE_A_BOARD, board_of
from initiatives.reminders.writing import FOLDER, LONGEST_SUBJECT, Item, because, how_far, tellings_of
from services.letters import letter_file
from services.letters.letter_file import Words
from services.people.models import User
from services.people.preferences import Frequency, Preferences

#: How far the first digest looks back, and how many working days each one looks ahead.
FIRST_LOOKS_BACK = {Frequency.WEEKLY: 7, Frequency.MONTHLY: 31, Frequency.BEFORE_BOARD: 28}
LOOKS_AHEAD = {Frequency.WEEKLY: 5, Frequency.MONTHLY: 20, Frequency.BEFORE_BOARD: BEFORE_A_BOARD[0]}
LONGEST_WHY = 300


@dataclass(frozen=True)
class Written:
    """A digest in words, why its reader gets it, and the history keys of what it speaks of."""

    words: Words
    why: str
    mentions: list[str]


@dataclass(frozen=True)
class Summary:
    """What a digest has to say besides the reminders of its morning."""

    chosen: Preferences
    scope: Scope
    sections: list[Section]

    def besides(self, items: Sequence[Item]) -> list[Section]:
        """What there is to say besides these reminders. Nothing: no digest. Before a board that nothing is late is news."""
        spoken_of = {item.row.subject for item in items}
        left = [section.without(spoken_of) for section in self.sections]
        return [section for section in left if section.in_all or section.none]

    @property
    def home(self) -> str:
        """Where all of it is read."""
        overview = self.scope.person.standing.is_oversight
        return reverse("dashboards:overview" if overview else "dashboards:my_work")

    @property
    def counts(self) -> dict[str, int]:
        """How many there are in each section, by name."""
        return {section.name: section.in_all for section in self.sections}


def summary_for(
    person: User, chosen: Preferences, working_days: WorkingDays, now: dt.datetime, window: str = ""
) -> Summary | None:
    """What a digest would say at a UTC instant; None if the board it was to go before is no longer ahead.

    The person knows the day (`as_of`). It begins where the last digest that arrived ended.
    """
    today, board = clock.local(now).date(), None
    if window.startswith(f"{Frequency.BEFORE_BOARD}:"):
        board = next((each for each in boards_ahead(person, today) if each.key == board_of(window)), None)
        if board is None:
            return None
    last_day = working_days.after(today, LOOKS_AHEAD[chosen.frequency])
    scope = Scope(person, today, begins_at(person, chosen, now), now, last_day, working_days, board)
    return Summary(chosen, scope, sections(scope))


def begins_at(person: User, chosen: Preferences, now: dt.datetime) -> dt.datetime:
    """The UTC instant at which the last digest that arrived ended; for the first one, a week or a month ago."""
    days = dt.timedelta(days=FIRST_LOOKS_BACK[chosen.frequency])
    last = Digest.objects.last_that_arrived(person)
    return min(last, now) if last else clock.at(clock.local(now).date() - days, 0)


def write(summary: Summary, items: Sequence[Item] = ()) -> Written:
    """The letter. `items` are the reminders of the morning, which it then says nothing else about."""
    scope = summary.scope
    left = summary.besides(items)
    facts = {
        "person": scope.person,
        "subject": subject(summary, items),
        "opening": opening(scope),
        "items": tellings_of(items, scope.person, scope.today, scope.working_days),
        "sections": left,
        "home": summary.home,
        "chosen": summary.chosen,
    }
    words = letter_file.write(f"{FOLDER}/digest.txt", **facts)
    mentions = [line.key for section in left for line in section.lines]
    return Written(words, why(summary.chosen, items), list(dict.fromkeys(mentions)))


def subject(summary: Summary, items: Sequence[Item]) -> str:
    """“Your collaboration week: 2 need you, 1 late, 3 due”, “Board on 8 December: 3 to decide, nothing is late”."""
    counts, board = summary.counts, summary.scope.board
    late = counts.get("late", 0)
    numbers = {
        "to decide": counts.get("decisions", 0),
        "need you": counts.get("waiting", 0) + len(items),
        "late": late,
        "due": counts.get("due", 0),
        "new": counts.get("changed", 0) if not board else 0,
        "ahead": counts.get("ahead", 0) if not board else 0,
    }
    said = [in_short(number, words) for words, number in numbers.items() if number]
    said = [*said[: 1 if said and not late else 0], "nothing is late"] if board and not late else said
    return fitting(heading(summary), said[:3])


def in_short(number: int, words: str) -> str:
    """ "3 to decide", "1 needs you", "one board ahead" where a number alone would say nothing."""
    if words == "ahead":
        return f"{count(number, 'board')} ahead"
    return f"{number:,} {'needs you' if (number, words) == (1, 'need you') else words}"


def heading(summary: Summary) -> str:
    """What a subject begins with."""
    board = summary.scope.board
    if board is not None:
        return f"Board on {board.on.day} {MONTH_NAMES[board.on.month]}"
    return f"Your collaboration {'month' if summary.chosen.frequency == Frequency.MONTHLY else 'week'}"


def fitting(head: str, said: list[str]) -> str:
    """The heading with as much behind it as a subject has room for."""
    while len(said) > 1 and len(f"{head}: {', '.join(said)}") > LONGEST_SUBJECT:
        said = said[:-1]
    return f"{head}: {', '.join(said)}"


def opening(scope: Scope) -> str:
    """The first sentence."""
    board: BoardAhead | None = scope.board
    if board is None:
        return (
            f"This is what there is since {weekday(scope.since)}: what needs you first, then what is late, due and new."
        )
    return f"{board.name} meets on {weekday(board.on)}, {how_far(board.on, scope.today, scope.working_days)}."


def why(chosen: Preferences, items: Sequence[Item]) -> str:
    """Completes "You get this because …": the digest's own reason, and those of the reminders in it."""
    own = f"digests come to you {chosen.in_words}"
    if not items:
        return own
    both = f"{own}, and {because(items)}"
    return both if len(both) <= LONGEST_WHY else f"{own}, and reminders of this morning stand in it"

"""Taking back letters that wait for the mail server while what they say stops being true."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from initiatives.reminders.ledger import CANCELLED, NOT_TOLD_ANY_MORE, PLANNED, Key, why_gone
from initiatives.reminders.models import Reminder
from initiatives.reminders.plan import Said
from services.history.models import Touch
from services.letters import actions as outbox
from services.letters.models import Letter

NOT_TRUE_ANY_MORE = "What it says is no longer so."
WRITTEN_ANEW = "It waited overnight, so a newer letter takes its place."


def take_back(said: Iterable[Said], now: dt.datetime, before: dt.datetime | None = None) -> int:
    """Cancel waiting letters of which a part is no longer in the plan, or that were posted before an instant.

    What still holds is planned again, for a new letter; what does not is cancelled with its reason. Returns how many.
    """
    due = {each.key: each.due_on for each in said}
    rows = list(Reminder.objects.waiting_to_leave())
    untrue = {row.letter_id for row in rows if due.get(key_of(row)) != row.due_on}
    stale = {row.letter_id for row in rows if before is not None and row.letter.posted_at < before}
    taken = cancelled({letter: _reason(letter in untrue) for letter in untrue | stale})
    let_go([row for row in rows if row.letter_id in taken], due, now)
    return len(taken)


def key_of(row: Reminder) -> Key:
    """What the plan knows a row by."""
    return (row.kind, row.subject, row.stage, row.recipient_id)


def _reason(is_untrue: bool) -> str:
    return NOT_TRUE_ANY_MORE if is_untrue else WRITTEN_ANEW


def cancelled(letters: dict[int, str]) -> set[int]:
    """Cancel those letters that nobody is handing over at this moment; returns the ids of those that were."""
    held = Letter.objects.filter(pk__in=letters, state="waiting").select_for_update(skip_locked=True, of=("self",))
    return {letter.pk for letter in held if outbox.cancel(letter, reason=letters[letter.pk])}


def let_go(rows: list[Reminder], due: dict[Key, dt.date], now: dt.datetime) -> None:
    """The ledger follows: still in the plan, planned again; gone, cancelled with the reason."""
    gone = [row for row in rows if key_of(row) not in due]
    still = {row.pk for row in rows} - {row.pk for row in gone}
    Reminder.objects.filter(pk__in=still).update(state=PLANNED, letter=None, decided_at=None)
    known, by_reason = why_gone(gone), defaultdict(list)
    for row in gone:
        by_reason[known.get((row.kind, row.subject), NOT_TOLD_ANY_MORE)].append(row.pk)
    for reason, those in by_reason.items():
        Reminder.objects.filter(pk__in=those).update(state=CANCELLED, reason=reason, decided_at=now)


def set_free(letters: Iterable[int]) -> int:
    """The reminders in letters (ids) are ready again, for another one. Returns how many. The next tick plans them anew."""
    freed = Reminder.objects.filter(letter__in=list(letters), state=Reminder.State.SENT).update(
        state=PLANNED, letter=None, decided_at=None
    )
    if freed:
        Touch.objects.create()
    return freed

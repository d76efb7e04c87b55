"""What a life saw, for people who want to know that it tried something."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import F, Max

from initiatives.reminders.models import Reminder
from services.letters.models import Letter
from tests.faults.digests import Digests
from tests.faults.mailboxes import Mailboxes

FIGURES = (
    ("planned", "lines planned"),
    ("lines", "said"),
    ("letters", "letters sent"),
    ("superseded", "lines passed over"),
    ("cancelled", "called off"),
    ("ambiguous", "letters ambiguous"),
    ("copies", "copies"),
    ("digests", "digests"),
    ("carrying", "with reminders"),
    ("came_back", "came back"),
    ("held", "held"),
    ("heard_of", "times somebody else heard"),
    ("latest", "days at most from a line's day to its letter"),
)


@dataclass
class Report:
    """Lines of the ledger, letters, and what went wrong. An ambiguous letter is one that may have gone twice, or not at all."""

    seed: int
    planned: int = 0
    lines: int = 0
    letters: int = 0
    superseded: int = 0
    cancelled: int = 0
    ambiguous: int = 0
    copies: int = 0
    digests: int = 0
    carrying: int = 0
    came_back: int = 0
    held: int = 0
    heard_of: int = 0
    latest: int = 0
    faults: Counter = field(default_factory=Counter)

    def close(self, mailboxes: Mailboxes, digests: Digests) -> None:
        """What the tables say once the last day is over."""
        states = Counter(Reminder.objects.order_by().values_list("state", flat=True))
        self.planned, self.superseded, self.cancelled = states.total(), states["superseded"], states["cancelled"]
        letters = Letter.objects.order_by()
        self.ambiguous = (letters.filter(is_copy=True) | letters.filter(state="ambiguous")).count()
        self.digests, self.carrying = len(digests.taken), digests.carrying
        self.came_back, self.held, self.heard_of = mailboxes.came_back, mailboxes.were_held, mailboxes.heard_of
        said = Reminder.objects.filter(state="sent").annotate(late=F("decided_at__date") - F("planned_on"))
        self.latest = (said.order_by().aggregate(most=Max("late"))["most"] or dt.timedelta()).days

    @property
    def in_words(self) -> str:
        """One line."""
        figures = ", ".join(f"{getattr(self, name):,} {words}" for name, words in FIGURES)
        faults = ", ".join(f"{many} {name}" for name, many in sorted(self.faults.items()))
        return f"seed {self.seed}: {figures}; faults: {faults}"

    @property
    def as_json(self) -> dict[str, object]:
        return {**vars(self), "faults": dict(self.faults)}

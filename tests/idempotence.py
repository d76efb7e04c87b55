"""Every task may run twice, or fifty times: a broker that repeats itself, a second beat, a worker thought dead."""

from collections.abc import Callable
from typing import Any

from django.core import mail

from initiatives.reminders.models import Reminder
from services.history.models import Entry
from services.letters.models import Hold, Letter


def assert_idempotent(task: Callable[[], Any], times: int = 50) -> None:
    """Run a task once, then again and again. Fails if anything that people see differs afterwards from after the first."""
    task()
    first = what_people_see()
    for _ in range(times - 1):
        task()
    assert what_people_see() == first


def what_people_see() -> list[Any]:
    """The ledger, the outbox, the timeline, the holds, and what has left. Signs of life may go on."""
    tables = (Reminder, Letter, Entry, Hold)
    return [*(list(table.objects.order_by("pk").values()) for table in tables), [each.body for each in mail.outbox]]

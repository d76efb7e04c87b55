"""What somebody may see, asked once for a page that asks many questions about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Func, TextField, Value


class Listed(Func):
    """Numbers joined by commas, as one parameter that PostgreSQL unfolds: ten thousand cost as little to write down as ten."""

    template = "(SELECT unnest(%(expressions)s::bigint[]))"

    def __init__(self, numbers: str) -> None:
        super().__init__(Value(f"{{{numbers}}}", output_field=TextField()))


@contextmanager
def seen_once(user: Any, ids: str) -> Iterator[None]:
    """While the block runs, `Initiatives.visible_to` answers for this person with the ids that it found just before.

    Only for a block that reads one moment of the database (`toolkit.readonly`), or what has changed meanwhile is missed.
    """
    before = listed(user)
    user.initiatives_seen = Listed(ids)
    try:
        yield
    finally:
        user.initiatives_seen = before


def listed(user: Any) -> Listed | None:
    """The initiatives that were found for this person, if they were asked for once."""
    return getattr(user, "initiatives_seen", None)

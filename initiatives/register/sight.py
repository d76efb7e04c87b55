"""What a person may see of the register, found once for a page that asks about it in every statement.

Only `Initiatives.visible_to` says what that is. Whoever opens such a page has it read first, at the one moment from which
all its numbers come; until the page is done `visible_to` answers with the ids that it found itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models
from django.db.models import F, Func, Value

#: Whose it is (`user.standing`, which is one person's on one day), and the ids as PostgreSQL writes a list of them.
_found: ContextVar[tuple[Any, str] | None] = ContextVar("found", default=None)


@contextmanager
def kept(user: Any, ids: Iterable[int]) -> Iterator[None]:
    """Run the block with the ids of what this person may see. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("What somebody may see is kept for one transaction only.")
    token = _found.set((user.standing, f"{{{','.join(map(str, ids))}}}"))
    try:
        yield
    finally:
        _found.reset(token)


def among_the_kept(user: Any, column: str) -> Func | None:
    """Whether an initiative's id is one of those kept for this person; None where none are, so that the rule is asked."""
    found = _found.get()
    if found is None or found[0] is not getattr(user, "standing", None):
        return None
    return _OneOf(F(column), Value(found[1]))


class _OneOf(Func):
    """A list that the planner sees as it is, with its length: it needs no statistics, and is looked up by hash."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    arity = 2
    output_field = models.BooleanField()

"""Code that cannot write: a block whose every statement the database refuses unless it only reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def read_only() -> Iterator[None]:
    """Run the block in one READ ONLY transaction, so that all its numbers also come from one moment's data.

    Inside a transaction that is open already the rest of that transaction may write again afterwards.
    Raises django.db.utils.InternalError where the block tries to write.
    """
    opens_it = not connection.in_atomic_block  # only then may the block still choose its isolation
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION {'ISOLATION LEVEL REPEATABLE READ, ' if opens_it else ''}READ ONLY")
        yield

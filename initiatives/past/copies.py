"""Making the past: copies of tables as they stood, which for one transaction stand in the place of the tables.

PostgreSQL looks for a table among a session's temporary ones first. So a copy with the table's own name is read by every
query of every room, `visible_to` among them, and no room needs to know. The transaction cannot write once the copies are
made, and is rolled back, which takes them away (decision 19).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction

from initiatives.cycles.models import ReviewCycle
from initiatives.evaluations.models import Lesson
from initiatives.past.moments import Moment
from initiatives.register.models import Initiative

#: Where the ids are kept of what the person may see today; nothing of any other initiative is copied. Cycles are seen
#: through boards, and lessons beyond their work, so these two are asked about by themselves.
SEEN = {Initiative: "seen_today", ReviewCycle: "cycles_seen_today", Lesson: "lessons_seen_today"}


@dataclass(frozen=True)
class Copy:
    """How one table stood: some columns worked out anew, the others as they are, of the rows that were there.

    `source` is what is read, with the row called `now`; SQL knows %(end)s, the UTC instant at which the day was over, and
    %(day)s, the local date. `newest`: of several with the same id, the one with the highest of this column.
    """

    model: type[models.Model]
    columns: Mapping[str, str] = field(default_factory=dict)
    where: str = "TRUE"
    source: str = ""
    newest: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def sql(self) -> str:
        """The statement that makes the copy."""
        named = [each.column for each in self.model._meta.concrete_fields]
        selected = ", ".join(f"{self.columns.get(name, f'now.{quoted(name)}')} AS {quoted(name)}" for name in named)
        source = self.source or f"{real(self.model)} now"
        first, order = ("DISTINCT ON (now.id) ", f" ORDER BY now.id, {self.newest} DESC") if self.newest else ("", "")
        return (
            f"CREATE TEMPORARY TABLE {quoted(self.table)} ON COMMIT DROP AS "
            f"SELECT {first}{selected} FROM {source} WHERE {self.where}{order}"
        )


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def real(model: type[models.Model]) -> str:
    """The table itself, whatever stands in its place."""
    return f"public.{quoted(model._meta.db_table)}"


@contextmanager
def standing_in(copies: Iterable[Copy], moment: Moment, user: Any) -> Iterator[None]:
    """Run the block over the copies, in a transaction that can only read and leaves nothing behind."""
    opens_it = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if opens_it:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            keep_what_is_seen(cursor, user)
            told = {"end": moment.ends_at, "day": moment.day}
            for copy in copies:
                make(cursor, copy, told)
            cursor.execute("SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            transaction.set_rollback(True)


def make(cursor: Any, copy: Copy, told: Mapping[str, Any]) -> None:
    """One copy, with the key by which queries group its rows, and the numbers that PostgreSQL plans with."""
    cursor.execute(copy.sql, told)
    cursor.execute(f"ALTER TABLE pg_temp.{quoted(copy.table)} ADD PRIMARY KEY (id)")
    cursor.execute(f"ANALYZE pg_temp.{quoted(copy.table)}")


def keep_what_is_seen(cursor: Any, user: Any) -> None:
    """Keep what this person may see as things stand today."""
    for model, name in SEEN.items():
        seen = model.objects.visible_to(user)
        sql, params = ids_of(seen.registered() if model is Initiative else seen)
        cursor.execute(f"CREATE TEMPORARY TABLE {name} (id) ON COMMIT DROP AS {sql}", params)
        cursor.execute(f"ANALYZE {name}")


def ids_of(rows: models.QuerySet) -> tuple[str, tuple[Any, ...]]:
    """The statement that finds them, and what it is told; one that finds nothing where Django knows that without asking."""
    try:
        return rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0::bigint WHERE FALSE", ()


def is_seen(column: str, model: type[models.Model] = Initiative) -> str:
    """A condition: this is the id of one of them."""
    return f"{column} IN (SELECT seen.id FROM {SEEN[model]} seen)"


def links_of(model: type[models.Model], relation: str) -> Copy:
    """The rows of a many-to-many relation whose record has been copied before."""
    field = model._meta.get_field(relation)
    there = f"SELECT copied.id FROM pg_temp.{quoted(model._meta.db_table)} copied"
    return Copy(field.remote_field.through, where=f"now.{quoted(field.m2m_column_name())} IN ({there})")

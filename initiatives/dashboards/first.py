"""The first few of many rows, and how many there are in all, in one query; or those of several lists in one."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Case, CharField, F, Func, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject

Found = tuple[Sequence[Any], dict[str, int]]


def first(found: QuerySet, number: int, **which: Q) -> Found:
    """The first `number` rows of a sorted queryset; and how many it has, "in_all" and for each of `which` conditions.

    PostgreSQL counts once, beside finding the first few: a window count would make it plan as if it could stop early.
    """
    return taken(list(with_counts(found, which)[:number]), which)


def firsts(lists: Mapping[str, QuerySet], number: int, **which: Q) -> dict[str, Found]:
    """The same for several lists of one kind of row by name, each sorted by columns of its own, in one query."""
    parts = [
        with_counts(found, which).annotate(in_list=Value(name, output_field=CharField()))[:number]
        for name, found in lists.items()
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    return {
        name: taken(in_order([row for row in rows if row.in_list == name], found.query.order_by), which)
        for name, found in lists.items()
    }


def with_counts(found: QuerySet, which: Mapping[str, Q]) -> QuerySet:
    """Adds `counts` to each row."""
    counts = JSONObject(
        in_all=counted(F("pk")), **{name: counted(Case(When(so, then=F("pk")))) for name, so in which.items()}
    )
    return found.annotate(counts=Subquery(found.order_by().values(counts=counts)))


def taken(rows: list[Any], which: Mapping[str, Q]) -> Found:
    """The rows with the counts that the first of them carries, or noughts."""
    return rows, rows[0].counts if rows else dict.fromkeys(["in_all", *which], 0)


def in_order(rows: list[Any], columns: Sequence[str]) -> list[Any]:
    """Rows sorted as their list is: joined lists promise no order."""
    for column in reversed(columns):
        rows.sort(key=attrgetter(column.removeprefix("-")), reverse=column.startswith("-"))
    return rows


def counted(expression: Any) -> Func:
    """COUNT as a plain function, so that the whole queryset is one group."""
    return Func(expression, function="COUNT", output_field=IntegerField())

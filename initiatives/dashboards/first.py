"""The first few of many rows, and how many there are in all, in one query; or those of several lists in one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, CharField, F, Func, IntegerField, JSONField, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import OrderByList
from django.db.models.functions import JSONObject

Found = tuple[Sequence[Any], dict[str, int]]


def first(found: QuerySet, number: int, **which: Q) -> Found:
    """The first `number` rows of a sorted queryset; and how many it has, "in_all" and for each of `which` conditions.

    PostgreSQL counts once, beside finding the first few: a window count would make it plan as if it could stop early.
    """
    return taken(list(with_counts(found, which)[:number]), which)


def firsts(lists: Mapping[str, QuerySet], number: int, **which: Q) -> dict[str, tuple[list[int], dict[str, int]]]:
    """The same for several lists by name, each sorted by columns of its own, in one query: the ids of the first rows."""
    parts = [
        found.order_by().values(in_list=Value(name, output_field=CharField()), found=in_one_row(found, number, which))
        for name, found in lists.items()
    ]
    rows = parts[0].union(*parts[1:], all=True)
    return {row["in_list"]: (row["found"].pop("first") or [], row["found"]) for row in rows}


def in_one_row(found: QuerySet, number: int, which: Mapping[str, Q]) -> JSONObject:
    """The counts of a list, and the ids of its first rows, in its own order."""
    sorted_ids = Func(
        F("pk"),
        OrderByList(*found.query.order_by),
        function="ARRAY_AGG",
        arg_joiner=" ",
        template=f"(%(function)s(%(expressions)s))[:{number}]",
        output_field=JSONField(),
    )
    return JSONObject(first=sorted_ids, **counts_of(which))


def with_counts(found: QuerySet, which: Mapping[str, Q]) -> QuerySet:
    """Adds `counts` to each row."""
    counts = JSONObject(**counts_of(which))
    return found.annotate(counts=Subquery(found.order_by().values(counts=counts)))


def counts_of(which: Mapping[str, Q]) -> dict[str, Func]:
    """How many rows there are in all, and how many meet each condition."""
    return {"in_all": counted(F("pk")), **{name: counted(Case(When(so, then=F("pk")))) for name, so in which.items()}}


def taken(rows: list[Any], which: Mapping[str, Q]) -> Found:
    """The rows with the counts that the first of them carries, or noughts."""
    return rows, rows[0].counts if rows else dict.fromkeys(["in_all", *which], 0)


def counted(expression: Any) -> Func:
    """COUNT as a plain function, so that the whole queryset is one group."""
    return Func(expression, function="COUNT", output_field=IntegerField())

"""The first few of many rows, and how many there are in all, in one query."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject


def first(found: QuerySet, number: int, **which: Q) -> tuple[Sequence[Any], dict[str, int]]:
    """The first `number` rows of a sorted queryset; and how many it has, "in_all" and for each of `which` conditions.

    PostgreSQL counts once, beside finding the first few: a window count would make it plan as if it could stop early.
    """
    counts = JSONObject(
        in_all=counted(F("pk")), **{name: counted(Case(When(so, then=F("pk")))) for name, so in which.items()}
    )
    rows = list(found.annotate(counts=Subquery(found.order_by().values(counts=counts)))[:number])
    return rows, rows[0].counts if rows else dict.fromkeys(["in_all", *which], 0)


def counted(expression: Any) -> Func:
    """COUNT as a plain function, so that the whole queryset is one group."""
    return Func(expression, function="COUNT", output_field=IntegerField())

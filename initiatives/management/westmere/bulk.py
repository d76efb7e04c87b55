"""Thousands of initiatives in forty made-up counties, for measuring: the same as script/bench makes in its own database."""

import datetime as dt
from collections.abc import Iterator

from initiatives.management.bench.build import build
from initiatives.management.bench.county import counties
from initiatives.management.bench.gains import gain
from initiatives.register.models import Initiative

#: So many initiatives are made between two lines of progress.
STEP = 2000


def fill(size: int, today: dt.date) -> Iterator[str]:
    """Add initiatives with their reports and benefits until there are `size` of them, as seen from a local date.

    Says after each step what there is now; nothing if there are that many already.
    """
    there = Initiative.objects.filter(ref__startswith="BEN-").count()
    if there >= size:
        return
    people = counties()
    for first in range(there, size, STEP):
        last = min(first + STEP, size)
        for said in build(people, first, last, today):
            yield f"{last:,} of {size:,}: {said}"
        yield f"{last:,} of {size:,}: {gain(people, first, last, today)}"

"""Measuring: how long something takes, how many statements it sends, and how much of the time is the database's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

WARM_UP = 2


@dataclass
class Statements:
    """What was sent to the database during a run: how many statements, for how many seconds, and the slowest of them."""

    number: int = 0
    seconds: float = 0.0
    slowest: tuple[float, str, Any] = field(default=(0.0, "", None))

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = perf_counter() - began
            self.number += 1
            self.seconds += took
            self.slowest = max(self.slowest, (took, sql, params), key=lambda each: each[0])


@dataclass(frozen=True)
class Measured:
    """Medians over the runs, in milliseconds, and the number of statements of the last run."""

    name: str
    milliseconds: float
    statements: int
    in_database: float
    slowest: tuple[float, str, Any]

    @property
    def line(self) -> str:
        return f"  {self.name:<46}{self.milliseconds:>10.1f}{self.in_database:>12.1f}{self.statements:>9}"

    def beside(self, few: "Measured | None") -> str:
        """The same, and how many times as long it took as with few initiatives."""
        return f"{self.line}{self.milliseconds / few.milliseconds:>10.1f}" if few else self.line


HEAD = f"  {'':<46}{'ms':>10}{'in database':>12}{'queries':>9}"
TIMES = f"{'times few':>10}"


def measure(name: str, run: Callable[[], Any], runs: int, warm_up: int = WARM_UP) -> Measured:
    """Run it a few times to warm up, then `runs` times for the medians."""
    for _ in range(warm_up):
        run()
    times, seen = [], []
    for _ in range(runs):
        statements = Statements()
        began = perf_counter()
        with connection.execute_wrapper(statements):
            run()
        times.append(perf_counter() - began)
        seen.append(statements)
    return Measured(
        name,
        median(times) * 1000,
        seen[-1].number,
        median(each.seconds for each in seen) * 1000,
        max((each.slowest for each in seen), key=lambda each: each[0]),
    )


def plan_of(slowest: tuple[float, str, Any]) -> str:
    """How PostgreSQL carries out the slowest statement, measured by itself."""
    _, sql, params = slowest
    if not sql.startswith("SELECT"):
        return f"{sql[:200]}\n(not explained: it is not a SELECT)"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return f"{sql}\n{plan}"

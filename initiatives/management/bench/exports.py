"""How long the three tables take for somebody who sees everything, and how much memory."""

import datetime as dt
import resource
from collections.abc import Iterator
from time import perf_counter

from initiatives.exports import actions
from initiatives.exports.choices import What
from initiatives.management.bench.county import County
from services.access.roles import Role
from services.people.models import Membership, User


def exported(counties: list[County], now: dt.datetime, today: dt.date) -> Iterator[str]:
    """A line for each table: seconds, rows, size, and the most memory this process has held so far."""
    everywhere = somebody_everywhere(counties).as_of(today)
    for what in What:
        export = actions.ask_for(what, by=everywhere, at=now, day=today)
        began = perf_counter()
        actions.make_waiting(now)
        took = perf_counter() - began
        export.refresh_from_db()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield (
            f"  {what.label}: {export.rows_done:,} rows in {took:.1f} s, {len(export.workbook or b'') / 1024**2:.1f} MB; "
            f"at most {most:.0f} MB held so far by the whole benchmark"
        )


def somebody_everywhere(counties: list[County]) -> User:
    """Policy officer of every office."""
    someone = User.objects.create_user("everywhere@bench.invalid", None, name="Everywhere")
    for county in counties:
        Membership.objects.create(person=someone, organisation=county.office, role=Role.POLICY_OFFICER)
    return someone

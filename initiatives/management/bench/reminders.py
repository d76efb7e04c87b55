"""How long the reminders take: planning, a tick over a long ledger, and letters a second beside bare Django."""

import datetime as dt
import gc
from collections.abc import Iterator
from time import perf_counter

from django.db import connection

from collab_portal.toolkit import clock
from initiatives.management.bench import morning
from initiatives.management.bench.measure import HEAD, measure
from initiatives.reminders import actions, facts, policy
from initiatives.reminders.plan import plan
from services.directory.calendars import Calendars
from services.letters.models import Letter

MINUTE = dt.timedelta(minutes=1)
#: Rows that were said long ago, each in a letter of its own morning: written past the triggers, which would take hours.
PAST = """
    WITH someone AS (SELECT min(id) AS id FROM services_user),
    letters AS (
        INSERT INTO services_letter (key, to_id, kind, sort, checked_by, said, subject, text, html, about, why, posted_at,
            not_before, state, attempts, is_copy, next_try_at, last_error, address, message_id, sent_at, first_tried_at)
        SELECT 'past:' || n, someone.id, 'report_is_due', 'duty', 'reminders', '[]', 'Past', 'Past', 'Past', '', 'past',
            past, past, 'sent', 1, false, past, '', 'a@bench.invalid', '<' || n || '@bench>', past, past
        FROM someone, generate_series(1, %(rows)s) AS n, LATERAL (SELECT %(at)s - n %% 2000 * interval '1 day' AS past) AS days
        RETURNING id, key, posted_at
    )
    INSERT INTO initiatives_reminder (kind, subject, cycle, stage, recipient_id, place, planned_on, due_on, state, reason,
        letter_id, decided_at)
    SELECT 'report_due', 'report_request:-' || substr(key, 6), '1', 'before_20_authors', someone.id, 'initiative:0',
        posted_at::date, posted_at::date + 28, 'sent', '', letters.id, posted_at
    FROM letters, someone
"""


def measured(rows: int, letters: int, runs: int, today: dt.date) -> Iterator[str]:
    """Lines to print, in the order in which a morning goes."""
    now, calendars = clock.at(today, 8, 5), Calendars.known()
    gc.collect()
    gc.freeze()  # as a worker does (collab_portal/celery.py)
    with morning.mail_server():
        yield f"\n{HEAD}"
        yield measure("gather and plan 35 days, written nowhere", lambda: planned(today, calendars), 3, 1).line
        yield measure("the first plan of all, into an empty ledger", lambda: updated(now, calendars), 1, 0).line
        yield measure("a tick with nothing changed", lambda: actions.tick(now - 6 * 60 * MINUTE), min(runs, 10)).line
        yield from long_ledger(rows, letters, now)
        yield from letters_a_second(letters, now + 5 * MINUTE)


def planned(today: dt.date, calendars: Calendars) -> int:
    """Everything that would be said in the next 35 days. Returns how many lines."""
    first, last = calendars.default.before(today, actions.LOOK_BACK_WORKING_DAYS), today + actions.HORIZON
    known = facts.gather(policy.in_force(), calendars.default, today, first, last)
    return len(list(plan(known, policy.in_force(), calendars, first, last)))


def updated(now: dt.datetime, calendars: Calendars) -> None:
    actions.bring_up_to_date(now, calendars, again=False)


def long_ledger(rows: int, letters: int, now: dt.datetime) -> Iterator[str]:
    """Ticks over a ledger of so many rows, of which some are ready."""
    actions.tick(now)
    Letter.objects.unsent().update(state=Letter.State.SENT, sent_at=now)
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(PAST, {"rows": rows, "at": now - dt.timedelta(days=1)})
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    yield f"{perf_counter() - began:7.1f} s  {rows:,} rows of the ledger and their letters"
    due_for(letters, now, "ledger")
    actions.bring_up_to_date(now + MINUTE, Calendars.known(), again=False)
    yield measure(f"one tick, {letters} of its rows ready", lambda: actions.tick(now + 2 * MINUTE), 1, 0).line
    yield measure("a tick with nothing changed", lambda: actions.tick(now + 3 * MINUTE), 5).line


def letters_a_second(letters: int, now: dt.datetime) -> Iterator[str]:
    """Writing and sending a morning's letters, three mornings after a first to warm up, and bare Django after each."""
    morning.letters_a_second(now)
    for number in range(3):
        due_for(letters, now, f"m{number}")
        sent, writing, sending = morning.letters_a_second(now + (number + 1) * MINUTE)
        bare = morning.bare_letters_a_second(letters)
        ours = sent / (writing + sending)
        yield (
            f"  {sent} letters: written in {writing:.2f} s, sent in {sending:.2f} s: {ours:.0f} a second; "
            f"bare Django {bare:.0f} a second ({ours / bare:.0%})"
        )


def due_for(letters: int, now: dt.datetime, name: str) -> None:
    """So many people who are told this morning of a report that is due in 20 working days."""
    today = clock.local(now).date()
    morning.due_for(
        letters, Calendars.known().default.after(today, 20), clock.at(today - dt.timedelta(days=30), 9), name
    )

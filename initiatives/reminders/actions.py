"""What a tick does: bring the ledger to the plan, then write one letter to everybody for whom something is ready.

Ticks may be missed, doubled, or run at the same time: the ledger makes each thing said once.
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice

from django.db import connection, transaction
from django.db.models import Min

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.fail_points import fail_point
from initiatives.reminders import facts, ledger, policy, taking_back, writing
from initiatives.reminders.digests import actions as digests
from initiatives.reminders.digests import planning
from initiatives.reminders.models import Reminder
from initiatives.reminders.plan import plan
from initiatives.reminders.saying import keep_as_said, ledger_key, what_to_say_to
from initiatives.reminders.writing import Item
from services.directory.calendars import Calendars
from services.history.models import Touch
from services.letters import actions as outbox
from services.letters import holds
from services.letters.models import Letter, Pulse, Sort
from services.people.hours import next_opening
from services.people.models import User

#: A stage that was missed for longer than this is not said any more.
LOOK_BACK_WORKING_DAYS = 10
HORIZON = dt.timedelta(days=35)
#: A plan is made as often as this even if no mark of change was left.
PLAN_ANEW = dt.timedelta(minutes=10)
#: The advisory lock that lets one tick at a time plan; any number that nobody else uses.
LOCK = 20_141_031
#: To so many people letters are written in one transaction.
AT_ONCE = 250
#: How the key of a letter of reminders to a person begins; the day follows.
KEY = "reminders:{}"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tick:
    """What one tick did: rows of the ledger written, letters taken back, letters posted and digests among them."""

    rows: int = 0
    taken_back: int = 0
    letters: int = 0
    digests: int = 0


@policy.read_once()
def tick(now: dt.datetime) -> Tick:
    """Do what a UTC instant asks for. Doing it again, or fifty times at once, does nothing more.

    Digests come first, so that they can carry what is ready for their readers; what they do not carry goes by itself.
    """
    calendars = Calendars.known()
    working_days = calendars.default
    writing = is_time_to_write(now, working_days)
    rows, taken = bring_up_to_date(now, calendars, again=writing)
    fail_point("after_plan")
    made = digests.see_to_digests(now, calendars)
    return Tick(rows, taken, made + (write_to_everybody(now, working_days) if writing else 0), made)


def is_time_to_write(now: dt.datetime, working_days: WorkingDays) -> bool:
    """Whether letters may leave at a UTC instant."""
    return next_opening(now, working_days) == now


@transaction.atomic
def bring_up_to_date(now: dt.datetime, calendars: Calendars | WorkingDays, *, again: bool) -> tuple[int, int]:
    """Plan, take back letters that are no longer true, and follow the plan. Returns (rows written, letters taken back).

    `again`: letters of earlier days that still wait are taken back as well, to be written anew. Nothing is planned if
    nothing has changed since the last plan: no table it is made from, not the day, nor the policy.
    """
    if not is_the_only_one() or not has_anything_changed(now, again):
        return 0, 0
    today, working_days = clock.local(now).date(), calendars.of(None)
    first_day, last_day = working_days.before(today, LOOK_BACK_WORKING_DAYS), today + HORIZON
    fail_point("in_plan")
    known = facts.gather(policy.in_force(), working_days, today, first_day, last_day)
    said = plan(known, policy.in_force(), calendars, first_day, last_day)
    taken = taking_back.take_back(said, now, before=clock.at(today, 0) if again else None)
    planning.keep_in_step(now, calendars)
    return len(ledger.keep_in_step(said, first_day=first_day, last_day=last_day, at=now)), taken


def has_anything_changed(now: dt.datetime, again: bool) -> bool:
    """Whether a plan made at a UTC instant could differ from the last one; if so, the next one is compared with this.

    The marks of change are taken away before anything is read, so that a change which comes later is not missed.
    """
    touched = Touch.objects.taken_away()
    asked = {"day": clock.local(now).date().isoformat(), "again": again, "policy": policy.fingerprint()}
    last = Pulse.objects.filter(name="plan").first()
    if not touched and last and last.did == asked and now - PLAN_ANEW < last.at <= now:
        return False
    holds.beat("plan", now, **asked)
    return True


def is_the_only_one() -> bool:
    """Whether this transaction got the lock; another one that plans at this moment does the same work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


@contextmanager
def planning_alone() -> Iterator[None]:
    """Wait for whoever plans at this moment, and be the only one until the end. Raises OperationalError after five seconds."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def write_to_everybody(now: dt.datetime, working_days: WorkingDays) -> int:
    """One letter to each person who has something ready and has had none today. Returns how many were posted.

    What is due first is written first, and letters leave in that order: where they take an hour, it matters.
    A person whose letter cannot be written does not hold up the others: it is logged, and tried again at the next tick.
    """
    today = clock.local(now).date()
    ready = Reminder.objects.ready_on(today).exclude(recipient__in=Reminder.objects.said_on(today).values("recipient"))
    by_due_date = (
        ready.values("recipient_id").annotate(first_due_on=Min("due_on")).order_by("first_due_on", "recipient_id")
    )
    people = by_due_date.values_list("recipient_id", flat=True)
    return sum(write_one_by_one_if_need_be(list(some), now, working_days) for some in batched(people, AT_ONCE))


def batched(people: Iterable[int], size: int) -> Iterator[tuple[int, ...]]:
    """People in groups of at most so many."""
    rest = iter(people)
    while group := tuple(islice(rest, size)):
        yield group


def write_one_by_one_if_need_be(people: list[int], now: dt.datetime, working_days: WorkingDays) -> int:
    """Write to a group in one transaction; if that fails, to each of them alone, so that only who is in the way waits."""
    try:
        return write_to(people, now, working_days)
    except Exception:
        if len(people) == 1:
            logger.exception("The reminder letter to person %s could not be written.", people[0])
            return 0
    return sum(write_one_by_one_if_need_be([each], now, working_days) for each in people)


@transaction.atomic
def write_to(people: Collection[int], now: dt.datetime, working_days: WorkingDays) -> int:
    """Check everything that is ready for these people again, and post what is still true, in one letter to each.

    The people's rows are locked, so that two ticks never write to one person at once. Returns how many letters.
    """
    today = clock.local(now).date()
    found = User.objects.active().select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    someones = {someone.pk: someone for someone in found}
    said = what_to_say_to(someones, now)
    if not said:
        return 0
    told, taken_back = writing.told_about(chain.from_iterable(said.values())), taken_back_today(said, today)
    in_order = [(someones[pk], said[pk]) for pk in people if pk in said]
    letters = [letter_of(items, who, now, working_days, told, taken_back[who.pk]) for who, items in in_order]
    outbox.post_all(letters)
    keep_as_said([(letter, items) for letter, (_, items) in zip(letters, in_order, strict=True)], now)
    fail_point("in_writing")
    return len(letters)


def letter_of(
    items: list[Item], person: User, now: dt.datetime, working_days: WorkingDays, told: writing.Told, number: int
) -> Letter:
    """The letter of a morning, not posted yet; its key has a number if others were taken back before it."""
    today = clock.local(now).date()
    key = f"{KEY.format(person.pk)}:{today.isoformat()}" + (f":{number + 1}" if number else "")
    return outbox.letter(
        writing.write(items, person, today, working_days, told),
        to=person, key=key, why=writing.because(items), at=now, sort=Sort.DUTY, checked_by="reminders",
        about=items[0].matter.record if len(items) == 1 else None, said=[ledger_key(item.row) for item in items],
    )  # fmt: skip


def taken_back_today(people: Collection[int], today: dt.date) -> Counter[int]:
    """How many letters of this morning each of these people had that were taken back before they left."""
    of_today = Letter.objects.filter(to__in=people, key__startswith=KEY.format(""), key__contains=f":{today}")
    return Counter(of_today.order_by().values_list("to", flat=True))

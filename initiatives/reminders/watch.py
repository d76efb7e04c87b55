"""The tick as its doors run it: by a clock that can be trusted, with a pause after a long silence, and a sign of life.

The work itself is actions.tick. A day that is only lived through again (tests, `remind --replay`) does without all this.
"""

import datetime as dt
import time

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from initiatives.reminders import actions
from initiatives.reminders.actions import Tick
from services.access.roles import Role
from services.letters import actions as outbox
from services.letters import holds, letter_file
from services.letters.models import Hold, Letter, Sort
from services.letters.rounds import may_work
from services.letters.silence import hold_after_silence
from services.people.models import Membership, User


def tick(reading: Reading) -> Tick | None:
    """One tick at a reading of the clocks. None if this machine's clock is not to be trusted."""
    if not may_work("tick", reading):
        return None
    now, began = reading.at, time.monotonic()
    silence = hold_after_silence("tick", now) or of_the_delivery(now)
    done = actions.tick(now)
    if silence is not None:
        tell_administrators(silence, now)
    alive(now, done, milliseconds=round(1000 * (time.monotonic() - began)), ahead=reading.ahead.total_seconds())
    return done


def of_the_delivery(now: dt.datetime) -> Hold | None:
    """A silence that the delivery has found and holds for now."""
    return Hold.objects.in_force(now).filter(reason=Hold.Reason.SILENCE).first()


def alive(now: dt.datetime, done: Tick, **more: float) -> None:
    """The engine's pulse: when it last looked, and what it did."""
    holds.beat("tick", now, planned=done.rows, taken_back=done.taken_back, posted=done.letters, **more)


@transaction.atomic
def tell_administrators(silence: Hold, now: dt.datetime) -> None:
    """A letter to everybody who looks after the portal, once for each silence. It leaves although letters are held."""
    waiting = Letter.objects.unsent().exclude(sort=Sort.ACCOUNT).count()
    for person in administrators(clock.local(now).date()):
        words = letter_file.write(
            "initiatives/reminders/letters/engine_was_silent.txt", name=person.name, hold=silence, waiting=waiting
        )
        key, why = f"silence:{silence.pk}:{person.pk}", "you look after the portal"
        outbox.post(words, to=person, key=key, why=why, sort=Sort.ACCOUNT, at=now)


def administrators(day: dt.date) -> list[User]:
    """The portal administrators of a local date, each once."""
    posts = Membership.objects.on(day).filter(role=Role.ADMINISTRATOR)
    return list(User.objects.active().filter(pk__in=posts.values("person")).order_by("id"))

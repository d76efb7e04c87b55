"""A morning of the engine, lived through in one go: by a terminal, by a replay, and by whoever moves the clock."""

import datetime as dt

from collab_portal.toolkit import clock
from initiatives.cycles.actions import ask_for_reports
from initiatives.reminders import actions as reminders
from initiatives.reminders import watch
from services.letters import actions as outbox
from services.letters import delivery
from services.people import reaching
from services.people.hours import FIRST_HOUR


def work(now: dt.datetime) -> int:
    """Ask for reports, tick, and deliver once at a UTC instant, asking no broker. Returns how many letters left.

    Whoever plans at this moment is waited for, so that what is done is done when this returns.
    """
    with outbox.without_nudging():
        ask_for_reports(clock.local(now).date(), now)
        with reminders.planning_alone():
            done = reminders.tick(now)
        reaching.let_go(now)
        sent = delivery.deliver_waiting(now)
    watch.alive(now, done)
    return sent


def next_after(now: dt.datetime) -> dt.datetime:
    """The first 8am in London after a UTC instant."""
    day = clock.local(now).date()
    this_morning = clock.at(day, FIRST_HOUR)
    return this_morning if now < this_morning else clock.at(day + dt.timedelta(days=1), FIRST_HOUR)

"""Reminders from a terminal: show what a day says, or do the ticks' work with neither Celery nor Redis."""

import datetime as dt
import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from collab_portal.toolkit import clock
from collab_portal.toolkit.readonly import read_only
from initiatives.cycles.actions import ask_for_reports
from initiatives.demonstrations.mornings import work
from initiatives.reminders import watch
from initiatives.reminders.rehearsal import rehearse
from services.directory.models import BankHoliday
from services.letters import actions as outbox
from services.letters import rounds
from services.people import reaching
from services.people.hours import FIRST_HOUR

#: Long enough for the whole ladder of a report that is late today.
REPLAYED = dt.timedelta(days=63)
HOW = "Say what to do: --on 2014-10-06 --print shows a day and sends nothing, --loop sends what is due until it is stopped."

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """manage.py remind --on 2014-10-03 --print, or manage.py remind --loop."""

    help = "Show what the reminders of a day say (--on DATE --print), or send what is due without Celery or Redis (--loop)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="a day like 2014-10-06; today if left out")
        parser.add_argument(
            "--print", action="store_true", dest="show", help="show that day's reminders; sends nothing"
        )
        parser.add_argument(
            "--loop", action="store_true", help="look every minute what is due, and deliver the letters"
        )
        parser.add_argument(
            "--every", type=float, default=60.0, metavar="SECONDS", help="how often to look, with --loop"
        )
        parser.add_argument("--times", type=int, metavar="N", help="stop after so many looks, with --loop")
        parser.add_argument(
            "--replay", action="store_true", help="live through the nine weeks before a demonstration's clock"
        )

    def handle(self, **options: Any) -> None:
        if options["show"] + options["loop"] + options["replay"] != 1:
            raise CommandError(
                HOW if not options["on"] else "Add --print: with --on this command only shows a day. " + HOW
            )
        if options["show"]:
            self.show(options["on"])
        elif options["on"]:
            raise CommandError("--on goes with --print only: letters always leave at the present moment.")
        elif options["replay"]:
            self.replay()
        else:
            self.loop(options["every"], options["times"])

    def show(self, on: str | None) -> None:
        """Print what one day says, with a database that refuses to write."""
        day = read_day(on) if on else clock.today()
        try:
            with read_only():
                lines = rehearse(day)
        except OverflowError:
            raise CommandError(f"{on} is too far away to count working days from.") from None
        self.stdout.write("\n".join(lines))

    def loop(self, every: float, times: int | None) -> None:
        """Look, deliver, wait; until N times, Ctrl-C or SIGTERM. Trouble is logged and the next look tries again."""
        if every < 0 or (times is not None and times < 1):
            raise CommandError("--every takes seconds, 0 or more, and --times a number from 1.")
        stop = stopped_by_signals()
        done = 0
        while not stop.is_set():
            look()
            done += 1
            if times is not None and done >= times:
                break
            stop.wait(every)

    def replay(self) -> None:
        """Do what the nine weeks before the demonstration's clock would have done, each at its own 8am, then look once now."""
        if not settings.PORTAL_CLOCK and not settings.DEVELOPMENT:
            raise CommandError(
                "--replay is for demonstrations: set PORTAL_CLOCK to the moment the portal should run at, or DEBUG."
            )
        now = clock.now()
        mornings = [moment for moment in mornings_before(now) if moment < now]
        sent = sum(work(moment) for moment in [*mornings, now])
        self.stdout.write(
            f"{sent} {'letter' if sent == 1 else 'letters'} left, as they would have by {clock.local(now):%-d %B %Y}."
        )


def read_day(text: str) -> dt.date:
    """A date as ISO 8601 writes it, or a refusal in a sentence."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a date like 2014-10-06.") from None


def look() -> None:
    """The work of this moment; a database or a mail server that is away must not end the loop."""
    close_old_connections()
    try:
        reading = clock.compared()
        with outbox.without_nudging():
            ask_for_reports(clock.local(reading.at).date(), reading.at)
            watch.tick(reading)
            if rounds.may_work("let_go", reading):
                reaching.let_go(reading.at)
            rounds.deliver(reading)
    except Exception:
        logger.exception("This look at the reminders failed; the next one tries again.")
    finally:
        close_old_connections()


def mornings_before(now: dt.datetime) -> list[dt.datetime]:
    """8am of each working day in the nine weeks up to a UTC instant, oldest first."""
    today, working_days = clock.local(now).date(), BankHoliday.objects.working_days()
    days = [today - REPLAYED + dt.timedelta(days=each) for each in range(REPLAYED.days + 1)]
    return [clock.at(day, FIRST_HOUR) for day in days if working_days.is_working(day)]


def stopped_by_signals() -> threading.Event:
    """An event that Ctrl-C and SIGTERM set, so that waiting ends at once and work in hand is finished first."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: stop.set())
    return stop

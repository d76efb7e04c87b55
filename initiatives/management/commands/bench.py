"""How long the portal's pages take on a register of ten thousand initiatives, beside one of a hundred and a bare view."""

import datetime as dt
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client, override_settings

from collab_portal.toolkit import clock
from initiatives.management.bench import lives, pace, reminders
from initiatives.management.bench.build import build
from initiatives.management.bench.county import counties
from initiatives.management.bench.exports import exported
from initiatives.management.bench.gains import gain
from initiatives.management.bench.measure import HEAD, TIMES, Measured, measure, plan_of
from initiatives.register.models import Initiative
from initiatives.reminders import actions
from services.letters.actions import without_nudging
from services.letters.models import Letter

TODAY = dt.date(2014, 10, 6)
FEW = 100
SURROUNDINGS = {
    "DEBUG": False,
    "PORTAL_CLOCK": f"{TODAY} 08:00",
    "ROOT_URLCONF": "initiatives.management.bench.urls",
    "STORAGES": {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


class Command(BaseCommand):
    """manage.py bench [pages|reminders|pace]. A benchmark, not a test: it asserts nothing and leaves nothing behind."""

    help = (
        "Build a large register in a throw-away database and measure the pages, the reminders, or both at once, on it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=("pages", "reminders", "pace"), default="pages")
        parser.add_argument("--size", type=int, default=10_000, help="how many initiatives (10,000 if left out)")
        parser.add_argument("--runs", type=int, default=20, help="how many times each thing is measured")
        parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the ledger (reminders)")
        parser.add_argument("--letters", type=int, help="letters of one morning (500; pace: 5,000)")
        parser.add_argument("--rate", type=float, default=50.0, help="letters a second (pace; 50 if left out)")
        parser.add_argument("--lives", type=int, default=0, help="live so many made-up lives with faults (reminders)")
        parser.add_argument("--seed", type=int, default=0, help="the first of those lives")
        parser.add_argument("--months", type=float, default=24, help="how long each is")
        parser.add_argument("--tries", type=int, default=lives.TRIES, help="lives to find out with why one failed")
        parser.add_argument("--plans", action="store_true", help="show how PostgreSQL does the slowest query of each")

    def handle(self, **options: Any) -> None:
        if options["size"] < FEW or options["runs"] < 1 or options["rate"] <= 0:
            raise CommandError(f"Give at least --size {FEW} and --runs 1, and a --rate above 0.")
        if options["lives"]:
            if lives.live(options["seed"], options["lives"], options["months"], options["tries"], self.say):
                raise SystemExit(1)
            return
        with throw_away_database(), override_settings(**SURROUNDINGS), without_nudging():
            self.people, self.few = counties(), {}
            if options["what"] != "pages":
                self.fill(0, options["size"])
                for line in self.of_reminders(options) if options["what"] == "reminders" else self.of_pace(options):
                    self.stdout.write(line)
                return
            self.fill(0, FEW)
            self.report(options)
            if options["size"] > FEW:
                self.fill(FEW, options["size"])
                self.report(options)
            for line in exported(self.people, clock.at(TODAY, 9), TODAY):
                self.stdout.write(line)

    def say(self, words: str) -> None:
        """At once, for lives take their time."""
        self.stdout.write(words)
        self.stdout.flush()

    def of_reminders(self, options: dict[str, Any]) -> Iterator[str]:
        return reminders.measured(options["rows"], options["letters"] or 500, options["runs"], TODAY)

    def of_pace(self, options: dict[str, Any]) -> Iterator[str]:
        """Letters leave by the portal's own processes while its pages are opened."""
        now, letters = clock.at(TODAY, 8), options["letters"] or 5000
        return pace.measured(self.people, letters, options["rate"], now, self.stdout.write)

    def fill(self, first: int, last: int) -> None:
        """Add initiatives until there are `last`, and say how it goes."""
        began = perf_counter()
        for said in build(self.people, first, last, TODAY):
            self.stdout.write(f"{perf_counter() - began:7.1f} s  {said}")
        self.stdout.write(f"{perf_counter() - began:7.1f} s  {gain(self.people, first, last, TODAY)}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def report(self, options: dict[str, Any]) -> None:
        """Measure everything at the present size, and print the table."""
        self.stdout.write(
            f"\n{Initiative.objects.count():,} initiatives, medians of {options['runs']} runs\n{HEAD}{TIMES if self.few else ''}"
        )
        slowest = [*self.pages(options["runs"]), *self.ticks(options["runs"])]
        for measured in slowest:
            self.stdout.write(measured.beside(self.few.get(measured.name)))
        self.few = self.few or {measured.name: measured for measured in slowest}
        self.stdout.write("")
        if options["plans"]:
            for measured in slowest:
                self.stdout.write(f"{measured.name}, its slowest query:\n{plan_of(measured.slowest)}\n")

    def pages(self, runs: int) -> Iterator[Measured]:
        """The pages that people open most, as the fire lead and the policy officer of the busiest county."""
        lead, officer = Client(), Client()
        lead.force_login(self.people[0].leads[1])
        officer.force_login(self.people[0].officer)
        yield measure("a bare view", lambda: opened(lead, "/bare/"), runs)
        for name, client, address in (
            ("list, fire lead", lead, "/initiatives/"),
            ("list by due date, fire lead", lead, "/initiatives/?sort=due&standing=live"),
            ("list of a search, policy officer", officer, "/initiatives/?words=control+room"),
            ("page of an initiative, fire lead", lead, "/initiatives/BEN-00005/"),
            ("reports, policy officer", officer, "/reports/?state=late"),
            ("my work, fire lead", lead, "/my-work/"),
            ("overview, policy officer", officer, "/overview/"),
            ("overview as at a month before", officer, f"/as-at/{TODAY - dt.timedelta(days=30)}/overview/"),
        ):
            yield measure(name, lambda client=client, address=address: opened(client, address), runs)
        lead.logout()
        officer.logout()

    def ticks(self, runs: int) -> Iterator[Measured]:
        """The first tick of a morning, which happens once and plans and writes everything; then those with nothing new."""
        now = clock.at(TODAY, 8, 5)
        yield measure("the first tick of the morning, once", lambda: actions.tick(now), runs=1, warm_up=0)
        Letter.objects.unsent().update(state=Letter.State.SENT, sent_at=now)
        yield measure("a tick with nothing new", lambda: actions.tick(now), min(runs, 10))


def opened(client: Client, address: str) -> None:
    """Open a page. Raises CommandError if it is not there."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise CommandError(f"{address} answered {answer.status_code}.")


@contextmanager
def throw_away_database() -> Iterator[None]:
    """A database beside the given one, with all tables, gone afterwards whatever happens."""
    given = connection.settings_dict["NAME"]
    connection.settings_dict["OPTIONS"]["options"] += " -c statement_timeout=0"  # a slow disk may take its time here
    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(given, verbosity=0)

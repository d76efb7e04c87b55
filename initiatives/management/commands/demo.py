"""`manage.py demo`: Westmere, a made-up county in full swing today, beside whatever else is in the portal."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from collab_portal.toolkit.words import count
from initiatives.management.westmere import bulk
from initiatives.management.westmere.building import build
from initiatives.management.westmere.cast import sign_ins
from initiatives.management.westmere.taking_down import take_down

LIVE = (
    "Westmere is for trying the portal out, and this portal is live (DEBUG is off). Nothing was changed. If nobody works "
    "with this one, say so: --this-portal-is-not-live"
)


class Command(BaseCommand):
    """Builds the county, or leaves it as it is; with --reset, takes it down first."""

    help = (
        "Build the demonstration county Westmere. Running it again changes nothing but the password, if it is another."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", help="the one password of everybody there")
        parser.add_argument("--reset", action="store_true", help="take the county down first, and build it as of today")
        parser.add_argument("--size", type=int, help="instead, add bulk data until there are so many initiatives")
        parser.add_argument(
            "--this-portal-is-not-live", action="store_true", dest="is_not_live", help="needed where DEBUG is off"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT and not options["is_not_live"]:
            raise CommandError(LIVE)
        if options["size"] is not None:
            self.fill(options["size"])
        elif not options["password"]:
            raise CommandError("Say with which password people there sign in: --password")
        else:
            self.build(options["password"], is_reset=options["reset"])

    def build(self, password: str, *, is_reset: bool) -> None:
        now = clock.now()
        try:
            with transaction.atomic():  # never without a county because it could not be built
                if is_reset:
                    self.stdout.write(f"{count(take_down(now), 'initiative')} of Westmere removed.")
                done = build(password, now)
        except Refused as reason:
            raise CommandError(f"Westmere could not be built: {reason}") from None
        if not done:
            self.stdout.write("Westmere is there already, and stays as it is.")
        self.stdout.write("\n".join(sign_ins(password)))

    def fill(self, size: int) -> None:
        """Bulk data for measuring; it stays until the database is thrown away."""
        if size < 1:
            raise CommandError("--size takes the number of initiatives there should be, from 1.")
        began = perf_counter()
        for said in bulk.fill(size, clock.today()):
            self.stdout.write(f"{perf_counter() - began:7.1f} s  {said}")
            self.stdout.flush()

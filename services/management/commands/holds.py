"""Why no letter leaves, from a terminal, and how to let the letters go again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from collab_portal.toolkit.words import moment
from services.letters.models import Hold
from services.watch import actions


class Command(BaseCommand):
    """manage.py holds, or manage.py holds --release restored --why "We have read what would go"."""

    help = "Show why letters are held back, or let them go again (--release REASON --why WORDS)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", choices=Hold.Reason.values, help="the reason that no longer counts")
        parser.add_argument("--why", default="", help="why it no longer counts; kept in the history")

    def handle(self, **options: Any) -> None:
        now = clock.of_the_database()
        if options["release"]:
            self.release(options["release"], options["why"].strip(), now)
            return
        lines = [f"{each.reason}, since {moment(each.since)}: {each.words}" for each in Hold.objects.in_force(now)]
        self.stdout.write("\n".join(lines or ["No letters are held back."]))

    def release(self, reason: str, why: str, now: Any) -> None:
        """End the hold of this reason, with words for the history, as an administrator does on the page about the engine."""
        if not why:
            raise CommandError("Say with --why why the letters may go again.")
        held = Hold.objects.in_force(now).filter(reason=reason).first()
        if held is None:
            raise CommandError("The letters are not held for that reason.")
        try:
            actions.release(held, why=why, by=None, at=now)
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write("The letters go again with the next delivery.")

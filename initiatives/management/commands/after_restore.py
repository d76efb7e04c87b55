"""`manage.py after_restore`: what left since the backup is read from the journal, so that nothing goes twice."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import count, moment
from initiatives.reminders import actions
from services.directory.models import BankHoliday
from services.letters import actions as outbox
from services.letters import restoring
from services.letters.models import Hold, Letter
from services.letters.restoring import Replay
from services.people.hours import next_opening

UNKNOWN = "{} not known to this database."
FIRST = "When this is right: manage.py after_restore --replay"
THEN = (
    "When this is right, release the letters on the page “How the letters are doing”, or with: "
    "manage.py holds --release restored --why WORDS"
)
NOT_HELD = "No letters are held for a restore."


class Command(BaseCommand):
    """Look, then --replay, then look again. Nothing leaves before somebody has released the letters (manage.py holds)."""

    help = "After a restore: show what would go, or --replay the journal of letters sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--replay", action="store_true", help="tell the database what left since its backup; sends nothing"
        )

    def handle(self, *args: Any, replay: bool, **options: Any) -> None:
        now = clock.of_the_database()
        if replay:
            self.replay(now)
        else:
            self.rehearse(now)

    def rehearse(self, now: dt.datetime) -> None:
        """Do it all in a transaction that is then undone, and say what would go."""
        opens = next_opening(now, BankHoliday.objects.working_days())
        with transaction.atomic(), outbox.without_nudging():
            done = restoring.replay(now)
            actions.tick(opens)
            letters = list(Letter.objects.leaving_by(opens).select_related("to"))
            transaction.set_rollback(True)
        self.say(UNKNOWN.format(lines(done.sent + done.buried + len(done.lost))))
        self.report_lost(done)
        would_go = (
            f"{count(len(letters), 'letter')} would go from {moment(opens)} on:" if letters else "nothing would go."
        )
        self.say(f"After its replay {would_go}")
        for letter in letters:
            self.say(f"  {letter.to.name} ({letter.to.email}): {letter.subject}")
        held = Hold.objects.in_force(now).filter(reason=Hold.Reason.RESTORED).exists()
        left = done.sent or done.buried
        self.say(f"Nothing was sent or changed. {FIRST if left else THEN if held else NOT_HELD}")

    def replay(self, now: dt.datetime) -> None:
        """Bring the journal into the database, and say what that did."""
        done = restoring.replay(now)
        self.say(
            f"{count(done.sent + done.buried, 'letter')} had left before the restore: {done.buried} not in this database, "
            f"{done.sent} waiting in it. {count(done.said, 'reminder')} known again as sent."
        )
        self.report_lost(done)
        self.say("Letters stay held. Look once more: manage.py after_restore")

    def report_lost(self, done: Replay) -> None:
        """The lines of people whom the database does not have: whoever joined after the backup."""
        for line in done.lost:
            at = moment(dt.datetime.fromisoformat(line.at))
            self.say(f"  Person {line.to} is not in this database: {line.kind.replace('_', ' ')}, sent {at}.")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)


def lines(number: int) -> str:
    """1 line of the journal is, 50 lines of the journal are."""
    return f"{count(number, 'line')} of the journal {'is' if number == 1 else 'are'}"

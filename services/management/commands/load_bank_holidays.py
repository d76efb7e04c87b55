"""`manage.py load_bank_holidays`: the days on which nobody works, for the United Kingdom's three divisions."""

from typing import Any

from django.core.management.base import BaseCommand

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import day
from services.directory import actions


class Command(BaseCommand):
    """Seeds the table from the holidays package; days that an administrator added are never touched."""

    help = "Load the bank holidays, from 2012 to at least three years ahead. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        done = actions.load_bank_holidays(this_year=clock.today().year, at=clock.now())
        what = f"{done.added} added, {done.withdrawn} withdrawn" if done.added or done.withdrawn else "no change"
        self.stdout.write(f"Bank holidays: {what}. Those of England and Wales are known up to {day(done.horizon)}.")

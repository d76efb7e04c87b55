"""`manage.py load_organisations`: the 173 bodies that may take part, from their file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import and_list, count
from services.directory import actions
from services.directory.organisation_file import BrokenFile

FILE = Path(__file__).parents[2] / "fixtures" / "organisations.csv"


class Command(BaseCommand):
    """Adds what is new, updates what changed, leaves the rest; a broken file is refused whole."""

    help = "Load the organisations from a CSV file. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=FILE, help="another file with the same columns")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            done = actions.load_organisations(file.read_bytes(), at=clock.now())
        except OSError as trouble:
            raise CommandError(f"{file} cannot be read: {trouble.strerror}.") from None
        except BrokenFile as broken:
            found = "\n  ".join(map(str, broken.problems))
            raise CommandError(f"Nothing was loaded, because {file.name} is broken:\n  {found}") from None
        self.tell(done)

    def tell(self, done: actions.Loaded) -> None:
        for slug, fields in done.changed.items():
            self.stdout.write(f"{slug}: changed {and_list(fields)}")
        if done.did_nothing:
            self.stdout.write(f"{count(done.unchanged, 'organisation')}: no change.")
        else:
            self.stdout.write(
                f"Organisations: {len(done.added)} new, {len(done.changed)} changed, {done.unchanged} as they were."
            )

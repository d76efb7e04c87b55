"""`manage.py load_register`: puts the Cheshire register of October 2014 into the portal. Safe to run again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from collab_portal.toolkit import clock
from collab_portal.toolkit.words import and_list
from initiatives.management.cheshire.places import BrokenFile
from initiatives.management.cheshire.register_file import read
from initiatives.management.cheshire.writing import Loading
from services.directory.models import Organisation

CHESHIRE = settings.ROOT / "initiatives" / "fixtures" / "cheshire.json"


class Command(BaseCommand):
    """Reads the file, refuses it whole if anything in it is wrong, and sends no letters."""

    help = "Loads the Cheshire register of October 2014: initiatives, meetings, the leadership review, agreements to be found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=CHESHIRE, help="another file of the same form")

    def handle(self, *args: Any, **options: Any) -> None:
        organisations = {each.slug: each for each in Organisation.objects.all()}
        try:
            file = read(self.words_of(options["file"]), organisations)
        except BrokenFile as trouble:
            raise CommandError(f"{options['file'].name} was not loaded, and nothing was changed. {trouble}") from None
        changed = Loading(file, clock.now()).run()
        records = [ref for ref in changed if " " not in ref]  # participations are told with their initiative
        said = (
            f"Loaded {and_list(records or changed)}."
            if changed
            else f"No change: all {len(file.works)} initiatives are there."
        )
        self.stdout.write(said)

    def words_of(self, file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8")
        except OSError as trouble:
            raise CommandError(f"{file} cannot be read: {trouble.strerror}.") from None
        except UnicodeDecodeError:
            raise BrokenFile("", "is not UTF-8 text") from None

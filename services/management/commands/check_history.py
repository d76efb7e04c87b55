"""`manage.py check_history`: whether anybody changed the timeline behind the portal's back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab_portal.toolkit.words import count, moment
from services.history.models import Entry


class Command(BaseCommand):
    """Recomputes every hash of the chain in the database and names the first entry that does not fit."""

    help = "Check that no entry of the history was changed, taken out or put in. Exits with an error if one was."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = Entry.objects.broken_link()
        if broken is not None:
            what = f"entry {broken.pk} of {moment(broken.at)}: “{broken}”, about {broken.thing}"
            raise CommandError(f"The history was changed. The first entry that does not fit is {what}.")
        last = Entry.objects.last_link()
        number = count(Entry.objects.count(), "entry,entries")
        self.stdout.write(f"{number}, and every one fits. The last hash is {last.hash if last else 'none'}.")

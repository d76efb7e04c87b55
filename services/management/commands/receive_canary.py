"""`manage.py receive_canary`: the mail server pipes what arrives in the canary's box into this command."""

import sys
from email import message_from_binary_file, policy
from typing import Any

from django.core.management.base import BaseCommand

from collab_portal.toolkit import clock
from services.letters import canary


class Command(BaseCommand):
    """Reads one message from standard input. Exits with 0 whatever it is, so that no mail server sends it back."""

    help = "Take a message of the canary's box from standard input, as a mail server pipes it."

    def handle(self, *args: Any, **options: Any) -> None:
        message = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
        if canary.receive(message, clock.of_the_database()):
            self.stdout.write("The canary of today has arrived.")
        else:
            self.stdout.write("This is not the canary of today.")

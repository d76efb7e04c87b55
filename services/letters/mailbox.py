"""A mailbox in a folder: in development every letter becomes a file that a mail program opens, and nothing leaves."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Mailbox(BaseEmailBackend):
    """Writes each message to MAILBOX/<address>/<Message-ID>.eml; the same letter sent twice is the same file."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            for address in message.recipients():
                self.keep(message, address)
        return len(messages)

    def keep(self, message: EmailMessage, address: str) -> None:
        place = place_of(address, message.extra_headers.get("Message-ID", ""))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(message.message().as_bytes(linesep="\r\n"))


def place_of(address: str, message_id: str) -> Path:
    """The file that a message to an address becomes."""
    folder = Path(settings.MAILBOX) / re.sub(r"[^a-z0-9@.+-]", "_", address.lower())
    name = re.sub(r"[^a-zA-Z0-9]", "", message_id.partition("@")[0]) or "letter"
    return folder / f"{name}.eml"


def has(address: str, message_id: str) -> bool:
    """Whether a message lies in the folder of an address."""
    return place_of(address, message_id).exists()

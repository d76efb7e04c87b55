"""`manage.py receive_bounce`: takes in one message that came back, as a mail server pipes it."""

import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from email import message_from_bytes
from email.utils import getaddresses
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from collab_portal.toolkit import clock
from services.letters import bounces
from services.letters.came_back import MOST_BYTES

#: EX_TEMPFAIL of sysexits.h: the mail server keeps the message and tries again later.
TRY_LATER = 75
#: Where mail servers write for whom a message came, the surest first.
WRITTEN_IN = ("Delivered-To", "X-Original-To", "To")
CHUNK = 1 << 16
HEADERS = 1 << 16

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Reads one message from standard input. Ends with 0 for whatever strangers send, with 75 when we cannot keep it."""

    help = (
        "Take in one message that came back, from standard input. Exits with 0, also for what it ignores, so that the "
        "mail server is done with it; with 75 while the portal itself is in trouble, so that it tries again."
    )
    requires_system_checks = ()
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("recipient", nargs="?", help="the address it came to; else Delivered-To, X-Original-To, To")

    def handle(self, *args: Any, recipient: str | None, stdin: BinaryIO | None = None, **options: Any) -> None:
        raw = first_of(stdin or sys.stdin.buffer)
        try:
            bounces.receive(raw, [recipient] if recipient else recipients_in(raw), clock.now())
        except Exception:
            logger.exception("A message that came back could not be kept.")
            raise CommandError(
                "The portal cannot keep this message now. Try again later.", returncode=TRY_LATER
            ) from None


def first_of(stream: BinaryIO) -> bytes:
    """As much of a message as we look at. The rest is read and dropped, so that the mail server can finish writing."""
    raw = stream.read(MOST_BYTES)
    while stream.read(CHUNK):
        pass
    return raw


def recipients_in(raw: bytes) -> list[str]:
    """The addresses that the headers say a message came to."""
    try:
        return list(_addresses_in(raw.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0][:HEADERS]))
    except Exception:  # what was never a message has no recipients either
        return []


def _addresses_in(head: bytes) -> Iterator[str]:
    message = message_from_bytes(head)
    for name in WRITTEN_IN:
        for _, address in getaddresses([str(value) for value in message.get_all(name, [])]):
            yield address

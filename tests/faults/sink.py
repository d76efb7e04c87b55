"""A mail server in this process: it keeps what it takes, and misbehaves as it is told."""

import datetime as dt
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from services.letters.smtp import Unanswered


@dataclass(frozen=True)
class Taken:
    """A message that was taken: when, for whom, its Message-ID, subject and plain text."""

    at: dt.datetime
    to: str
    message_id: str
    subject: str
    text: str


@dataclass
class Sink:
    """What was taken, and what goes wrong now: the server away, addresses it defers, how often it hangs up after DATA."""

    now: dt.datetime = dt.datetime.min
    taken: list[Taken] = field(default_factory=list)
    is_away: bool = False
    refuses_us: bool = False
    deferred: set[str] = field(default_factory=set)
    hang_ups: int = 0

    def take(self, message: EmailMessage) -> None:
        """Take a message, or do what goes wrong at this moment."""
        (to,) = message.recipients()
        if self.is_away:
            raise ConnectionRefusedError("nobody listens")
        if self.refuses_us:
            raise smtplib.SMTPAuthenticationError(535, b"wrong password")
        if to in self.deferred:
            raise smtplib.SMTPRecipientsRefused({to: (451, b"later")})
        known = message.extra_headers["Message-ID"]
        self.taken.append(Taken(self.now, to, known, message.subject, message.body))
        if self.hang_ups:
            self.hang_ups -= 1
            raise Unanswered("gone after DATA")

    def heal(self) -> None:
        """Everything works again."""
        self.is_away = self.refuses_us = False
        self.deferred, self.hang_ups = set(), 0


SINK = Sink()


class Backend(BaseEmailBackend):
    """Hands every message to SINK."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            SINK.take(message)
        return len(messages)

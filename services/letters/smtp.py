"""The line to the mail server, with two things added: whether it hung up after it had the whole letter, and a plain no
to addresses that it cannot take.
"""

import smtplib

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from collab_portal.toolkit.fail_points import fail_point
from services.letters.troubles import NeedsSmtpUtf8

GO_AHEAD = 354


class Unanswered(smtplib.SMTPServerDisconnected):
    """The server had the letter and went away without saying yes or no: it may have taken it."""


class Line(smtplib.SMTP):
    """Tells a line that broke before the letter was given from one that broke after."""

    given = False

    def getreply(self) -> tuple[int, bytes]:
        code, said = super().getreply()
        self.given = self.given or code == GO_AHEAD
        return code, said

    def data(self, msg: str | bytes) -> tuple[int, bytes]:
        self.given = False
        fail_point("before_data")
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError, SoftTimeLimitExceeded) as gone:
            if self.given:
                raise Unanswered(str(gone)) from gone
            raise


class SafeLine(Line, smtplib.SMTP_SSL):
    """The same, encrypted from its first word."""


class Backend(EmailBackend):
    """Django's, over such a line."""

    @property
    def connection_class(self) -> type[Line]:
        return SafeLine if self.use_ssl else Line

    def _send(self, email_message: EmailMessage) -> bool:
        """Letters outside ASCII before the @ need SMTPUTF8. Django would encode them into an address that is nobody's."""
        for address in email_message.recipients():
            if not address.rpartition("@")[0].isascii():
                raise NeedsSmtpUtf8(f"{address} needs SMTPUTF8, which we cannot send with.")
        return super()._send(email_message)

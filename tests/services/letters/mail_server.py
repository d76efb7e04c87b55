"""A mail server to test with: it takes letters, refuses them for a while or for good, hangs up, or is not there at all."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from django.test import override_settings


class Box:
    """What arrived, and how the server answers: the next of `answers`, and "250 OK" once they are used up."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.arrived = []
        self.senders = []
        self.lines = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.answers and self.answers[0].startswith("MAIL"):
            return self.answers.pop(0).removeprefix("MAIL ")
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.pop(0) if self.answers and self.answers[0].startswith("RCPT") else "RCPT 250 OK"
        answer = answer.removeprefix("RCPT ")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith(("250", "drop")):
            self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        if answer == "drop":  # it has the letter, and hangs up instead of saying so
            server.transport.close()
        return answer


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def mail_settings(port):
    return override_settings(
        EMAIL_BACKEND="services.letters.smtp.Backend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=5,
        EMAIL_USE_TLS=False,
    )


@contextmanager
def mail_server(*answers, port=None):
    """A server on a port of its own, and the settings that lead to it."""
    box = Box(*answers)
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        with mail_settings(controller.port):
            yield box
    finally:
        controller.stop()


@contextmanager
def no_mail_server():
    """Settings that lead to a port where nobody listens."""
    with mail_settings(free_port()):
        yield

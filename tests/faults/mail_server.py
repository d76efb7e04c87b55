"""A mail server on loopback that keeps what it takes, and misbehaves as it is told, for one address or a whole domain."""

import asyncio
import datetime as dt
import email
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from collab_portal.engines import places

#: What is said to RCPT, by the word that asks for it.
REFUSALS = {
    "421": "421 4.3.2 Too busy",
    "450": "450 4.2.1 The mailbox is busy",
    "451": "451 4.7.1 Greylisted, come back later",
    "550": "550 5.1.1 Nobody of that name",
}
TOO_BIG = "552 5.3.4 Message too big"
ANYWHERE = "*"


@dataclass(frozen=True)
class Taken:
    """A message that was taken: when by the portal's clock, for whom, and its Message-ID."""

    at: dt.datetime
    to: str
    message_id: str


class MailServer:
    """Listens where `url` says from `open` to `close`. `does` says how it treats an address, a domain, or everybody
    (*); `does_once` how it treats an address the first time only.
    """

    def __init__(self) -> None:
        self.port = places.free_port()
        self.taken: list[Taken] = []
        self.does: dict[str, str] = {}
        self.does_once: dict[str, str] = {}
        self.tried: list[str] = []
        self.refuses_us = False
        self.clock: Callable[[], dt.datetime] = lambda: dt.datetime.min
        self.controller: Controller | None = None
        self.let_go = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://portal:word@{places.LOOPBACK}:{self.port}"

    def open(self) -> None:
        self.let_go.clear()
        how = {"authenticator": self.authenticate, "auth_require_tls": False}
        self.controller = Controller(self, hostname=places.LOOPBACK, port=self.port, **how)
        self.controller.start()

    def close(self) -> None:
        """Hang up on everybody and listen no more."""
        self.let_go.set()
        if self.controller:
            self.controller.stop()
            self.controller = None

    def clear(self) -> None:
        """As new: nothing taken, and friendly to everybody."""
        self.heal()
        self.taken.clear()
        self.tried.clear()

    def heal(self) -> None:
        """Everything works again, and whoever was kept waiting is let go."""
        self.does.clear()
        self.does_once.clear()
        self.refuses_us = False
        self.let_go.set()
        self.let_go = threading.Event()
        if not self.controller:
            self.open()

    def does_for(self, address: str, *whats: str) -> str:
        """Which of these it does to an address at this moment, or nothing. What it does once is then done."""
        places = (address, f"@{address.rpartition('@')[2]}", ANYWHERE)
        if self.does_once.get(address) in whats:
            return self.does_once.pop(address)
        return next((self.does[place] for place in places if self.does.get(place) in whats), "")

    # ------------------------------------------------------------ what aiosmtpd asks

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=not self.refuses_us, handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        self.tried.append(address)
        what = self.does_for(address, *REFUSALS, "drop before DATA", "wait at RCPT")
        if what in REFUSALS:
            return REFUSALS[what]
        if what == "drop before DATA":
            server.transport.abort()
        if what == "wait at RCPT":
            await self.wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        (address,) = envelope.rcpt_tos
        what = self.does_for(address, "552", "drop after DATA", "hang after DATA", "slow", "close after 250")
        if what == "552":
            return TOO_BIG
        known = email.message_from_bytes(envelope.content)["Message-ID"]
        self.taken.append(Taken(self.clock(), address, known))
        if what == "drop after DATA":
            server.transport.abort()
        if what == "hang after DATA":
            await self.wait()
        if what == "slow":
            await asyncio.sleep(0.3)
        if what == "close after 250":
            server.transport.write(b"250 OK\r\n")
            server.transport.close()
        return "250 OK"

    async def wait(self) -> None:
        """Until it is healed or closed."""
        let_go = self.let_go
        while not let_go.is_set():
            await asyncio.sleep(0.05)


@contextmanager
def listening():
    """A mail server for as long as the block lasts."""
    server = MailServer()
    server.open()
    try:
        yield server
    finally:
        server.close()

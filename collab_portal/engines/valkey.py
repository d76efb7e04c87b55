"""A Valkey of our own: the queue between the web server and the workers, and the cache."""

import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from collab_portal.engines import CannotStart, find, places, processes
from collab_portal.engines.postgres import never

PATIENCE = 20.0  # seconds

SETTINGS = """\
bind {host}
port {port}
requirepass {password}
dir "{home}"
pidfile "{home}/pid"
daemonize no
databases 4
save ""
appendonly {durable}
appendfsync everysec
maxmemory-policy noeviction
"""


@dataclass
class Valkey:
    """One server in one folder. What is queued survives a crash, but for the last second (unless `throw_away`)."""

    home: Path
    throw_away: bool = False
    check: Callable[[], None] = never  # raises Stopping when somebody pressed Ctrl-C
    port: int = 0
    process: subprocess.Popen | None = None

    name = "Valkey"
    politely: ClassVar[signal.Signals] = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"redis://:{self._password()}@{places.LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        """Run it. Raises CannotStart with the reason in words."""
        program = find.find_valkey().path
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.stop_left_over()
        if not (self.home / "password").exists():
            places.write_private(self.home / "password", secrets.token_urlsafe(24))
        for _ in range(3):  # a restart keeps its port; a free one may be gone before Valkey takes it
            self.port = self.port or places.free_port()
            if self._run(program):
                return
            self.port = 0
        raise CannotStart(f"Valkey could not start; its log is {self.home / 'log'}.")

    def stop(self) -> None:
        if self.process:
            processes.stop_all([(self.process, self.politely)], within=5)
            self.process = None

    def stop_left_over(self) -> None:
        """A server whose supervisor was killed: Linux stops it by itself, elsewhere we do it here."""
        with suppress(OSError, ValueError):
            pid = int((self.home / "pid").read_text())
            processes.stop_left_over(pid, "-server", self.politely)

    def _run(self, program: Path) -> bool:
        settings = self.home / "settings"
        durable = "no" if self.throw_away else "yes"
        filled = SETTINGS.format(
            host=places.LOOPBACK, port=self.port, password=self._password(), home=self.home, durable=durable
        )
        places.write_private(settings, filled)
        with (self.home / "log").open("ab") as log:
            self.process = processes.launch([program, settings], output=log, cwd=self.home)
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if self._answers():
                return True
            if time.monotonic() > deadline:
                raise CannotStart(f"Valkey was not ready after {PATIENCE:.0f} seconds; its log is {self.home / 'log'}.")
            self._check_or_stop()
            time.sleep(0.03)
        return False

    def _check_or_stop(self) -> None:
        try:
            self.check()
        except BaseException:
            processes.kill_group(self.process)
            raise

    def _answers(self) -> bool:
        """Knows our password and is not still loading."""
        with suppress(OSError), socket.create_connection((places.LOOPBACK, self.port), timeout=1) as line:
            line.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
            heard = b""
            while heard.count(b"\r\n") < 2:
                more = line.recv(256)
                if not more:
                    break
                heard += more
            return heard.endswith(b"+PONG\r\n")
        return False

    def _password(self) -> str:
        return (self.home / "password").read_text().strip()

"""A PostgreSQL of our own: made once, started on a free loopback port, stopped without losing a row."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from collab_portal.engines import CannotStart, find, places, processes

OWNER = DATABASE = "portal"
PATIENCE = 30.0  # seconds: recovery after a power cut can take a while
FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def never() -> None:
    """The question "has somebody asked us to stop?" where nobody can."""


@dataclass
class Postgres:
    """One cluster in one folder. `throw_away` trades safety for speed: the tests drop it afterwards."""

    home: Path
    throw_away: bool = False
    check: Callable[[], None] = never  # raises Stopping when somebody pressed Ctrl-C
    port: int = 0
    process: subprocess.Popen | None = None
    _program: find.Program | None = field(default=None, repr=False)

    name = "PostgreSQL"
    politely: ClassVar[signal.Signals] = signal.SIGINT  # "fast": ends sessions, writes everything, stops

    @property
    def data(self) -> Path:
        return self.home / f"data-{self._program.major}"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}:{self._password()}@{places.LOOPBACK}:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Make the cluster if there is none, and run it. Raises CannotStart with the reason in words."""
        self._program = find.find_postgres()
        self.user = places.engine_user(self.home)
        self._own(self.home)
        self.stop_left_over()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        for _ in range(3):  # a restart keeps its port; somebody may take a free one between our asking and PostgreSQL's
            self.port = self.port or places.free_port()
            if self._run():
                return
            self.port = 0
        raise CannotStart(f"PostgreSQL could not start. It said: {self._last_words()}")

    def stop(self) -> None:
        if self.process:
            processes.stop_all([(self.process, self.politely)], within=5)
            self.process = None

    def stop_left_over(self) -> None:
        """A server whose supervisor was killed: Linux stops it by itself, elsewhere we do it here."""
        with suppress(OSError):
            for note in self.home.glob("data-*/postmaster.pid"):
                with suppress(OSError, ValueError, IndexError):
                    pid = int(note.read_text().splitlines()[0])
                    processes.stop_left_over(pid, str(note.parent), self.politely)

    # ------------------------------------------------------------ the steps

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole, so that Ctrl-C leaves no half of one."""
        draft = self.home / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        words = self.home / "first-password"
        places.write_private(self.home / "password", secrets.token_urlsafe(24))
        places.write_private(words, self._password())
        self._own(words)
        self._do("initdb", "-D", draft, "-U", OWNER, f"--pwfile={words}", *self._how())
        self._do("postgres", "--single", "-D", draft, "postgres", said=f"CREATE DATABASE {DATABASE};\n")
        words.unlink()
        draft.rename(self.data)

    def _how(self) -> list[str]:
        how = ["--encoding=UTF8", "--auth=scram-sha-256"]
        if self._program.major >= 17:
            how += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            how += ["--no-locale" if os.uname().sysname == "Darwin" else "--locale=C.UTF-8"]
        return [*how, "--no-sync"] if self.throw_away else how

    def _run(self) -> bool:
        """Start it on the chosen port; True once it is ready, False if it gave up."""
        settings = ["max_connections=60", "timezone=UTC", "lc_messages=C", *(FOR_TESTS if self.throw_away else ())]
        command = [self._program.path / "postgres", "-D", self.data]
        command += ["-h", places.LOOPBACK, "-p", str(self.port), "-k", ""]  # -k: no Unix socket
        command += [part for setting in settings for part in ("-c", setting)]
        with self.log.open("ab") as log:
            self.process = processes.launch(
                command, when_orphaned=self.politely, user=self.user, output=log, cwd=self.home
            )
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if self._is_ready():
                return True
            if time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL was not ready after {PATIENCE:.0f} seconds; its log is {self.log}.")
            self._check_or_stop()
            time.sleep(0.03)
        return False

    def _is_ready(self) -> bool:
        """PostgreSQL writes its state into the eighth line of postmaster.pid; the first is its process number."""
        with suppress(OSError, IndexError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return lines[0] == str(self.process.pid) and lines[7].strip() == "ready"
        return False

    # ------------------------------------------------------------ small hands

    def _do(self, program: str, *arguments: str | Path, said: str = "") -> None:
        """Run one of PostgreSQL's own tools to its end, still listening for Ctrl-C."""
        words = self.home / "words"
        words.write_text(said)
        with words.open() as spoken, self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self._program.path / program, *map(str, arguments)],
                stdin=spoken,
                stdout=log,
                stderr=log,
                cwd=self.home,
                start_new_session=True,
                **({"user": self.user, "group": self._group(), "extra_groups": []} if self.user is not None else {}),
            )
        while self.process.poll() is None:
            self._check_or_stop()
            time.sleep(0.02)
        words.unlink()
        if self.process.returncode:
            raise CannotStart(f"PostgreSQL could not make its folder {self.home}. It said: {self._last_words()}")

    def _check_or_stop(self) -> None:
        try:
            self.check()
        except BaseException:
            processes.kill_group(self.process)
            raise

    def _own(self, place: Path) -> None:
        """Give a place to the user who runs PostgreSQL."""
        if place == self.home:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user is not None:
            os.chown(place, self.user, self._group())

    def _group(self) -> int:
        return pwd.getpwuid(self.user).pw_gid

    def _password(self) -> str:
        return (self.home / "password").read_text().strip()

    def _last_words(self) -> str:
        with suppress(OSError):
            lines = self.log.read_text(errors="replace").strip().splitlines()
            return " ".join(lines[-3:])[-400:]
        return "nothing"

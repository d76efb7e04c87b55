"""Both engines together: only those whose address nobody gave, with a note of where they are for a second terminal."""

import fcntl
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from collab_portal.engines import CannotStart, places, processes
from collab_portal.engines.postgres import Postgres, never
from collab_portal.engines.valkey import Valkey

NOTE = "engines.json"
TEST_PREFIX = "collaboration-portal-tests-"


class Pair:
    """PostgreSQL and Valkey as this process needs them."""

    def __init__(self, throw_away: bool = False, check: Callable[[], None] = never):
        self.throw_away = throw_away
        self.engines: dict[str, Postgres | Valkey] = {}
        self.lock: IO | None = None
        self.place: Path | None = None
        self.check = check

    def start(self) -> dict[str, str]:
        """Start what is missing. Returns the addresses as environment variables."""
        wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
        if wanted:
            self._take_place()
        try:
            for name in wanted:
                self._start_one(name)
        except BaseException:
            self.stop()
            raise
        return {name: engine.url for name, engine in self.engines.items()}

    def _start_one(self, name: str) -> None:
        kind, folder = (Postgres, "postgres") if name == "DATABASE_URL" else (Valkey, "valkey")
        home = self.place / folder if self.throw_away or kind is Valkey else places.beside(folder)
        self.engines[name] = kind(home, self.throw_away, self.check)
        self.engines[name].start()

    def stop(self) -> None:
        """Stop both, and leave no note and no temporary folder behind."""
        for engine in reversed(self.engines.values()):
            engine.stop()
        self.engines.clear()
        if self.throw_away and self.place:
            shutil.rmtree(self.place, ignore_errors=True)
        if self.lock:
            withdraw_note()
            self.lock.close()
            self.lock = None

    def announce(self, environment: dict[str, str], pids: Iterable[int] = ()) -> None:
        """Note for other terminals how to reach these engines, and for the next start what may be left of us."""
        note = {"pid": os.getpid(), "environment": environment, "pids": list(pids)}
        places.write_private(places.folder() / NOTE, json.dumps(note, indent=1))

    def _take_place(self) -> None:
        if self.throw_away:
            sweep()
            self.place = places.temporary(f"{TEST_PREFIX}{os.getpid()}-")
            return
        self.place = places.folder()
        self.lock = hold(self.place / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not self.lock:
            note = read_note()
            address = note.get("environment", {}).get("PORTAL_URL", "")
            where = f", at {address}" if address else ""
            raise CannotStart(
                f"The portal's engines already run in this folder (process {note.get('pid', 'unknown')}{where}). "
                "Stop that one with Ctrl-C first."
            )
        stop_what_was_left()


def hold(place: Path, how: int) -> IO | None:
    """Hold a lock on a file until it is closed; None when somebody else has it."""
    file = place.open("a")
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        file.close()
        return None
    return file


def read_note() -> dict:
    """The note as it stands; empty when there is none."""
    with suppress(OSError, ValueError):
        return json.loads((places.folder() / NOTE).read_text())
    return {}


def note_of_the_living() -> dict | None:
    """What a running server or command left for other terminals, or nothing when none runs."""
    note = read_note()
    return note if note and "manage.py" in processes.command_of(note["pid"]) else None


def withdraw_note() -> None:
    (places.folder() / NOTE).unlink(missing_ok=True)


def stop_what_was_left() -> None:
    """Stop the web server and workers of a run that was killed where the kernel does not do it for us."""
    for pid in read_note().get("pids", ()):
        processes.stop_left_over(pid, sys.prefix, signal.SIGTERM, within=2)


def sweep() -> None:
    """Remove what a killed test run could not. Runs that end meanwhile, or sweep as well, take away what we found."""
    for parent in {Path(os.environ.get("TMPDIR") or "/tmp"), Path("/var/tmp")}:
        for place in parent.glob(f"{TEST_PREFIX}*"):
            owner = place.name.removeprefix(TEST_PREFIX).split("-")[0]
            if owner.isdigit() and not processes.is_alive(int(owner)) and _is_ours(place):
                Postgres(place / "postgres").stop_left_over()
                Valkey(place / "valkey").stop_left_over()
                shutil.rmtree(place, ignore_errors=True)


def _is_ours(place: Path) -> bool:
    """Is it there still, and did this user make it?"""
    with suppress(FileNotFoundError):
        return place.stat().st_uid == os.geteuid()
    return False


@contextmanager
def borrowed():
    """Hold the engines of another process open while we use them: their owner waits for us before it stops them."""
    lock = hold(places.folder() / "borrowers", fcntl.LOCK_SH)
    try:
        yield
    finally:
        lock.close()


def wait_for_borrowers() -> None:
    """Before a one-off command stops its engines, let others who use them finish."""
    lock = hold(places.folder() / "borrowers", fcntl.LOCK_EX)
    lock.close()

"""The engine as it runs where real people work: workers, beat and whatever keeps them running, as processes of their own.

Its clock starts on a Monday at 8am and goes sixty times as fast as a real one, so a lease of ten minutes ends after ten
seconds; beat ticks every second, which is a minute. Nothing else is shorter than in production but the patience with a mail
server. A test may turn the clock while everybody runs (`turn`), for what takes an hour or a night. All processes are children of this one, ended by their numbers, and the kernel ends them if this one is killed.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import redis
from django.conf import settings
from django.db import Error, connection

from collab_portal.engines import places
from collab_portal.engines.table import processes_of_the_portal
from collab_portal.engines.watch import Supervisor, Watched
from collab_portal.toolkit import clock
from services.letters.models import Pulse
from tests.faults.mail_server import MailServer

CLOCK = "2014-10-06 08:00"
PACE = 60.0
CLOCK_THAT_TURNS = ("--include", "collab_portal.engines.leaving,tests.faults.turning_clock")
PATIENCE = 90.0  # seconds; only a failing test waits that long
#: After these real seconds the portal's afternoon is near, and its clock is set back to 8am.
LONG_ENOUGH = 300.0
TICK = "initiatives.reminders.tasks.tick"
IDLE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"


class Portal:
    """Two workers and beat on the test's database, a broker and a mail server."""

    def __init__(self, folder: Path, broker_url: str, mail: MailServer) -> None:
        self.folder, self.broker_url, self.mail = folder, broker_url, mail
        self.broker = redis.Redis.from_url(broker_url)
        self.journal = folder / "sent.jsonl"
        self.clock = folder / "clock"
        self.breaks = folder / "breaks"
        self.breaks.mkdir()
        self.said: list[str] = []
        self.house: Supervisor | None = None
        self.more: tuple[str, ...] = ()
        self.keeper: threading.Thread | None = None
        self.set_clock(time.time())
        mail.clock = clock.now

    # ------------------------------------------------------------ up and down

    def start(self, *more: str) -> None:
        """Start everybody, the workers with more options; the clock has gone on meanwhile."""
        self.house, self.more = Supervisor(self.said.append), more
        for watched in self.everybody():
            self.house.start(watched, self.surroundings)
        self.keeper = threading.Thread(target=lambda: list(self.house.keep_running(self.surroundings)))
        self.keeper.start()

    def stop(self) -> None:
        """End everybody, politely for two seconds."""
        if self.house:
            self.house.asked.set()
            self.keeper.join()
            self.house.stop()
            self.house = None

    def everybody(self) -> list[Watched]:
        everybody = [each for each in processes_of_the_portal(places.LOOPBACK, 0) if each.name != "web server"]
        for watched in everybody:
            watched.command += (*CLOCK_THAT_TURNS, *self.more) if "worker" in watched.name else ()
        return everybody

    def one_more(self, name: str) -> Watched:
        """A second one of these, which is kept running as well."""
        model = next(each for each in self.everybody() if each.name == name)
        command = [*model.command]
        command += ["--hostname", f"{len(self.house.watched)}@localhost"] if "worker" in name else []
        command += ["--schedule", str(self.folder / "second-schedule")] if name == "beat" else []
        another = replace(model, name=f"second {name}", command=command)
        self.house.start(another, self.surroundings)
        return another

    def dismiss(self, watched: Watched) -> None:
        """Let one go for good."""
        self.house.let_go(watched)

    def call_back(self, watched: Watched) -> None:
        """Start one again that was dismissed."""
        self.house.start(watched, self.surroundings)

    def process(self, name: str) -> Watched:
        return next(each for each in self.house.watched if each.name == name)

    def children_of(self, name: str) -> list[int]:
        """The numbers of a worker's pool."""
        worker = self.process(name).process.pid
        with suppress(OSError):
            return [int(pid) for pid in Path(f"/proc/{worker}/task/{worker}/children").read_text().split()]
        return []

    @property
    def surroundings(self) -> dict[str, str]:
        where = connection.settings_dict
        account = f"{where['USER']}:{where['PASSWORD']}".rstrip(":")
        return {
            **os.environ,
            "DATABASE_URL": f"postgres://{account}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
            "REDIS_URL": self.broker_url,
            "EMAIL_URL": self.mail.url,
            "EMAIL_TIMEOUT": "2",
            "TICK_EVERY": "1",
            "PORTAL_CLOCK": CLOCK,
            "PORTAL_CLOCK_PACE": str(PACE),
            "PORTAL_CLOCK_SET_AT": str(self.set_at),
            "CLOCK_SET_IN": str(self.clock),
            "PORTAL_FOLDER": str(self.folder),
            "SEND_JOURNAL": str(self.journal),
            "FAIL_POINTS_IN": str(self.breaks),
        }

    # ------------------------------------------------------------ before and after a test

    def begin(self) -> None:
        """An empty journal, a friendly mail server, a morning that is young, and beat waiting for `go_on`."""
        if not self.is_as_always() or time.time() - self.set_at > LONG_ENOUGH:
            self.stop()
            self.set_clock(time.time())
            self.start()
        self.pause()
        for left in self.breaks.iterdir():
            left.unlink()
        self.mail.clear()
        self.journal.unlink(missing_ok=True)
        self.said.clear()

    def is_as_always(self) -> bool:
        """Whether just those run who should: a test that failed may have left others."""
        runs = self.house is not None and not self.more and len(self.house.watched) == len(self.everybody())
        return runs and not self.is_turned

    def rest(self) -> None:
        """Let everybody finish, so that the tables can be emptied; end whoever cannot."""
        if self.house is None:
            return
        self.pause()
        self.mail.heal()
        try:
            wait_until(self.is_idle, within=20)
        except (AssertionError, Error, redis.RedisError):
            self.stop()

    def pause(self) -> None:
        """Beat stands still, if it is there."""
        for beat in (each for each in self.house.watched if each.name == "beat"):
            beat.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process("beat").process.send_signal(signal.SIGCONT)

    def is_idle(self) -> bool:
        """Nobody works: the queues are empty and so are everybody's hands."""
        waiting = sum(self.broker.llen(queue) for queue in ("tick", "mail", "slow"))
        with connection.cursor() as cursor:
            cursor.execute(IDLE)
            return not waiting and not cursor.fetchone()[0]

    def share_its_clock(self) -> None:
        """This process tells the portal's time, and knows its journal and its broker."""
        settings.PORTAL_CLOCK, settings.PORTAL_CLOCK_STANDS_STILL = CLOCK, False
        settings.PORTAL_CLOCK_PACE, settings.PORTAL_CLOCK_SET_AT = PACE, self.set_at
        settings.SEND_JOURNAL, settings.CELERY_BROKER_URL = self.journal, self.broker_url

    # ------------------------------------------------------------ the clock

    def set_clock(self, at: float, *, is_turned: bool = False) -> None:
        """It shows CLOCK at this real second (as of time.time), for everybody who looks from now on."""
        self.set_at, self.is_turned = at, is_turned
        draft = self.folder / "clock-draft"
        draft.write_text(str(at))
        draft.rename(self.clock)

    def turn(self, to: dt.datetime) -> None:
        """Everybody's clock shows another UTC instant, and goes on from there."""
        since = (to - clock.demonstration_start()).total_seconds()
        self.set_clock(time.time() - since / PACE, is_turned=True)
        self.share_its_clock()

    # ------------------------------------------------------------ what goes wrong

    def breaks_at(self, place: str, what: str = "kill") -> None:
        """The next process that comes by a place in the code breaks there, once."""
        draft = self.folder / place
        draft.write_text(what)
        draft.rename(self.breaks / place)

    def has_broken_at(self, place: str) -> bool:
        return not (self.breaks / place).exists()

    # ------------------------------------------------------------ signs of life

    def goes_round(self, times: int = 1) -> None:
        """Wait for whole rounds: ticks and deliveries that begin from now on and come to their end."""
        for _ in range(times):
            began = clock.of_the_database()
            wait_until(lambda began=began: all((Pulse.objects.last(door) or began) > began for door in DOORS))

    def check_reminders(self) -> tuple[int, str]:
        """manage.py check_reminders, as cron calls it: its exit code, and the troubles it tells."""
        command = [sys.executable, "manage.py", "check_reminders"]
        done = subprocess.run(command, cwd=places.ROOT, env=self.surroundings, capture_output=True, text=True)
        return done.returncode, done.stderr


DOORS = ("tick", "delivery")


def wait_until(it_is_so: Callable[[], bool], within: float = PATIENCE, why: Callable[[], object] = lambda: "") -> None:
    """Ask until it is so. Fails with what is known when patience ends."""
    deadline = time.monotonic() + within
    while not it_is_so():
        assert time.monotonic() < deadline, why()
        time.sleep(0.1)

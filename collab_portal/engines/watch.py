"""The foreground supervisor: keeps the portal's processes running, and stops them all together."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from collab_portal.engines import CannotStart, Stopping, processes

SETTLED = 10.0  # seconds a process must have run for its next start to count as the first again
STOP_WITHIN = 2.0  # seconds: what is still there then is killed; the engines stop after that, in a tenth


@dataclass
class Watched:
    """One process to keep running: the web server, a worker, beat."""

    name: str
    command: list[str]
    politely: signal.Signals = signal.SIGTERM
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    tries: int = 0

    def start(self, environment: dict[str, str]) -> None:
        self.process = processes.launch(self.command, env=environment, when_orphaned=self.politely)
        self.started_at = time.monotonic()

    def start_again_when_due(self, environment: dict[str, str], say: Callable[[str], None]) -> bool:
        """If it has died, start it again: at once the first time, then after 1, 2, 4 … 30 seconds."""
        code = self.process.poll()
        if code is None:
            return False
        lived = time.monotonic() - self.started_at
        self.tries = 0 if lived > SETTLED else self.tries
        if lived < min(30, 2**self.tries - 1):
            return False
        processes.kill_group(self.process)
        say(f"The {self.name} stopped ({_how(code)}); starting it again.")
        self.tries += 1
        self.start(environment)
        return True


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Owns the processes between the first signal handler and the last goodbye."""

    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.asked = threading.Event()
        self.watched: list[Watched] = []
        self.engines: list = []  # Postgres and Valkey, where they are ours
        self.looking = threading.Lock()  # held for a look at everybody, and while somebody joins or leaves

    def listen(self) -> None:
        """Before anything is started: from here on Ctrl-C is a wish, heard at the next check."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.asked.set())

    def check(self) -> None:
        """Raises Stopping when somebody pressed Ctrl-C."""
        if self.asked.is_set():
            raise Stopping

    def run_to_the_end(self, command: list[str], environment: dict[str, str]) -> None:
        """One step of the start, in a process of its own. Raises CannotStart when it fails."""
        step = processes.launch(command, env=environment)
        try:
            while step.poll() is None:
                self.check()
                self.asked.wait(0.03)
        finally:
            processes.kill_group(step)
        if step.returncode:
            raise CannotStart("The portal could not be made ready; the lines above say why.")

    def start(self, watched: Watched, environment: dict[str, str]) -> None:
        with self.looking:
            watched.start(environment)
            self.watched.append(watched)

    def let_go(self, watched: Watched) -> None:
        """End one of them, and do not start it again."""
        with self.looking:
            self.watched.remove(watched)
            processes.stop_all([(watched.process, watched.politely)], within=STOP_WITHIN)

    def keep_running(self, environment: dict[str, str]) -> Iterator[None]:
        """Look at everybody five times a second until asked to stop; yields whenever a process was started again."""
        while not self.asked.wait(0.2):
            with self.looking:
                for engine in self.engines:
                    self._look_at_engine(engine)
                came_back = [watched.start_again_when_due(environment, self.say) for watched in self.watched]
            for _ in filter(None, came_back):
                yield

    def _look_at_engine(self, engine) -> None:
        if engine.process.poll() is None:
            return
        if engine.name == "PostgreSQL":
            raise CannotStart(f"PostgreSQL stopped unexpectedly, so everything stops. Its log is {engine.log}.")
        self.say(f"{engine.name} stopped ({_how(engine.process.returncode)}); starting it again.")
        engine.start()

    def stop(self) -> list[int]:
        """Stop web server, workers and beat at once. Returns their exit codes."""
        running = [(w.process, w.politely) for w in self.watched if w.process]
        return processes.stop_all(running, within=STOP_WITHIN)

    @property
    def pids(self) -> list[int]:
        return [w.process.pid for w in self.watched if w.process]


def own_environment(**more: str) -> dict[str, str]:
    """Our environment with these added, for the processes we start."""
    return {**os.environ, **more}

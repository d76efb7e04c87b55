"""Run the whole portal in one terminal: its engines, the web server, the workers and beat, until Ctrl-C.

`script/server` comes here after it has made the environment. In production each of these is a unit of its own (see
docs/operations.md); this command is for a demonstration and for the desk of whoever works on the portal.
"""

import http.client
import os
import signal
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand

from collab_portal.engines import CannotStart, Stopping, places
from collab_portal.engines.pair import Pair
from collab_portal.engines.table import processes_of_the_portal
from collab_portal.engines.watch import Supervisor, own_environment

#: What `prepare` says about who can sign in, kept in the folder: of Cheshire, and of the demonstration county.
SIGN_INS, SIGN_INS_OF_WESTMERE = "sign-ins", "sign-ins-westmere"
#: How far the demonstration has moved its clock ahead, kept in the folder over a restart.
CLOCK_FILE = "clock-moved"
ANSWER_WITHIN = 60.0  # seconds


class Command(BaseCommand):
    help = (
        "Run the engines, the web server, the workers and beat in the foreground until Ctrl-C. PORT chooses the port."
    )
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        self.began = time.monotonic()
        self.house = Supervisor(self.say)
        self.house.listen()
        self.pair = Pair(check=self.house.check)
        sentence = ""
        try:
            self.open()
        except Stopping:
            pass
        except CannotStart as reason:
            sentence = str(reason)
        except PermissionError as error:
            sentence = f"{error.filename} belongs to somebody else. Run this as its owner, or remove it."
        finally:
            self.close(quietly=bool(sentence))
        self.leave(sentence)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    # ------------------------------------------------------------ open, keep, close

    def open(self) -> None:
        port, host = chosen_port(), os.environ.get("HOST", places.LOOPBACK)
        if places.is_taken(port, host):
            raise CannotStart(f"Port {port} is already in use. Choose another: PORT={port + 1} script/server")
        environment = self.environment(port, self.pair.start())
        self.house.engines = list(self.pair.engines.values())
        self.announce(environment)
        self.house.run_to_the_end([sys.executable, "manage.py", "prepare"], environment)
        web, *others = processes_of_the_portal(host, port)
        self.house.start(web, environment)
        self.wait_for_answer(host, port)  # alone first: on a small machine the others would only slow it down
        for watched in others:
            self.house.start(watched, environment)
        self.announce(environment)
        self.greet(environment)
        for _ in self.house.keep_running(environment):
            self.announce(environment)

    def environment(self, port: int, urls: dict[str, str]) -> dict[str, str]:
        """What every process of the portal is told."""
        os.environ.setdefault("PORTAL_URL", f"http://localhost:{port}")
        os.environ.setdefault("MAILBOX", str(places.folder() / "mailbox"))
        os.environ.setdefault("PORTAL_CLOCK_SET_AT", str(time.time()))  # one ticking clock for all of them
        if settings.DEVELOPMENT:
            os.environ.setdefault("PORTAL_CLOCK_FILE", str(places.folder() / CLOCK_FILE))  # which all of them move
        return own_environment(**urls, PYTHONUNBUFFERED="1")

    def announce(self, environment: dict[str, str]) -> None:
        shared = ("DATABASE_URL", "REDIS_URL", "DEBUG", "SECRET_KEY", "PORTAL_URL", "MAILBOX")
        clock = ("PORTAL_CLOCK", "PORTAL_CLOCK_SET_AT") if environment.get("PORTAL_CLOCK") else ()
        told = (*shared, *clock, "PORTAL_CLOCK_FILE")
        self.pair.announce({name: environment[name] for name in told if name in environment}, self.house.pids)

    def close(self, quietly: bool) -> None:
        began = time.monotonic()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self.house.stop()
        self.pair.stop()
        if not quietly:
            self.say(f"\nStopped, everything with it, in {time.monotonic() - began:.1f} seconds. Your data is kept.")

    def leave(self, sentence: str) -> None:
        """Go at once: Python's own tidying after a Django process takes a third of a second and tidies nothing of ours."""
        if sentence:
            self.stderr.write(sentence, self.style.NOTICE)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(1 if sentence else 0)

    # ------------------------------------------------------------ what a person sees

    def wait_for_answer(self, host: str, port: int) -> None:
        deadline = time.monotonic() + ANSWER_WITHIN
        while time.monotonic() < deadline:
            self.house.check()
            if answers(host, port):
                return
            self.house.asked.wait(0.1)
        raise CannotStart(f"The web server did not answer on port {port} within {ANSWER_WITHIN:.0f} seconds.")

    def greet(self, environment: dict[str, str]) -> None:
        self.say(f"\nThe Collaboration Portal is at {environment['PORTAL_URL']}")
        if environment.get("PORTAL_CLOCK"):
            self.say(f"Its clock was set to {environment['PORTAL_CLOCK']} and ticks on from there.")
        lists = (SIGN_INS,) if environment.get("PORTAL_CLOCK") else (SIGN_INS, SIGN_INS_OF_WESTMERE)
        for sign_ins in (places.folder() / each for each in lists):
            if sign_ins.exists():
                self.say(f"\n{sign_ins.read_text().rstrip()}")
        if not environment.get("EMAIL_URL"):
            self.say(f"Letters land in {environment['MAILBOX']}")
        self.say(
            f"Ready after {time.monotonic() - self.began:.1f} seconds. Ctrl-C stops everything and keeps the data."
        )


def chosen_port() -> int:
    said = os.environ.get("PORT") or "8000"
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, but it says {said}.")
    return int(said)


def answers(host: str, port: int) -> bool:
    """Does the web server answer at all? A page in trouble is an answer too: the person will see it."""
    line = http.client.HTTPConnection(places.LOOPBACK if host == "0.0.0.0" else host, port, timeout=20)
    try:
        line.request("GET", "/sign-in/", headers={"Host": "localhost"})
        return line.getresponse().status > 0
    except OSError:
        return False
    finally:
        line.close()

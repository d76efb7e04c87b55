"""The whole way through a real worker: a tick comes from the broker, the letters leave by the worker's hand."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from kombu import Connection

from initiatives.reminders.tasks import tick
from services.access.roles import Role
from services.directory.models import Kind
from services.letters.models import Letter
from services.letters.tasks import deliver_waiting
from tests import make

PATIENCE = 120.0  # seconds; only a failing test waits that long
MOMENT = "2014-10-03 08:00"


class ThroughTheBroker(TransactionTestCase):
    def setUp(self) -> None:
        office = make.organisation("Commissioner", Kind.POLICING_BODY)
        police = make.organisation("Constabulary", governed_by=office)
        self.author = make.person("Elin Pryce", police, Role.SERVICE_LEAD, email="fire.lead@portal.test")
        work = make.initiative("Tri-service collaboration review", (police,), ref="CHS-007")
        make.named(work, self.author)
        self.request = make.report_request(work, office)

    def test_a_tick_from_the_broker_sends_the_reminder_to_its_author(self) -> None:
        mailbox = Path(settings.MAILBOX)
        # A line of its own: other tests leave the app's pool with a broker that they took away.
        with a_worker(mailbox), Connection(settings.CELERY_BROKER_URL) as line:
            tick.apply_async(connection=line, retry=False)
            wait_until(lambda: Letter.objects.filter(state="sent").exists())
            tick.apply_async(connection=line, retry=False)
            deliver_waiting.apply_async(connection=line, retry=False)
            time.sleep(1)
        letter = Letter.objects.get()
        self.assertEqual((letter.to, letter.state, letter.attempts), (self.author, "sent", 1))
        self.assertEqual(len(list((mailbox / "fire.lead@portal.test").glob("*.eml"))), 1)


@contextmanager
def a_worker(mailbox: Path) -> Iterator[subprocess.Popen]:
    """A worker of both queues on the test's own database and broker, at 8am on Friday 3 October 2014."""
    where = connection.settings_dict
    account = f"{where['USER']}:{where['PASSWORD']}".rstrip(":")
    database = f"postgres://{account}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
    surroundings = {**os.environ, "DATABASE_URL": database, "PORTAL_CLOCK": MOMENT, "MAILBOX": str(mailbox)}
    surroundings["SEND_JOURNAL"] = str(settings.SEND_JOURNAL)
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", "collab_portal", "worker"]
    command += [
        "--queues",
        "tick,mail",
        "--pool",
        "solo",
        "--loglevel",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    ]
    worker = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def wait_until(it_is_so: Callable[[], bool]) -> None:
    """Look again and again until it is so. Fails when patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline, "the worker did not send the letter"
        time.sleep(0.2)

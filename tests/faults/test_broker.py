"""The broker is only legs: what it loses, repeats, cannot take or is given by mistake harms nobody."""

import os
import pickle
import shutil
import signal
import threading
import time
from contextlib import contextmanager

import redis
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase, override_settings
from kombu import Connection

from collab_portal.celery import app
from collab_portal.engines import places
from collab_portal.engines.table import processes_of_the_portal
from collab_portal.engines.valkey import Valkey
from collab_portal.engines.watch import Supervisor
from collab_portal.toolkit.cache import quick
from services.letters import actions as outbox
from services.letters import letter_file
from services.letters.models import Letter, Pulse
from tests import make
from tests.services.letters.test_actions import broker_at

PATIENCE = 120.0  # seconds; only a failing test waits that long
TICK = "initiatives.reminders.tasks.tick"


class BrokerCase(TransactionTestCase):
    """A broker of the test's own, which it may kill, and somebody who is owed a reminder."""

    def setUp(self):
        home = places.temporary("collaboration-portal-broker-")
        self.valkey = Valkey(home, throw_away=True)
        self.addCleanup(shutil.rmtree, home, ignore_errors=True)
        self.addCleanup(self.valkey.stop)
        self.valkey.start()
        self.elin = make.person("Elin Pryce", email="elin@portal.test")
        self.owed(self.elin)

    def owed(self, person):
        work = make.initiative()
        make.named(work, person)
        make.report_request(work, make.organisation())

    @contextmanager
    def workers(self):
        """The workers of script/server on the test's database, kept running by what keeps them running there."""
        where = connection.settings_dict
        account = f"{where['USER']}:{where['PASSWORD']}".rstrip(":")
        surroundings = {
            **os.environ,
            "DATABASE_URL": f"postgres://{account}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
            "REDIS_URL": self.valkey.url,
            "PORTAL_CLOCK": "2014-10-03 08:00",
            "PORTAL_CLOCK_SET_AT": str(time.time()),  # one clock for both workers, whichever starts first
            "MAILBOX": str(settings.MAILBOX),
            "SEND_JOURNAL": str(settings.SEND_JOURNAL),
        }
        self.said = []
        house = Supervisor(self.said.append)
        for watched in processes_of_the_portal(places.LOOPBACK, 0):
            if "worker" in watched.name:
                house.start(watched, surroundings)
        keeper = threading.Thread(target=lambda: list(house.keep_running(surroundings)))
        keeper.start()
        try:
            yield house
        finally:
            house.asked.set()
            keeper.join()
            house.stop()

    def ask_for_a_tick(self):
        with Connection(self.valkey.url) as line:
            app.send_task(TICK, connection=line, retry=False)

    def wait_until(self, it_is_so):
        deadline = time.monotonic() + PATIENCE
        while not it_is_so():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.2)

    def has_got(self, person):
        return lambda: Letter.objects.filter(to=person, state="sent").exists()


class WhatIsLostOrKilled(BrokerCase):
    def test_workers_that_die_with_their_broker_come_back_and_the_next_tick_finds_everything(self):
        nia = make.person("Nia Rees", email="nia@portal.test")
        with self.workers() as house:
            self.ask_for_a_tick()
            self.wait_until(self.has_got(self.elin))
            self.owed(nia)
            self.valkey.process.kill()
            self.valkey.process.wait()
            for pid in house.pids:
                os.kill(pid, signal.SIGKILL)
            self.valkey.start()
            self.ask_for_a_tick()
            self.wait_until(self.has_got(nia))
        assert sorted(self.said) == [
            f"The {name} worker stopped (killed by SIGKILL); starting it again." for name in ("mail", "tick")
        ]
        assert Letter.objects.filter(to=self.elin).count() == 1

    def test_a_broker_that_restarts_empty_loses_a_minute(self):
        with self.workers():
            self.ask_for_a_tick()
            self.wait_until(self.has_got(self.elin))
            last = Pulse.objects.last("tick")
            self.valkey.process.kill()
            self.valkey.process.wait()
            self.valkey.start()
            self.ask_for_a_tick()
            self.wait_until(lambda: Pulse.objects.last("tick") > last)


class WhatIsGivenByMistake(BrokerCase):
    def test_junk_in_the_queues_holds_nobody_up(self):
        broker = redis.Redis.from_url(self.valkey.url)
        with Connection(self.valkey.url) as line, self.workers():
            for queue in ("tick", "mail"):
                broker.lpush(queue, b"no message at all")
                app.send_task("no.such.task", connection=line, queue=queue)
                pickled = pickle.dumps([["print"], {}, {}])
                line.Producer(serializer="pickle").publish(
                    pickled, content_type="application/x-python-serialize", content_encoding="binary",
                    headers={"task": TICK, "id": "1"}, exchange=queue, routing_key=queue,
                )  # fmt: skip
            self.ask_for_a_tick()
            self.wait_until(self.has_got(self.elin))
        assert sorted(self.said) == [
            f"The {name} worker stopped (exit code 1); starting it again." for name in ("mail", "tick")
        ], "a message that is none ends a worker, and what runs it starts another"


class ABrokerThatIsFull(BrokerCase):
    def setUp(self):
        super().setUp()
        redis.Redis.from_url(self.valkey.url).config_set("maxmemory", 1)

    def test_what_is_posted_is_kept_and_the_nudge_is_only_logged(self):
        words = letter_file.Words("report_is_due", "Due", "Words.")
        with broker_at(self.valkey.url), self.assertLogs("django.db.backends.base", "ERROR") as log:
            outbox.post(words, to=self.elin, key="due:1", why="you asked", at=make.EIGHT)
        assert "used memory > 'maxmemory'" in log.output[0]
        assert Letter.objects.filter(key="due:1", state="waiting").exists()

    def test_the_cache_seems_to_keep_and_finds_nothing(self):
        cache = {**settings.CACHES, "quick": {**settings.CACHES["quick"], "LOCATION": self.valkey.url}}
        with override_settings(CACHES=cache):
            quick.set("boat", 1)
            assert quick.get("boat") is None
            self.client.force_login(self.elin)
            assert self.client.get("/messages/").status_code == 200

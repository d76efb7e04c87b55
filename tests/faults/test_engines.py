"""PostgreSQL and the broker fail under the portal: what they lose is found again, and nothing is said twice."""

import pickle
import shutil
import sys
import threading
from collections import Counter
from contextlib import closing, contextmanager

import pytest
from django.db import connection
from kombu import Connection

from collab_portal.celery import app
from collab_portal.engines import places, processes
from collab_portal.engines.valkey import Valkey
from collab_portal.engines.watch import Watched
from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from initiatives.reminders import watch
from initiatives.reminders.models import Reminder
from services.letters import lateness
from services.letters.models import Pulse
from tests.faults import invariants
from tests.faults.morning import Morning
from tests.faults.portal import TICK, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
ELIN, NIA, SAM = "elin@portal.test", "nia@portal.test", "sam@portal.test"


@pytest.fixture(scope="module")
def valkey():
    """A broker that these tests may kill."""
    home = places.temporary("collaboration-portal-broker-")
    broker = Valkey(home, throw_away=True)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def broker_url(valkey):
    return valkey.url


def kill(engine):
    engine.process.kill()
    engine.process.wait()


# ---------------------------------------------------------------- the broker


def test_a_broker_that_comes_back_empty_loses_nothing(portal, valkey):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "slow"
    portal.go_on()
    wait_until(lambda: ELIN in portal.mail.tried)
    kill(valkey)
    valkey.start()
    morning.author(SAM)
    invariants.hold(portal, morning)


def test_a_broker_whose_memory_is_wiped_loses_nothing(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "slow"
    portal.go_on()
    wait_until(lambda: ELIN in portal.mail.tried)
    portal.broker.flushall()
    morning.author(SAM)
    invariants.hold(portal, morning)


def test_while_the_broker_is_away_somebody_is_told_and_a_loop_without_it_sends_the_letters(portal, valkey):
    morning = Morning().authors_at(ELIN, NIA)
    portal.go_on()
    portal.goes_round()
    kill(valkey)
    morning.author(SAM)
    wait_until(lambda: any("The broker does not answer" in each for each in invariants.alarmed()))
    with loop(portal):
        wait_until(lambda: morning.state_of(SAM) == "sent")
    valkey.start()
    invariants.hold(portal, morning)


@contextmanager
def loop(portal):
    """manage.py remind --loop, for as long as the block lasts."""
    looking = Watched("loop", [sys.executable, "manage.py", "remind", "--loop", "--every", "1"])
    looking.start(portal.surroundings)
    try:
        yield
    finally:
        processes.stop_all([(looking.process, looking.politely)], within=5)


def test_while_the_brokers_memory_is_full_somebody_is_told_and_afterwards_everything_goes(portal):
    morning = Morning()
    portal.go_on()
    portal.goes_round()
    portal.broker.config_set("maxmemory", 1)
    try:
        morning.authors_at(ELIN, NIA)
        wait_until(invariants.alarmed)
    finally:
        portal.broker.config_set("maxmemory", 0)
    invariants.hold(portal, morning)


def test_junk_in_the_queues_holds_nobody_up(portal):
    morning = Morning().authors_at(ELIN, NIA)
    with Connection(portal.broker_url) as line:
        for queue in ("tick", "mail"):
            portal.broker.lpush(queue, b"no message at all")
            app.send_task("no.such.task", connection=line, queue=queue)
            line.Producer(serializer="pickle").publish(
                pickle.dumps([["print"], {}, {}]), content_type="application/x-python-serialize",
                content_encoding="binary", headers={"task": TICK, "id": "1"}, exchange=queue, routing_key=queue,
            )  # fmt: skip
    portal.go_on()
    invariants.hold(portal, morning)


def test_a_message_that_is_taken_for_lost_is_run_a_second_time_and_does_nothing(portal):
    morning = Morning().authors_at(ELIN, NIA)
    second = portal.one_more("mail worker")
    portal.breaks_at("after_claim", "sleep 5")
    with Connection(portal.broker_url) as line:
        app.send_task(TICK, connection=line, retry=False)  # its letters ask for one delivery, and beat stands still
    wait_until(lambda: portal.has_broken_at("after_claim"))
    ended = set()  # when each run came to its end

    def it_has_run_twice():
        give_again(portal)
        ended.add(Pulse.objects.last("delivery"))
        return len(ended - {None}) > 1

    wait_until(it_has_run_twice)
    portal.go_on()
    invariants.hold(portal, morning)
    portal.dismiss(second)
    assert Counter(each.to for each in portal.mail.taken) == {ELIN: 1, NIA: 1}


def give_again(portal):
    """Give others what a worker has had in hand for a second. In production that is an hour, longer than any task may run."""
    with Connection(portal.broker_url, transport_options={"visibility_timeout": 1}) as line:
        line.default_channel.qos.restore_visible(interval=1)


# ---------------------------------------------------------------- PostgreSQL


def test_a_connection_that_is_cut_while_a_letter_is_handed_over_costs_its_lease(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "wait at RCPT"
    portal.go_on()
    wait_until(lambda: ELIN in portal.mail.tried)
    cut_all_connections()
    portal.mail.heal()
    invariants.hold(portal, morning)


def test_a_connection_that_is_cut_after_the_claim_costs_its_lease(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.breaks_at("after_claim", "sleep 2")
    portal.go_on()
    wait_until(lambda: portal.has_broken_at("after_claim"))
    cut_all_connections()
    invariants.hold(portal, morning)


def cut_all_connections():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_lock_on_the_letters_stops_them_for_as_long_as_it_lasts_and_somebody_is_told(portal):
    morning = Morning().authors_at(ELIN)
    portal.go_on()
    wait_until(lambda: morning.state_of(ELIN) == "sent")
    morning.author(NIA)
    with closing(connection.copy()) as other, other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("LOCK TABLE services_letter IN ACCESS EXCLUSIVE MODE")
        last = clock.of_the_database()
        wait_until(lambda: clock.of_the_database() - last > lateness.SILENT_AFTER)
        assert portal.check_reminders()[0] == 1
    invariants.hold(portal, morning)


def test_twenty_planners_at_once_make_one_plan(portal):
    morning = Morning().authors_at(ELIN, NIA, SAM)
    now, troubles = clock.of_the_database(), []

    def plan():
        try:
            watch.tick(Reading(now))
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    planners = [threading.Thread(target=plan) for _ in range(20)]
    for each in planners:
        each.start()
    for each in planners:
        each.join()
    assert (troubles, Reminder.objects.filter(state="sent").count()) == ([], 3)
    portal.go_on()
    invariants.hold(portal, morning)

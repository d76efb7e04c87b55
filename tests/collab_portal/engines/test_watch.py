"""The supervisor: starts again what dies, waits longer each time, and stops everything when PostgreSQL is gone."""

import os
import sys
from types import SimpleNamespace

import pytest

from collab_portal.engines import CannotStart, Stopping, processes
from collab_portal.engines.watch import Supervisor, Watched

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def house():
    said = []
    supervisor = Supervisor(said.append)
    supervisor.said = said
    yield supervisor
    supervisor.stop()


def test_a_worker_that_dies_is_started_again(house):
    worker = Watched("mail worker", SLEEPER)
    house.start(worker, dict(os.environ))
    first = worker.process
    first.kill()
    first.wait()
    assert worker.start_again_when_due(dict(os.environ), house.say)
    assert worker.process.pid != first.pid
    assert house.said == ["The mail worker stopped (killed by SIGKILL); starting it again."]


def test_one_that_is_let_go_is_not_started_again(house):
    worker = Watched("mail worker", SLEEPER)
    house.start(worker, dict(os.environ))
    house.let_go(worker)
    assert not processes.is_alive(worker.process.pid)
    assert house.watched == []


def test_nobody_is_looked_at_before_it_has_started(house):
    class Slow(Watched):
        def start(self, environment):
            self.seen = house.looking.locked(), self in house.watched
            super().start(environment)

    worker = Slow("mail worker", SLEEPER)
    house.start(worker, dict(os.environ))
    assert worker.seen == (True, False)


def test_one_that_dies_again_at_once_is_left_a_moment(house):
    worker = Watched("beat", [sys.executable, "-c", "raise SystemExit(3)"], tries=4)
    house.start(worker, dict(os.environ))
    worker.process.wait()
    assert not worker.start_again_when_due(dict(os.environ), house.say)


def test_what_a_dead_process_left_behind_goes_before_the_next_start(house):
    script = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    reader, writer = os.pipe()
    with open(writer, "wb") as output, open(reader) as heard:
        leader = processes.launch([sys.executable, "-c", script], output=output)
        child = int(heard.readline())
        leader.kill()
        processes.kill_group(leader)
    for _ in range(100):
        if not processes.is_alive(child):
            break
        house.asked.wait(0.02)
    assert not processes.is_alive(child)


def test_when_postgresql_is_gone_everything_stops_and_says_so(house):
    house.engines = [SimpleNamespace(name="PostgreSQL", log="its log", process=SimpleNamespace(poll=lambda: 1))]
    with pytest.raises(CannotStart, match="PostgreSQL stopped unexpectedly"):
        next(house.keep_running({}))


def test_a_broker_that_dies_is_started_again_where_it_was(house):
    started = []
    broker = SimpleNamespace(name="Valkey", process=SimpleNamespace(poll=lambda: -9, returncode=-9))
    broker.start = lambda: started.append(broker) or house.asked.set()
    house.engines = [broker]
    assert list(house.keep_running({})) == []
    assert started == [broker]
    assert house.said == ["Valkey stopped (killed by SIGKILL); starting it again."]


def test_ctrl_c_is_heard_at_the_next_check(house):
    house.check()
    house.asked.set()
    with pytest.raises(Stopping):
        house.check()


def test_a_step_that_fails_stops_the_start_with_a_sentence(house):
    with pytest.raises(CannotStart, match="could not be made ready"):
        house.run_to_the_end([sys.executable, "-c", "raise SystemExit(1)"], dict(os.environ))


def test_all_are_asked_first_and_killed_only_when_deaf(house):
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    reader, writer = os.pipe()
    with open(writer, "wb") as output, open(reader) as heard:
        process = processes.launch([sys.executable, "-c", deaf], output=output)
        heard.readline()
    assert processes.stop_all([(process, 15)], within=0.2) == [-9]

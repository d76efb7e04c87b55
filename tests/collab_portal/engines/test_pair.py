"""The pair as a one-off command uses it: started for a moment, its data kept, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time

import psycopg2
import pytest
import redis

from collab_portal.engines import CannotStart, Stopping, pair, places, processes


@pytest.fixture
def own(monkeypatch):
    """A folder of its own for engines of its own."""
    place = places.temporary("collaboration-portal-pair-")
    monkeypatch.setenv("PORTAL_FOLDER", str(place))
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    yield place
    subprocess.run(["rm", "-rf", str(place)], check=True)


def test_data_and_queue_are_kept_from_one_start_to_the_next(own):
    first = pair.Pair()
    urls = first.start()
    try:
        with psycopg2.connect(urls["DATABASE_URL"]) as line:
            line.cursor().execute("CREATE TABLE kept (word text)")
        redis.from_url(urls["REDIS_URL"]).lpush("queue", "letter")
    finally:
        first.stop()
    second = pair.Pair()
    urls = second.start()
    try:
        psycopg2.connect(urls["DATABASE_URL"]).cursor().execute("SELECT word FROM kept")
        assert redis.from_url(urls["REDIS_URL"]).lrange("queue", 0, -1) == [b"letter"]
    finally:
        second.stop()


def test_valkey_keeps_every_key_and_writes_each_second(own):
    engines = pair.Pair()
    try:
        settings = redis.from_url(engines.start()["REDIS_URL"]).config_get("*")
    finally:
        engines.stop()
    assert settings["appendonly"] == "yes"
    assert settings["appendfsync"] == "everysec"
    assert settings["maxmemory-policy"] == "noeviction"


def test_a_stranger_on_the_same_machine_needs_the_password(own):
    engines = pair.Pair()
    urls = engines.start()
    try:
        without = urls["DATABASE_URL"].replace(engines.engines["DATABASE_URL"]._password(), "guess")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(without)
    finally:
        engines.stop()


def test_a_second_start_in_the_same_folder_is_refused_in_a_sentence(own):
    first = pair.Pair()
    first.announce({**first.start(), "PORTAL_URL": "http://localhost:8123"})
    try:
        with pytest.raises(CannotStart, match=r"already run in this folder .* at http://localhost:8123"):
            pair.Pair().start()
    finally:
        first.stop()


def test_ctrl_c_during_the_first_start_leaves_no_half_made_cluster(own):
    def pressed():
        raise Stopping

    with pytest.raises(Stopping):
        pair.Pair(check=pressed).start()
    assert not list(own.glob("postgres/data-*"))


def test_an_engine_that_has_an_address_is_not_started(own, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere.example/portal")
    engines = pair.Pair()
    try:
        assert list(engines.start()) == ["REDIS_URL"]
    finally:
        engines.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start cleans up")
def test_kill_9_leaves_no_engine_behind(own):
    script = "from collab_portal.engines.pair import Pair; p = Pair(); p.start(); "
    script += "print(*[e.process.pid for e in p.engines.values()], flush=True); import time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], cwd=places.ROOT, stdout=subprocess.PIPE, text=True) as owner:
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.send_signal(signal.SIGKILL)
    assert len(pids) == 2
    wait_until(lambda: not any(map(processes.is_alive, pids)))


def wait_until(true, patience=5.0):
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "still not true"
        time.sleep(0.05)


def test_a_number_that_now_belongs_to_another_program_is_left_alone():
    with subprocess.Popen(["sleep", "60"]) as stranger:
        assert not processes.stop_left_over(stranger.pid, "postgres", signal.SIGTERM)
        assert processes.is_alive(stranger.pid)
        stranger.kill()
    assert not processes.is_alive(stranger.pid)


@pytest.fixture
def left_over(tmp_path, monkeypatch):
    """The folder of a test run that was killed, where the next run looks for such folders."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with subprocess.Popen(["true"]) as ended:
        pass
    place = tmp_path / f"{pair.TEST_PREFIX}{ended.pid}-folder-abc"
    place.mkdir()
    return place


def test_what_a_killed_test_run_left_is_swept_away(left_over):
    pair.sweep()
    assert not left_over.exists()


def test_what_a_living_test_run_uses_is_left_alone(left_over):
    mine = left_over.rename(left_over.with_name(f"{pair.TEST_PREFIX}{os.getpid()}-folder-abc"))
    pair.sweep()
    assert mine.exists()


def test_a_folder_that_another_run_takes_away_while_we_sweep_is_no_error(left_over, monkeypatch):
    def taken_away(pid):
        left_over.rmdir()
        return False

    monkeypatch.setattr(processes, "is_alive", taken_away)
    pair.sweep()
    assert not left_over.exists()

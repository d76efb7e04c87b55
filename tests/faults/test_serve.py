"""The whole portal in one terminal: up, answering, down again without a trace, and none left even after kill -9."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from collab_portal.engines import pair, places, processes

READY = "Ready after"
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "MAILBOX", "PORTAL_CLOCK", "PORTAL_CLOCK_SET_AT", "PORTAL_URL")


class Terminal:
    """A terminal in which somebody typed script/server."""

    def __init__(self, folder: Path, port: int):
        self.port, self.said = port, folder / "said"
        surroundings = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        surroundings |= {"PORT": str(port), "PORTAL_FOLDER": str(folder), "DEBUG": "on", "WEB_WORKERS": "1"}
        with self.said.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"], cwd=places.ROOT, env=surroundings, stdout=output, stderr=output
            )

    def wait_until_ready(self, within: float) -> None:
        deadline = time.monotonic() + within
        while READY not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.05)

    def family(self) -> list[int]:
        return [pid for pid in everybody() if parent_chain_has(pid, self.process.pid)]

    def status(self, path: str) -> int:
        line = http.client.HTTPConnection(places.LOOPBACK, self.port, timeout=10)
        line.request("GET", path, headers={"Host": "localhost"})
        return line.getresponse().status

    def press_ctrl_c(self) -> tuple[int, float]:
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20), time.monotonic() - began


def everybody() -> list[int]:
    return [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit()]


def parent_chain_has(pid: int, ancestor: int) -> bool:
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            return False
        if pid == ancestor:
            return True
    return False


def all_gone(pids: list[int], within: float) -> bool:
    deadline = time.monotonic() + within
    while any(map(processes.is_alive, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def folder():
    place = places.temporary("collaboration-portal-serve-")
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def terminal(folder):
    opened = Terminal(folder, places.free_port())
    yield opened
    if opened.process.poll() is None:
        opened.press_ctrl_c()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


def test_it_starts_answers_and_stops_without_a_trace(terminal, folder):
    terminal.wait_until_ready(within=300)  # it builds Westmere; how fast is no matter of this test
    assert terminal.status("/sign-in/") == 200
    assert (
        sum(each.is_file() for each in (folder / "mailbox").rglob("*")) > 50
    )  # what the last nine weeks of Westmere would have sent
    family = terminal.family()
    assert len(family) >= 8  # two engines, the web server and its worker, two workers with a child each, beat
    code, took = terminal.press_ctrl_c()
    assert code == 0, terminal.said.read_text()
    assert took < 5  # 3 on a quiet machine; script and figures in .ci/run
    assert all_gone(family, within=0.5)


def test_a_second_start_keeps_the_data_and_kill_9_leaves_nobody_behind(terminal):
    terminal.wait_until_ready(within=60)
    assert "Loading once" not in terminal.said.read_text()
    family = terminal.family()
    terminal.process.kill()
    terminal.process.wait()
    assert all_gone(family, within=8), [processes.command_of(pid) for pid in family]


def test_after_kill_9_it_starts_again_and_a_dead_worker_comes_back(terminal, folder, monkeypatch):
    terminal.wait_until_ready(within=60)
    monkeypatch.setenv("PORTAL_FOLDER", str(folder))
    victim = pair.read_note()["pids"][2]
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while victim in pair.read_note()["pids"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "The mail worker stopped (killed by SIGKILL); starting it again." in terminal.said.read_text()


def refused_on(port: str, folder: Path) -> subprocess.CompletedProcess:
    surroundings = {**os.environ, "PORT": port, "PORTAL_FOLDER": str(folder), "DEBUG": "on"}
    command = [sys.executable, "manage.py", "serve"]
    return subprocess.run(command, cwd=places.ROOT, env=surroundings, capture_output=True, text=True)


def test_a_port_that_is_no_port_is_one_sentence_and_a_failure(folder):
    refused = refused_on("eighty", folder)
    assert refused.returncode == 1
    assert refused.stderr == "PORT must be a number from 1 to 65535, but it says eighty.\n"


def test_a_taken_port_is_one_sentence_that_names_another(folder):
    with socket.socket() as neighbour:
        neighbour.bind((places.LOOPBACK, 0))
        neighbour.listen()
        port = neighbour.getsockname()[1]
        refused = refused_on(str(port), folder)
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} is already in use. Choose another: PORT={port + 1} script/server\n"

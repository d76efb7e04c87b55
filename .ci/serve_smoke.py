"""Types script/server as a reviewer would: from nothing to an answer, Ctrl-C, and once more with the data kept."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

STOP_WITHIN, AGAIN_WITHIN = 3.0, 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(checkout: str) -> list[str]:
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = place.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if checkout in command and int(place.parent.name) != os.getpid():
            found.append(command)
    return found


def wait_for_page(server: subprocess.Popen, port: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"script/server ended by itself with {server.returncode}")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/sign-in/", timeout=5) as page:
                assert page.status == 200
                return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"no page after {patience} seconds")


def run_once(folder: str, patience: float) -> tuple[float, float]:
    port = free_port()
    began = time.monotonic()
    surroundings = {**os.environ, "PORT": str(port), "PORTAL_FOLDER": folder}
    server = subprocess.Popen(["script/server"], env=surroundings, stdin=subprocess.DEVNULL)
    try:
        wait_for_page(server, port, patience)
        up = time.monotonic() - began
        time.sleep(5)  # the workers are up as well
    finally:
        began = time.monotonic()
        server.send_signal(signal.SIGINT)
        code = server.wait(30)
        down = time.monotonic() - began
    left = processes_of(str(Path.cwd() / ".venv"))
    print(f"up in {up:.1f} s, stopped in {down:.1f} s with {code}, {len(left)} processes left", flush=True)
    if code or left:
        sys.exit("\n".join(["script/server did not stop cleanly", *left]))
    return up, down


def main() -> None:
    """The promise is about a quiet machine, so a busy one gets three tries at the clock, but none at cleanliness."""
    with tempfile.TemporaryDirectory() as folder:
        run_once(folder, patience=300)
        for _ in range(3):
            up, down = run_once(folder, patience=60)
            if up <= AGAIN_WITHIN and down <= STOP_WITHIN:
                return
    sys.exit(f"slower than promised: up again in {AGAIN_WITHIN} s, down in {STOP_WITHIN} s")


if __name__ == "__main__":
    main()

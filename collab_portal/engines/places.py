"""Where the engines keep their things, and which of it another user of the machine may reach."""

import hashlib
import os
import pwd
import secrets
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from collab_portal.engines import CannotStart

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"


def folder() -> Path:
    """The folder of this checkout's data, made on first use. PORTAL_FOLDER moves it."""
    place = Path(os.environ.get("PORTAL_FOLDER") or ROOT / ".portal").absolute()
    place.mkdir(parents=True, exist_ok=True)
    if os.stat(place).st_uid == os.geteuid():
        # PostgreSQL refuses to run as root, so there its own user has to be able to walk through.
        place.chmod(0o711 if is_root() else 0o700)
    return place


def kept(name: str, make: Callable[[], str] = lambda: secrets.token_hex(40)) -> str:
    """A random word kept in the folder under this name, readable by its owner only."""
    place = folder() / name
    with suppress(FileNotFoundError):
        return place.read_text().strip()
    write_private(place, make() + "\n")
    return place.read_text().strip()


def easy_to_type() -> str:
    """A password a person can copy from the screen: sixteen letters that nobody takes for another, 73 bits."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz") for _ in range(4)) for _ in range(4))


def write_private(place: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(place)


# ---------------------------------------------------------------- ports


def free_port() -> int:
    """A loopback port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def is_taken(port: int, host: str = LOOPBACK) -> bool:
    """Does somebody already listen on this port? Asks by calling, then by trying to take it."""
    with socket.socket() as caller:
        caller.settimeout(1)
        if caller.connect_ex((LOOPBACK, port)) == 0:
            return True
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(f"Port {port} needs an administrator. Choose one above 1023: PORT=8080.") from error
        except OSError:
            return True
    return False


# ---------------------------------------------------------------- users


def is_root() -> bool:
    return os.geteuid() == 0


def engine_user(home: Path) -> int | None:
    """Who runs PostgreSQL: ourselves, or where we are root the owner of its data, or else nobody (user id)."""
    if not is_root():
        return None
    with suppress(FileNotFoundError):
        owner = os.stat(home).st_uid
        if owner:
            return owner
    return pwd.getpwnam("nobody").pw_uid


def reachable(place: Path) -> bool:
    """Can every user of the machine walk to this place? Only asked where we are root."""
    return all(part.stat().st_mode & 0o001 for part in place.parents if part.exists())


def beside(name: str) -> Path:
    """A home for an engine that root's helper can reach: in the folder, or in /var/lib when the folder is hidden."""
    inside = folder() / name
    if not is_root() or reachable(inside):
        return inside
    outside = Path("/var/lib") / f"collaboration-portal-{hashlib.sha256(str(folder()).encode()).hexdigest()[:12]}"
    outside.mkdir(mode=0o711, parents=True, exist_ok=True)
    return outside / name


def temporary(prefix: str) -> Path:
    """A throw-away folder that the engines' user can reach."""
    place = Path(tempfile.mkdtemp(prefix=prefix))
    if is_root():
        if not reachable(place):
            place.rmdir()
            place = Path(tempfile.mkdtemp(prefix=prefix, dir="/var/tmp"))
        place.chmod(0o711)
    return place

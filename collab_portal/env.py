"""What the surroundings say: every setting that a machine may decide is read here, once, and checked."""

import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent

read = environ.Env()
environ.Env.read_env(ROOT / ".env")

#: Development unless told otherwise is dangerous, so it is the other way round: script/server sets DEBUG=on.
DEBUG: bool = read.bool("DEBUG", default=False)

SHORTEST_KEY = 50
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]


def secret_key() -> str:
    """The signing key. In production a short or missing one stops the start with a sentence."""
    key = read.str("SECRET_KEY", default="")
    if DEBUG:
        return key or "for-development-only-" * 3
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be at least {SHORTEST_KEY} random characters. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def allowed_hosts() -> list[str]:
    """The names the portal answers to. In production at least one, and never the wildcard.

    DEBUG shows people the portal's insides, so with it on only this machine's own names are taken.
    """
    hosts = read.list("ALLOWED_HOSTS", default=[])
    if DEBUG:
        if not set(hosts) <= set(LOCAL_HOSTS):
            raise ImproperlyConfigured(
                "DEBUG is on while ALLOWED_HOSTS names addresses that other people can reach. "
                "Turn DEBUG off, or leave ALLOWED_HOSTS to localhost."
            )
        return hosts or LOCAL_HOSTS
    if not hosts or any(host.strip() in {"*", "."} for host in hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the portal's own addresses, like collaboration.example.police.uk. A * is refused."
        )
    return hosts


def required_url(name: str) -> str:
    """An engine's address. Development may leave it out: the embedded engines then take its place."""
    url = read.str(name, default="")
    if not url and not DEBUG:
        raise ImproperlyConfigured(f"{name} must say where the engine is, for example {EXAMPLES[name]}")
    if name == "DATABASE_URL" and url and not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"DATABASE_URL must name a PostgreSQL, for example {EXAMPLES[name]}")
    return url


def required_in_production(name: str, example: str, otherwise: str = "") -> str:
    """A setting that real letters need. Development does without."""
    value = read.str(name, default="")
    if not value and not DEBUG:
        raise ImproperlyConfigured(f"{name} must be set, for example {example}. Without it no letter can leave.")
    return value or otherwise


#: Room for a letter's number and signature in what may stand before the @ (64 characters, RFC 5321).
BOX = re.compile(r"[a-z0-9._-]{1,24}@[a-z0-9.-]+\.[a-z0-9-]+")


def bounce_address() -> str:
    """The box that mail comes back to; each letter's own return path is made from it. Nothing: to the sender's address."""
    box = read.str("BOUNCE_ADDRESS", default="").strip()
    if box and not BOX.fullmatch(box):
        raise ImproperlyConfigured(
            "BOUNCE_ADDRESS must look like bounces@portal.example.police.uk, with at most 24 small letters, digits, "
            "dots and dashes before the @."
        )
    return box


EXAMPLES = {
    "DATABASE_URL": "postgres://portal:password@db.example.police.uk:5432/portal",
    "REDIS_URL": "redis://redis.example.police.uk:6379/0",
}


def portal_clock() -> str:
    """The moment a demonstration runs at, or nothing. Refused where real people work."""
    moment = read.str("PORTAL_CLOCK", default="")
    if moment and not DEBUG:
        raise ImproperlyConfigured(
            "PORTAL_CLOCK sets a demonstration clock and is refused when DEBUG is off. Remove it from the environment."
        )
    return moment


def portal_clock_pace() -> float:
    """How many times faster than a real clock a demonstration's clock goes: 60 makes a minute of every second."""
    pace = read.float("PORTAL_CLOCK_PACE", default=1.0)
    if pace != 1 and not read.str("PORTAL_CLOCK", default=""):
        raise ImproperlyConfigured("PORTAL_CLOCK_PACE goes with PORTAL_CLOCK only: real time has one pace.")
    return pace


def portal_clock_file() -> str:
    """Where a demonstration's processes keep how far their clock has been moved ahead, or nothing. Refused where real
    people work.
    """
    file = read.str("PORTAL_CLOCK_FILE", default="")
    if file and not DEBUG:
        raise ImproperlyConfigured(
            "PORTAL_CLOCK_FILE lets a demonstration move the clock and is refused when DEBUG is off. "
            "Remove it from the environment."
        )
    return file


#: The places in the code where tests/faults may make things break, and what may happen there (toolkit/fail_points.py).
FAIL_POINTS = (
    *("in_plan", "after_plan", "in_writing", "in_digest"),
    *("after_claim", "after_render", "before_data", "after_250", "after_journal", "after_commit"),
)
FAILURES = re.compile(r"kill( \d+)?|raise( \d+)?|sleep \d+(\.\d+)?")


def fail_points() -> dict[str, str]:
    """What breaks where, for the tests: "after_250:kill, in_plan:sleep 3". Nothing by default, and never for real people."""
    said = read.str("FAIL_POINTS", default="")
    _refuse_to_break(said, "FAIL_POINTS")
    points = dict(part.strip().partition(":")[::2] for part in said.split(",") if part.strip())
    if not all(place in FAIL_POINTS and FAILURES.fullmatch(failure) for place, failure in points.items()):
        raise ImproperlyConfigured(
            f'FAIL_POINTS must look like "after_250:kill, in_plan:sleep 3", with places from: {", ".join(FAIL_POINTS)}.'
        )
    return points


def fail_points_in() -> str:
    """A folder in which the tests leave, while processes run, what breaks once and where. None by default, and never for
    real people.
    """
    folder = read.str("FAIL_POINTS_IN", default="")
    _refuse_to_break(folder, "FAIL_POINTS_IN")
    return folder


def _refuse_to_break(said: str, name: str) -> None:
    if said and not DEBUG:
        raise ImproperlyConfigured(
            f"{name} makes the portal break on purpose, for its tests, and is refused when DEBUG is off. "
            "Remove it from the environment."
        )

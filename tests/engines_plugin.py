"""Gives the tests a throw-away PostgreSQL and Valkey, and leaves the browser journeys out where there is no browser.

pytest-django reads the settings before any conftest.py runs, so this module is loaded by `-p` (see pyproject.toml) and
starts the engines as soon as it is imported. DATABASE_URL and REDIS_URL take their place.
"""

import atexit
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

import pytest

from collab_portal.engines import CannotStart
from collab_portal.engines.pair import TEST_PREFIX, Pair
from collab_portal.engines.places import temporary

JOURNEYS = Path(__file__).parent / "journeys"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LEFT_OUT = "Left out: {count} browser journeys, because no Chromium was found. Install one, or name it in CHROMIUM."


def find_browser() -> str | None:
    """The browser to test with: the one named in CHROMIUM, else the first on the PATH."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


def start_engines() -> None:
    """Start what nobody gave us, and see that it goes when we go, however we go."""
    engines = Pair(throw_away=True)
    atexit.register(engines.stop)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        os.environ.update(engines.start())
    except CannotStart as reason:
        sys.exit(str(reason))


def prepare_environment() -> None:
    """A test never sees the data, the mailbox or the clock of the portal that runs in this checkout."""
    os.environ["DEBUG"] = "on"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the test's own thread
    for name in ("PORTAL_CLOCK", "PORTAL_CLOCK_SET_AT", "PORTAL_CLOCK_FILE", "PORTAL_URL", "EMAIL_URL", "SECRET_KEY"):
        os.environ.pop(name, None)
    folder = temporary(f"{TEST_PREFIX}{os.getpid()}-folder-")
    os.environ["PORTAL_FOLDER"] = str(folder)
    os.environ["MAILBOX"] = str(folder / "mailbox")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


if not os.environ.get("PYTEST_XDIST_WORKER"):
    prepare_environment()
    start_engines()


def pytest_configure(config: pytest.Config) -> None:
    config.journeys_left_out = 0
    browser = find_browser()
    if browser:
        os.environ["CHROMIUM"] = browser


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if find_browser():
        return
    journeys = [item for item in items if JOURNEYS in item.path.parents]
    config.journeys_left_out = len(journeys)
    if journeys:
        config.hook.pytest_deselected(items=journeys)
        items[:] = [item for item in items if item not in set(journeys)]


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if config.journeys_left_out:
        terminalreporter.write_line(LEFT_OUT.format(count=config.journeys_left_out), yellow=True)

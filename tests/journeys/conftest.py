"""A real browser on a real server with the Cheshire register: every journey starts from the same morning.

The register is loaded once, at 8am on Monday 6 October 2014, with the letters that the days before would have sent.
Each journey then gets a copy of that database, which PostgreSQL makes in the time of a click.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from collab_portal.toolkit.cache import quick
from services.people.models import User
from tests.journeys.visitor import Visitor
from tests.make import PASSWORD

MORNING = "2014-10-06 08:00"
WIDTHS = {"desk": 1280, "phone": 390}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REGISTER = (
    ("migrate", {}),
    ("load_organisations", {}),
    ("load_bank_holidays", {}),
    ("load_register", {}),
    ("load_cast", {"password": PASSWORD}),
    ("remind", {"replay": True}),
)


def run(statement: str) -> None:
    """Say something to the database server itself, from outside the database in use."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def database(name: str, like: str = "template1") -> Iterator[None]:
    """A copy of a database, in use by this process and by the server's threads for as long as the block lasts."""
    connection.close()
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    run(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="package")
def register(django_db_blocker) -> Iterator[str]:
    """The name of a database that nobody is connected to, with the register in it as script/server loads it."""
    name = f"test_register_{os.getpid()}"
    with django_db_blocker.unblock(), database(name):
        with override_settings(PORTAL_CLOCK=MORNING, PORTAL_CLOCK_STANDS_STILL=True):
            for command, options in REGISTER:
                call_command(command, verbosity=0, **options)
        connection.close()
        yield name


@pytest.fixture
def cheshire(register: str, django_db_blocker, settings) -> Iterator[None]:
    """A copy of the register to walk in, at that morning; what one journey does, the next never sees."""
    settings.PORTAL_CLOCK, settings.PORTAL_CLOCK_STANDS_STILL = MORNING, True
    with django_db_blocker.unblock(), database(f"test_journey_{os.getpid()}", like=register):
        cache.clear()
        quick.clear()
        yield


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, once for all journeys."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """Where the portal is served. Not pytest-django's live_server: that one empties every table after each test."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def opens(cheshire, browser: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """Sits somebody down at a browser of their own, of any width: `opens("fire.lead", 320)`."""
    contexts = []

    def open_browser(part: str, width: int, **options) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-GB", timezone_id="Europe/London", **options
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        if part:
            context.add_cookies([{"url": address, "name": "sessionid", "value": signed_in(part)}])
        return Visitor(context.new_page(), address, width, options.get("java_script_enabled", True))

    yield open_browser
    for context in contexts:
        context.close()


def signed_in(part: str) -> str:
    """The session of somebody of the cast. Only the journeys about signing in walk through the door itself."""
    client = Client()
    client.force_login(User.objects.get(email=f"{part}@portal.test"))
    return client.cookies["sessionid"].value


@pytest.fixture(params=WIDTHS)
def call(opens, request: pytest.FixtureRequest) -> Callable[..., Visitor]:
    """Calls up somebody of the cast, at a desk and then on a phone: `call("fire.lead")` is on their first page."""

    def arrive(part: str = "", **options) -> Visitor:
        return opens(part, WIDTHS[request.param], **options).goes_to("/")

    return arrive

"""Thousands of letters due at once, sent by the portal's own processes, and what the pages feel of it meanwhile.

Web server, workers and beat run as script/server runs them, on the throw-away database and broker, with a mail server, a
journal and a folder of this bench alone. The pages are fetched over HTTP, first before the mail worker has started.
"""

import datetime as dt
import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client, override_settings

from collab_portal.engines import places
from collab_portal.engines.table import processes_of_the_portal
from collab_portal.engines.watch import Supervisor, Watched, own_environment
from collab_portal.toolkit import clock
from initiatives.management.bench import morning
from initiatives.management.bench.county import County
from initiatives.reminders import actions
from initiatives.reminders.models import Reminder
from services.directory.calendars import Calendars
from services.letters import journal
from services.letters.models import Letter
from services.people.models import User

#: Working days from the morning to the day the reports are due, in the order in which they are asked for.
DUE_IN = (20, 10, 5, 1)
QUIET_SECONDS = 20
PATIENCE = 60.0  # seconds for the web server's first answer, and for the first letter
#: A fetch this often, so that a reader has a turn of the machine and does not take all of it.
BETWEEN_FETCHES = 0.1
SAY_EVERY = 10.0  # seconds
#: How many letters leave at once before the rate counts.
AT_ONCE = 20
HEAD = f"  {'':<34}{'without sending':>22}{'while sending':>22}\n  {'':<34}{'median':>11}{'p95':>11}{'median':>11}{'p95':>11}"


@dataclass
class Page:
    """A page that somebody opens again and again, and the seconds it took, without sending and while letters leave."""

    name: str
    address: str
    cookie: str
    took: dict[str, list[float]] = field(default_factory=lambda: {"without": [], "with": []})

    @property
    def line(self) -> str:
        figures = [
            each * 1000 for kind in ("without", "with") for each in (median(self.took[kind]), p95(self.took[kind]))
        ]
        return f"  {self.name:<34}" + "".join(f"{figure:>8.0f} ms" for figure in figures)


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


def measured(
    people: list[County], letters: int, rate: float, now: dt.datetime, say: Callable[[str], None]
) -> Iterator[str]:
    """Lines to print. `rate` in letters a second, `now` the UTC instant at which the letters become due."""
    prepare(letters, now)
    yield f"  {Letter.objects.unsent().count():,} letters are due"
    with TemporaryDirectory() as folder, running_mail_server(Path(folder), rate) as environment:
        port = places.free_port()
        web, *others, mail_worker = in_order(port)
        with running([web, *others], environment) as house:
            pages = the_pages(people[0])
            wait_for_the_web_server(port)
            fetch_for(port, pages, QUIET_SECONDS / 2, "warm-up")
            fetch_for(port, pages, QUIET_SECONDS, "without")
            house.start(mail_worker, environment)
            took = fetch_while_letters_leave(port, pages, letters, rate, say)
        yield f"\n{HEAD}"
        yield from (page.line for page in pages)
        yield f"  {how_fast(letters, rate, took)}"
        yield f"  {in_what_order()}"


def prepare(letters: int, now: dt.datetime) -> None:
    """So many reminder letters that wait, a quarter of them for each due date, those that are due last asked for first."""
    actions.tick(now)
    Letter.objects.unsent().update(state=Letter.State.SENT, sent_at=now)
    today, calendar = clock.local(now).date(), Calendars.known().default
    for number, days in enumerate(DUE_IN):
        share = letters // len(DUE_IN) + (number < letters % len(DUE_IN))
        morning.due_for(share, calendar.after(today, days), clock.at(calendar.before(today, 20), 9), f"p{days}")
    actions.tick(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# ---------------------------------------------------------------- the processes


@contextmanager
def running_mail_server(folder: Path, rate: float) -> Iterator[dict[str, str]]:
    """A mail server that takes everything, and what the portal's processes are told of it and of the bench's own places."""
    where = connection.settings_dict
    account = f"{where['USER']}:{where['PASSWORD']}".rstrip(":")
    with morning.mail_server(), override_settings(SEND_JOURNAL=folder / "sent.jsonl", LETTERS_A_SECOND=rate):
        yield own_environment(
            DATABASE_URL=f"postgres://{account}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
            EMAIL_URL=f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
            SEND_JOURNAL=str(settings.SEND_JOURNAL),
            MAILBOX=str(folder / "mailbox"),
            PORTAL_FOLDER=str(folder),
            LETTERS_A_SECOND=str(rate),
            LETTERS_AT_ONCE=str(AT_ONCE),
            PORTAL_CLOCK=settings.PORTAL_CLOCK,
            PORTAL_CLOCK_SET_AT=str(folder.stat().st_mtime),  # one clock for all of them, set just now
        )


def in_order(port: int) -> list[Watched]:
    """Those that script/server runs, the web server first and the mail worker last."""
    web, *others = processes_of_the_portal(places.LOOPBACK, port)
    web.command[-1] = "initiatives.management.bench.wsgi:application"
    return [web, *sorted(others, key=lambda each: each.name == "mail worker")]


@contextmanager
def running(processes: list[Watched], environment: dict[str, str]) -> Iterator[Supervisor]:
    house = Supervisor(print)
    try:
        for each in processes:
            house.start(each, environment)
        yield house
    finally:
        house.stop()


# ---------------------------------------------------------------- the pages


def the_pages(county: County) -> list[Page]:
    """The pages people open most, as the fire lead and the policy officer of the busiest county, beside a bare view."""
    lead, officer = cookie_of(county.leads[1]), cookie_of(county.officer)
    return [
        Page("a bare view", "/bare/", lead),
        Page("overview, policy officer", "/overview/", officer),
        Page("my work, fire lead", "/my-work/", lead),
        Page("page of an initiative, fire lead", "/initiatives/BEN-00005/", lead),
    ]


def cookie_of(person: User) -> str:
    """Sign in somebody who has no password. Returns what their browser would send."""
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def fetch(port: int, page: Page) -> float:
    """Seconds until the whole page is here, on a line of its own. Raises CommandError if it is not what was asked for."""
    began = time.perf_counter()
    line = http.client.HTTPConnection(places.LOOPBACK, port, timeout=PATIENCE)
    try:
        line.request("GET", page.address, headers={"Host": "localhost", "Cookie": page.cookie})
        answer = line.getresponse()
        answer.read()
    finally:
        line.close()
    if answer.status != 200:
        raise CommandError(f"{page.address} answered {answer.status}.")
    return time.perf_counter() - began


def wait_for_the_web_server(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not places.is_taken(port):
        if time.monotonic() > deadline:
            raise CommandError("The web server did not answer.")
        time.sleep(0.1)


def fetch_for(port: int, pages: list[Page], seconds: float, kind: str) -> None:
    """Fetch each page in turn for so long, and keep how long each took as this kind."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        fetch_each(port, pages, kind)


def fetch_each(port: int, pages: list[Page], kind: str) -> None:
    for page in pages:
        page.took.setdefault(kind, []).append(fetch(port, page))
        time.sleep(BETWEEN_FETCHES)


# ---------------------------------------------------------------- the letters


def fetch_while_letters_leave(
    port: int, pages: list[Page], letters: int, rate: float, say: Callable[[str], None]
) -> float:
    """Fetch the pages from the first letter to the last, and say how far it is. Returns the seconds between those two.

    Raises CommandError if that takes more than twice as long as it should.
    """
    wait_for_the_first_letter()
    began = said_at = time.monotonic()
    while (left := letters_left()) < letters:
        fetch_each(port, pages, "with")
        elapsed = time.monotonic() - began
        if time.monotonic() - said_at > SAY_EVERY:
            said_at = time.monotonic()
            say(f"  {left:,} of {letters:,} letters have left after {elapsed:.0f} s")
        if elapsed > 2 * letters / (rate or 1) + PATIENCE:
            raise CommandError(f"Only {left:,} of {letters:,} letters have left after {elapsed:.0f} s.")
    return time.monotonic() - began


def letters_left() -> int:
    """How many lines the journal has: one for each letter that the mail server took."""
    place = Path(settings.SEND_JOURNAL)
    return place.read_bytes().count(b"\n") if place.exists() else 0


def wait_for_the_first_letter() -> None:
    deadline = time.monotonic() + 2 * PATIENCE
    while not letters_left():
        if time.monotonic() > deadline:
            raise CommandError("No letter left.")
        time.sleep(0.05)


def how_fast(letters: int, rate: float, took: float) -> str:
    counted = max(letters - AT_ONCE, 1)
    return f"{letters:,} letters in {took:.0f} s: {counted / took:.1f} a second, of {rate:g} configured (after {AT_ONCE} at once)"


def in_what_order() -> str:
    """Whether what was due first left first, by the order of the journal's lines."""
    due = dict(Reminder.objects.filter(letter__isnull=False).order_by("-due_on").values_list("letter__key", "due_on"))
    days = [due[line.key] for line in journal.lines() if line.key in due]
    astray = sum(later < before for before, later in pairwise(days))
    held = "held" if not astray else f"broke {astray} times"
    return f"{len(set(days))} due dates; the order of due date {held}"

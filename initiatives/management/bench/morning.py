"""A morning on which many people are due one report each, and what it takes to write and send their letters.

Beside it, in the same run, what Django reaches when it renders and sends the same letters and keeps no ledger.
"""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import override_settings

from collab_portal.engines import places
from collab_portal.toolkit.dates import VagueDate
from initiatives.management.bench.build import saved
from initiatives.management.bench.county import organisation
from initiatives.register.models import (
    Duty,
    Initiative,
    NamedPerson,
    Part,
    Participation,
    Stage,
    Standing,
    Status,
    Theme,
)
from initiatives.reminders import actions
from initiatives.reminders.matters import Matter
from initiatives.reminders.writing import FOLDER, Telling
from initiatives.reviews.models import LeadershipReview, ReportEvent, ReportRequest
from services.access.roles import Role
from services.directory.calendars import Calendars
from services.directory.models import Kind, Organisation
from services.letters import delivery, letter_file
from services.people.models import Membership, User

PATIENCE = 20
WHY = "you write its reports"
#: Those that a letter of ours has too.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def due_for(number: int, due_on: dt.date, asked_at: dt.datetime, name: str) -> None:
    """So many people of one service, each the author of one report that is due on a local date."""
    office = organisation(f"office-{name}", Kind.POLICING_BODY)
    fire = organisation(f"fire-{name}", Kind.FIRE)
    people = saved(User(email=f"{name}-{n}@bench.invalid", name=f"Author {n}") for n in range(number))
    saved(Membership(person=each, organisation=fire, role=Role.SECRETARY) for each in people)
    works = saved(work(f"{name}-{n:05d}", fire) for n in range(number))
    saved(
        Participation(initiative=each, organisation=fire, part=Part.LEAD, from_on=VagueDate("2012-04"))
        for each in works
    )
    saved(NamedPerson(initiative=one, person=who, duty=Duty.AUTHOR) for one, who in zip(works, people, strict=True))
    review = LeadershipReview.objects.create(
        ref=f"BEN-{name}", title="Autumn review", what="Outcomes so far", due=VagueDate("2014"), asked_by=office
    )
    asked = saved(ReportRequest(review=review, initiative=each, due_on=due_on) for each in works)
    saved(ReportEvent(request=each, kind="asked", at=asked_at) for each in asked)


def work(ref: str, lead: Organisation) -> Initiative:
    return Initiative(
        ref=ref, name=f"Shared work {ref}", purpose="Send the nearest crew, whoever employs it.", themes=[Theme.values[0]],
        stage=Stage.values[0], status=Status.values[0], standing=Standing.LIVE, lead=lead, started_on=VagueDate("2012"),
    )  # fmt: skip


def letters_a_second(now: dt.datetime) -> tuple[int, float, float]:
    """Write and send everything that is ready at a UTC instant. Returns how many letters, and the seconds of each part.

    What is to be said has been planned before, and is measured by itself: bare Django is told whom to write to as well.
    """
    actions.bring_up_to_date(now, Calendars.known(), again=True)
    began = perf_counter()
    actions.tick(now)
    written = perf_counter()
    sent = 0
    while went := delivery.deliver_waiting(now, most=10_000):
        sent += went
    return sent, written - began, perf_counter() - written


def bare_letters_a_second(number: int) -> float:
    """Letters a second of plain Django: the same letter file filled in, the same HTML, the same line, and no ledger."""
    people = list(User.objects.filter(letters__checked_by="reminders").distinct()[:number])
    telling = a_telling()
    began = perf_counter()
    with closing(get_connection()) as line:
        line.open()
        for person in people:
            words = letter_file.write(f"{FOLDER}/report_is_due.txt", person=person, item=telling, why=WHY)
            html = letter_file.as_html(words.subject, words.text, WHY)
            text = letter_file.as_text(words.text, WHY)
            mail = EmailMultiAlternatives(
                words.subject, text, to=[person.email], connection=line, reply_to=[settings.REPLY_TO], headers=HEADERS
            )
            mail.attach_alternative(html, "text/html")
            mail.send()
    return len(people) / (perf_counter() - began)


def a_telling() -> Telling:
    """What a letter says of a report that is due."""
    matter = Matter(
        record=None, due_on=dt.date(2014, 11, 3), audiences=frozenset(), noun="report", name="Shared work", ref="BEN-1",
        part_of="BEN-00001", asked="Outcomes so far", act="Write the report", to_act="/reports/1/write/",
        read="See what is missing", to_read="/reports/1/",
    )  # fmt: skip
    return Telling(matter, matter.due_on, "in 20 working days", False, True, [], "", "")


@contextmanager
def mail_server() -> Iterator[None]:
    """A mail server of our own on the loopback, which takes everything and keeps nothing."""
    port = places.free_port()
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"{places.LOOPBACK}:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    server = subprocess.Popen(command)
    here = {"EMAIL_BACKEND": "services.letters.smtp.Backend", "EMAIL_HOST": places.LOOPBACK, "EMAIL_PORT": port}
    try:
        with TemporaryDirectory() as folder:
            journal = Path(folder) / "sent.jsonl"
            with override_settings(
                **here, EMAIL_USE_TLS=False, EMAIL_HOST_USER="", LETTERS_A_SECOND=0, SEND_JOURNAL=journal
            ):
                wait_until_it_answers()
                yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_until_it_answers() -> None:
    """Raises OSError if nobody answers within the patience of a bench."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with closing(get_connection()) as line:
                line.open()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)

"""PostgreSQL itself is killed: on a server of these tests' own."""

import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator

import environ
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from collab_portal.engines import places
from collab_portal.engines.postgres import Postgres
from collab_portal.toolkit import clock
from services.letters.models import Hold
from tests.faults import invariants
from tests.faults.morning import MONDAY, Morning
from tests.faults.portal import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
ELIN, NIA = "elin@portal.test", "nia@portal.test"
WHERE = ("HOST", "PORT", "NAME", "USER", "PASSWORD")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A server that these tests may kill."""
    home = places.temporary("collaboration-portal-postgres-")
    engine = Postgres(home / "postgres")  # one that keeps what it was told, as the tests' own does not
    try:
        engine.start()
        yield engine
    finally:
        engine.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def database(postgres, django_db_setup, django_db_blocker) -> Iterator[None]:
    """Django, here and in the portal, works on that server.

    Its tables are made there anew: a dump of the suite's own server need not load into one of another version.
    """
    before = {name: connection.settings_dict[name] for name in WHERE}
    with django_db_blocker.unblock():
        use(environ.Env.db_url_config(postgres.url))
        call_command("migrate", verbosity=0)
        yield
        use(before)


def use(server: dict) -> None:
    connection.close()
    connection.settings_dict.update({name: server[name] for name in WHERE})


def kill(engine: Postgres) -> None:
    """As when the machine fails: no goodbye, and the log is read again at the next start."""
    engine.process.send_signal(signal.SIGQUIT)
    engine.process.wait(30)
    connection.close()


def test_a_database_that_is_killed_while_a_letter_is_handed_over_learns_from_the_journal_that_it_left(portal, postgres):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "wait at RCPT"
    portal.go_on()
    wait_until(lambda: ELIN in portal.mail.tried)
    kill(postgres)
    portal.mail.heal()
    wait_until(portal.journal.exists)
    postgres.start()
    invariants.hold(portal, morning)
    assert portal.mail.tried.count(ELIN) == 1


def test_while_the_database_is_away_somebody_is_told_and_afterwards_everything_goes(portal, postgres):
    morning = Morning().authors_at(ELIN, NIA)
    kill(postgres)
    portal.go_on()
    code, said = portal.check_reminders()
    assert (code, "The database does not answer" in said) == (1, True), said
    postgres.start()
    invariants.hold(portal, morning)


def test_a_database_that_is_away_for_the_hour_around_8am_is_a_page_and_an_alarm_and_then_everybodys_one_letter(
    portal, postgres
):
    portal.turn(clock.at(MONDAY, 7, 45))
    morning = Morning().authors_at(ELIN, NIA)
    browser = Client(raise_request_exception=False)
    browser.force_login(morning.people[ELIN])
    portal.go_on()
    portal.goes_round()
    kill(postgres)
    portal.turn(clock.at(MONDAY, 8, 45))
    answer = browser.get("/my-work/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "reminders are sent once the portal is back" in answer.content.decode()
    code, said = portal.check_reminders()
    assert (code, "The database does not answer" in said) == (1, True), said
    postgres.start()
    invariants.hold(portal, morning)
    assert Counter(each.to for each in portal.mail.taken) == {ELIN: 1, NIA: 1}
    assert not Hold.objects.exists(), "an hour is no silence that holds letters back"
    assert browser.get("/my-work/").status_code == 200

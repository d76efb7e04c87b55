"""Processes die at the worst moments, or are too many: nobody is missed, and nobody is told twice."""

import datetime as dt
import os
import signal
import sys
from collections import Counter

import pytest
from kombu import Connection

from collab_portal.celery import app
from collab_portal.toolkit import clock
from initiatives.reminders import rule_actions, table
from initiatives.reminders.models import Reminder
from services.access.roles import Role
from services.letters import holds, lateness
from services.letters.models import Hold, Letter, Pulse
from tests import make
from tests.faults import invariants
from tests.faults.morning import MONDAY, Morning
from tests.faults.portal import TICK, wait_until
from tests.initiatives.reminders import oracle
from tests.initiatives.reminders.changed_rules import DUE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
TUESDAY = MONDAY + dt.timedelta(days=1)
ELIN, NIA, SAM = "elin@portal.test", "nia@portal.test", "sam@portal.test"
#: Where a sender may die, in the order in which a letter comes by. Only of after_250 does nobody know.
DEATHS = ("after_claim", "after_render", "before_data", "after_250", "after_journal", "after_commit")


def taken(portal):
    """How often a letter was taken, by address."""
    return Counter(each.to for each in portal.mail.taken)


def test_on_a_quiet_morning_everybody_gets_one_letter(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.go_on()
    invariants.hold(portal, morning)
    assert taken(portal) == {ELIN: 1, NIA: 1}


def test_wherever_a_sender_dies_there_is_one_letter_and_only_between_yes_and_journal_a_copy(portal):
    addresses = [f"author{number}@portal.test" for number in range(len(DEATHS))]
    morning = Morning().authors_at(*addresses)
    for place in DEATHS:
        portal.breaks_at(place)
    portal.go_on()
    wait_until(lambda: all(map(portal.has_broken_at, DEATHS)))
    invariants.hold(portal, morning)
    copied = set(Letter.objects.filter(is_copy=True).values_list("to__email", flat=True))
    twice = {address for address, many in taken(portal).items() if many == 2}
    assert set(taken(portal)) == set(addresses)
    assert len(twice) == 1
    assert (
        twice <= copied
    )  # whoever died before the letter was given left a copy as well, which was the first to arrive


def test_a_digest_whose_sender_died_after_the_yes_is_never_repeated(portal):
    morning = Morning()
    digest = morning.other_letter(ELIN, sort="digest")
    portal.breaks_at("after_250")
    portal.go_on()
    wait_until(lambda: Letter.objects.get(pk=digest.pk).state == "ambiguous")
    invariants.hold(portal, morning)
    assert taken(portal) == {ELIN: 1}


def test_wherever_a_tick_dies_the_next_one_goes_on(portal):
    morning = Morning().authors_at(ELIN, NIA)
    places = ("in_plan", "after_plan", "in_writing")
    for place in places:
        portal.breaks_at(place)
    portal.go_on()
    wait_until(lambda: all(map(portal.has_broken_at, places)))
    invariants.hold(portal, morning)
    assert taken(portal) == {ELIN: 1, NIA: 1}


def test_a_sender_killed_while_the_mail_server_thinks_is_followed_by_another(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "wait at RCPT"
    portal.go_on()
    wait_until(lambda: ELIN in portal.mail.tried)
    for child in portal.children_of("mail worker"):
        os.kill(child, signal.SIGKILL)
    portal.mail.heal()
    invariants.hold(portal, morning)


def test_workers_killed_at_rest_are_started_again_and_nothing_is_lost(portal):
    morning = Morning().authors_at(ELIN, NIA)
    for name in ("tick worker", "mail worker"):
        os.kill(portal.process(name).process.pid, signal.SIGKILL)
    portal.go_on()
    invariants.hold(portal, morning)
    assert taken(portal) == {ELIN: 1, NIA: 1}
    assert sorted(portal.said) == [
        f"The {name} worker stopped (killed by SIGKILL); starting it again." for name in ("mail", "tick")
    ]


def test_two_beats_and_four_workers_say_everything_once(portal):
    morning = Morning().authors_at(ELIN, NIA, SAM)
    more = [portal.one_more(name) for name in ("tick worker", "mail worker", "beat")]
    portal.go_on()
    invariants.hold(portal, morning)
    for each in more:
        portal.dismiss(each)
    assert taken(portal) == {ELIN: 1, NIA: 1, SAM: 1}


def test_beat_that_is_dead_for_26_hours_is_told_of_in_minutes_and_then_only_the_latest_stage_goes(portal, monkeypatch):
    morning = Morning(today=TUESDAY)
    administrator = make.person(email=SAM)
    make.membership(administrator, morning.office, Role.ADMINISTRATOR)
    morning.others.add(SAM)
    ask_on_two_mornings(by=administrator, monkeypatch=monkeypatch)
    portal.go_on()
    portal.goes_round()
    beat = portal.process("beat")
    portal.dismiss(beat)
    morning.authors_at(ELIN, NIA)
    wait_until(lambda: clock.of_the_database() - Pulse.objects.last("tick") > lateness.SILENT_AFTER)
    code, said = portal.check_reminders()
    assert (code, "The engine last looked at what is due on 6 October 2014" in said) == (1, True), said
    portal.turn(clock.of_the_database() + dt.timedelta(hours=26))
    portal.call_back(beat)
    wait_until(lambda: SAM in portal.mail.tried)
    assert taken(portal) == {SAM: 1}, "the administrator is told before anybody else gets a letter"
    holds.release(Hold.objects.get(), by=administrator, at=clock.of_the_database(), why="Beat was dead.")
    invariants.hold(portal, morning)
    assert taken(portal) == {SAM: 1, ELIN: 1, NIA: 1}
    became = Reminder.objects.filter(planned_on__lte=TUESDAY).order_by("stage").values_list("stage", "state")
    assert set(became) == {("before_20_authors", "superseded"), ("before_19_authors", "sent")}


def ask_on_two_mornings(by, monkeypatch):
    """From now on authors hear 20 and 19 working days before, which are the Monday and the Tuesday; the oracle knows."""
    row = table.row_called(DUE)
    rule_actions.change(row, is_on=True, offsets=(20, 19), to="authors", why="To be sure.", by=by, at=make.EIGHT)
    monkeypatch.setattr(oracle, "RULES", ((-20, "authors"), (-19, "authors")))


def test_the_same_tick_fifty_times_is_one_tick(portal):
    morning = Morning().authors_at(ELIN, NIA)
    with Connection(portal.broker_url) as line:
        for _ in range(50):
            app.send_task(TICK, connection=line, retry=False, task_id="the same")
    portal.go_on()
    wait_until(lambda: not portal.broker.llen("tick"))
    invariants.hold(portal, morning)
    assert taken(portal) == {ELIN: 1, NIA: 1}


def test_machines_whose_clock_is_hours_ahead_send_nothing_until_it_is_right_and_somebody_is_told(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.stop()
    portal.start("--include", "tests.faults.wrong_clock")
    wait_until(lambda: sum("is 3 hours ahead of the database" in each for each in invariants.alarmed()) == 2)
    assert not Letter.objects.exists()
    portal.stop()
    portal.start()
    invariants.hold(portal, morning)


def test_a_deployment_in_the_middle_of_sending_loses_and_repeats_nothing(portal):
    addresses = [f"author{number}@portal.test" for number in range(12)]
    morning = Morning().authors_at(*addresses)
    portal.mail.does["*"] = "slow"
    portal.go_on()
    wait_until(lambda: len(portal.mail.taken) > 2)
    portal.stop()
    assert len(portal.mail.taken) < 12
    portal.start()
    invariants.hold(portal, morning)

"""manage.py remind: a day shown without sending it, and the ticks' work with neither Celery nor Redis."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import override_settings

from collab_portal.toolkit import clock
from initiatives.management.commands import remind
from initiatives.reminders import actions
from initiatives.reminders.models import Reminder
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def told(*arguments):
    out = StringIO()
    call_command("remind", *arguments, stdout=out)
    return out.getvalue().splitlines()


class Showing(ReminderTestCase):
    def test_the_day_of_the_first_reminder(self):
        because = "CHS-R01 Initial outcomes for CHS-007, due Friday 31 October 2014, 20 working days before, because they write its reports"
        assert told("--on", "2014-10-03", "--print") == [
            "Friday 3 October 2014",
            f"Elin Pryce (fire.lead@portal.test): {because}",
            f"Priya Okafor (police.lead@portal.test): {because}",
            f"Sam Adeyemi (ambulance.lead@portal.test): {because}",
        ]

    def test_the_days_of_the_whole_ladder(self):
        told_on = [
            day
            for day in (dt.date(2014, 9, 1) + n * dt.timedelta(days=1) for n in range(120))
            if len(remind.rehearse(day)) > 1
        ]
        assert [f"{day:%-d %b}" for day in told_on] == [
            "3 Oct",
            "17 Oct",
            "24 Oct",
            "30 Oct",
            "3 Nov",
            "5 Nov",
            "7 Nov",
        ]
        assert told("--on", "2014-11-05", "--print")[1].startswith("Helen Marsh (sponsor@portal.test): CHS-R01")
        assert told("--on", "2014-11-07", "--print")[1].endswith("because they work for the office that asked for it")

    def test_a_day_with_nothing_to_say(self):
        assert told("--on", "2014-10-05", "--print") == ["Nothing is said on Sunday 5 October 2014."]

    def test_nobody_to_tell_is_shown(self):
        self.review_work.named_people.exclude(person=self.fire_lead).delete()
        self.sponsor.memberships.all().delete()
        assert told("--on", "2014-11-05", "--print")[1] == (
            "Nobody to tell: CHS-R01 Initial outcomes for CHS-007, due Friday 31 October 2014, 3 working days late, "
            "because no sponsor is named, and Cheshire Fire and Rescue Service has none who may see it"
        )

    def test_it_is_the_day_as_it_was_then(self):
        make.event(self.request, "sent", by=self.fire_lead, at=clock.at(dt.date(2014, 10, 20), 10))
        assert len(told("--on", "2014-10-17", "--print")) == 4
        assert told("--on", "2014-10-24", "--print") == ["Nothing is said on Friday 24 October 2014."]

    def test_it_shows_the_same_whether_ticks_have_run_or_not(self):
        before = told("--on", "2014-10-17", "--print")
        self.live_through(OCTOBER_3, dt.date(2014, 10, 20))
        assert told("--on", "2014-10-17", "--print") == before

    def test_it_writes_nothing_because_the_database_would_not_let_it(self):
        told("--on", "2014-10-03", "--print")
        assert not Reminder.objects.exists()
        assert not Letter.objects.exists()
        with (
            mock.patch.object(remind, "rehearse", side_effect=lambda day: [str(Reminder.objects.update(reason="x"))]),
            pytest.raises(DatabaseError),
        ):
            told("--on", "2014-10-03", "--print")

    def test_a_sensitive_title_stays_out(self):
        self.review_work.marking = "sensitive"
        self.review_work.save()
        assert "Initial outcomes" not in "".join(told("--on", "2014-10-03", "--print"))
        assert "CHS-R01 for CHS-007" in told("--on", "2014-10-03", "--print")[1]

    def test_today_if_no_day_is_given(self):
        assert told("--print") == ["Nothing is said on Monday 6 October 2014."]


class Refusals(ReminderTestCase):
    def refused(self, *arguments):
        with pytest.raises(CommandError) as refusal:
            told(*arguments)
        return str(refusal.value)

    def test_each_in_a_sentence(self):
        assert self.refused("--on", "2014-10-03").startswith("Add --print")
        assert self.refused().startswith("Say what to do")
        assert self.refused("--print", "--loop").startswith("Say what to do")
        assert self.refused("--on", "2014-13-01", "--print") == "“2014-13-01” is not a date like 2014-10-06."
        assert self.refused("--on", "0001-01-01", "--print") == "0001-01-01 is too far away to count working days from."
        assert self.refused("--on", "9999-12-31", "--print") == "9999-12-31 is too far away to count working days from."
        assert self.refused("--on", "2014-10-03", "--loop").startswith("--on goes with --print only")
        assert "--times" in self.refused("--loop", "--times", "0")
        with override_settings(PORTAL_CLOCK="", DEVELOPMENT=False):
            assert "PORTAL_CLOCK" in self.refused("--replay")


class Looping(ReminderTestCase):
    def setUp(self):
        self.enterContext(mock.patch.object(remind, "close_old_connections"))  # the test's own connection stays

    def test_a_look_says_and_delivers_and_asks_no_broker(self):
        with override_settings(PORTAL_CLOCK="2014-10-03 09:00"), mock.patch("celery.Celery.send_task") as send_task:
            with self.captureOnCommitCallbacks(execute=True):
                told("--loop", "--times", "3", "--every", "0")
        send_task.assert_not_called()
        assert list(Letter.objects.values_list("state", flat=True)) == ["sent"] * 3

    def test_a_look_lets_letters_go_that_were_held_for_an_address_that_works_again(self):
        letter = make.letter(self.fire_lead, state="held", last_error="We cannot reach this address.")
        with override_settings(PORTAL_CLOCK="2014-10-06 09:00"), self.captureOnCommitCallbacks(execute=True):
            told("--loop", "--times", "1")
        letter.refresh_from_db()
        assert letter.state == "waiting"  # and goes with a later look, like the others that were held

    def test_trouble_in_one_look_does_not_end_the_loop(self):
        looks = []

        def tick(now):
            looks.append(now)
            raise DatabaseError("away")

        with (
            mock.patch.object(actions, "tick", tick),
            self.assertLogs("initiatives.management.commands.remind", "ERROR"),
        ):
            told("--loop", "--times", "2", "--every", "0")
        assert len(looks) == 2


class Replaying(ReminderTestCase):
    def test_a_demonstration_finds_the_reminder_of_3_october_dated_3_october(self):
        assert told("--replay") == ["3 letters left, as they would have by 6 October 2014."]
        assert self.letters(self.fire_lead) == [(OCTOBER_3, "report_is_due")]
        assert set(Letter.objects.values_list("sent_at", flat=True)) == {clock.at(OCTOBER_3, 8)}
        assert told("--replay") == ["0 letters left, as they would have by 6 October 2014."]

    def test_a_late_demonstration_finds_the_whole_ladder(self):
        with override_settings(PORTAL_CLOCK="2014-11-10 08:00"):
            assert told("--replay") == ["17 letters left, as they would have by 10 November 2014."]


@pytest.mark.django_db(transaction=True)
def test_the_loop_runs_without_redis_and_stops_at_once_when_told(tmp_path):
    """A process of its own, with an address for Redis where nobody listens."""
    database = settings.DATABASES["default"]
    url = (
        f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    surroundings = {
        **os.environ,
        "DEBUG": "on",
        "DATABASE_URL": url,
        "REDIS_URL": NOBODY_LISTENS,
        "MAILBOX": str(tmp_path),
        "SEND_JOURNAL": str(tmp_path / "sent.jsonl"),
    }
    someone, office = make.person("Elin Pryce"), make.organisation()
    work = make.initiative()
    make.named(work, someone)
    make.report_request(work, office, dt.date(2014, 10, 31))
    command = [sys.executable, "manage.py", "remind", "--loop", "--every", "60"]
    surroundings["PORTAL_CLOCK"] = "2014-10-03 09:00"
    loop = subprocess.Popen(command, env=surroundings, cwd=settings.ROOT, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(lambda: Letter.objects.filter(state="sent").exists())
        began = time.monotonic()
        loop.send_signal(signal.SIGTERM)
        assert loop.wait(5) == 0
        assert time.monotonic() - began < 3
        assert loop.stderr.read() == ""
        assert list(tmp_path.rglob("*.eml"))
    finally:
        loop.kill()
        loop.stderr.close()


def wait_for(happened, seconds=120):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)

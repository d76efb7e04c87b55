"""manage.py check_reminders: silent and 0 when all is well, else a sentence for each trouble, by another way out."""

import datetime as dt
import io
import urllib.request
from contextlib import suppress
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import override_settings

from collab_portal.toolkit import clock
from services.letters import holds
from services.letters.models import Hold
from tests import make
from tests.case import CastTestCase
from tests.services.letters.mail_server import free_port, mail_server

TEN = clock.at(make.MONDAY, 10)
MINUTE = dt.timedelta(minutes=1)
NOWHERE = "redis://127.0.0.1:1/0"
DUTY_OFFICER = "duty@portal.test"


def checked(*arguments):
    out = io.StringIO()
    call_command("check_reminders", *arguments, stdout=out)
    return out.getvalue()


def troubles(*arguments):
    with pytest.raises(CommandError) as trouble:
        checked(*arguments)
    assert trouble.value.returncode == 1
    return str(trouble.value).splitlines()


@override_settings(PORTAL_CLOCK="2014-10-06 10:00")
class CheckCase(CastTestCase):
    def setUp(self):
        make.bank_holiday(dt.date(2016, 1, 1), is_seeded=True)
        holds.beat("tick", TEN)


class TheExitCode(CheckCase):
    def test_all_is_well_and_nothing_is_said(self):
        assert checked() == ""

    def test_each_trouble_has_its_sentence(self):
        holds.beat("tick", TEN - 26 * 60 * MINUTE)
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=TEN)
        silent, held = troubles()
        assert silent.startswith("The engine last looked at what is due on 5 October 2014 at 8am.")
        assert held.endswith("We move house.")

    @override_settings(CELERY_BROKER_URL=NOWHERE)
    def test_a_broker_that_nobody_misses_is_a_warning(self):
        assert checked() == "The broker does not answer. Letters leave without it.\n"

    @override_settings(CELERY_BROKER_URL=NOWHERE)
    def test_a_broker_without_which_nothing_moves_is_a_trouble(self):
        holds.beat("tick", TEN - 6 * MINUTE)
        assert troubles()[1].startswith("The broker does not answer. Start it")

    def test_a_database_that_does_not_answer_is_one(self):
        with mock.patch.object(clock, "compared", side_effect=OperationalError("away")):
            assert troubles() == ["The database does not answer, so no page opens and no letter leaves. Start it."]

    def test_one_that_goes_away_while_it_is_asked_is_one_too(self):
        with mock.patch("services.watch.vitals.lateness.signs", side_effect=OperationalError("gone")):
            assert len(troubles()) == 1

    @override_settings(PORTAL_CLOCK="")
    def test_it_goes_by_the_clock_of_the_database_and_tells_of_its_own(self):
        holds.beat("tick", clock.of_the_database())
        make.bank_holiday(clock.of_the_database().date() + dt.timedelta(days=400), is_seeded=True)
        assert checked() == ""
        with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)):
            (sentence,) = troubles()
        assert sentence == "This machine is 60 minutes behind the database. Set its clock: until then it sends nothing."


class ByMail(CheckCase):
    def setUp(self):
        super().setUp()
        self.folder = settings.SEND_JOURNAL.parent
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=TEN)

    def check_at(self, minutes, port):
        now = f"2014-10-06 {10 + minutes // 60}:{minutes % 60:02d}"
        holds.beat("tick", TEN + minutes * MINUTE)
        with override_settings(PORTAL_CLOCK=now, FOLDER=self.folder, ALARM_EMAIL_URL=f"smtp://127.0.0.1:{port}"):
            return troubles("--mail", DUTY_OFFICER)

    def test_the_sentences_go_by_the_second_way_once_an_hour(self):
        with mail_server(port=(port := free_port())) as box:
            for minutes in (0, 5, 59, 60):
                self.check_at(minutes, port)
        assert [each["To"] for each in box.arrived] == [DUTY_OFFICER] * 2
        assert "We move house." in box.arrived[0].get_content()

    def test_a_new_trouble_goes_at_once(self):
        with mail_server(port=(port := free_port())) as box:
            self.check_at(0, port)
            holds.hold(Hold.Reason.MAIL_ACCOUNT, "The mail server said: no.", at=TEN)
            self.check_at(1, port)
        assert len(box.arrived) == 2

    def test_after_all_was_well_the_same_trouble_is_news(self):
        with mail_server(port=(port := free_port())) as box:
            self.check_at(0, port)
            Hold.objects.update(released_at=TEN)
            with override_settings(FOLDER=self.folder):
                assert checked() == ""
            Hold.objects.update(released_at=None)
            self.check_at(2, port)
        assert len(box.arrived) == 2

    def test_a_way_that_is_closed_is_a_trouble_of_its_own(self):
        assert self.check_at(0, free_port())[1].startswith(f"The alarm could not be mailed to {DUTY_OFFICER}: ")

    def test_without_a_second_way_it_is_refused(self):
        with pytest.raises(CommandError, match="ALARM_EMAIL_URL must name a mail server"):
            checked("--mail", DUTY_OFFICER)


class WhoeverWaitsToHear(CheckCase):
    def pinged(self, **settings):
        with mock.patch.object(urllib.request, "urlopen") as urlopen, override_settings(**settings):
            with suppress(CommandError):
                checked()
        return [call.args[0] for call in urlopen.call_args_list]

    def test_hears_from_us_when_all_is_well_and_only_if_he_is_named(self):
        assert self.pinged() == []
        assert self.pinged(ALARM_PING_URL="https://watch.invalid/1") == ["https://watch.invalid/1"]

    def test_hears_nothing_when_it_is_not(self):
        holds.beat("tick", TEN - 6 * MINUTE)
        assert self.pinged(ALARM_PING_URL="https://watch.invalid/1") == []

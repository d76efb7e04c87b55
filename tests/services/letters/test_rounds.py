"""The engine's doors: no work by a wrong clock, and a sign of life after each."""

import datetime as dt
from unittest import mock

import time_machine
from django.core import mail
from django.test import TestCase, override_settings

from collab_portal.toolkit.clock import Reading
from services.letters import journal, rounds
from services.letters.models import Letter, Pulse
from services.letters.tasks import deliver_waiting
from tests import make

NOW = make.EIGHT
LOG = "services.letters.rounds"


class AWrongClock(TestCase):
    def setUp(self):
        make.letter(make.person("Elin Pryce"))

    def delivered(self, seconds):
        return rounds.deliver(Reading(NOW, dt.timedelta(seconds=seconds)))

    def test_half_a_minute_off_is_near_enough(self):
        assert self.delivered(-30) == 1

    def test_more_than_that_and_nothing_leaves_either_way(self):
        for seconds in (31, -31, 3 * 3600):
            with self.assertLogs(LOG, "ERROR") as log:
                assert self.delivered(seconds) == 0
            assert f"{seconds} seconds ahead of the database's" in log.output[0]
        assert Letter.objects.get().state == "waiting"

    def test_it_is_kept_beside_the_pulse_of_those_who_work(self):
        with self.assertLogs(LOG, "ERROR"):
            self.delivered(-3600)
        assert Pulse.objects.last("delivery") is None
        refused = Pulse.objects.get(name="delivery, wrong clock")
        assert (refused.at, refused.did) == (NOW, {"seconds": -3600})

    @override_settings(PORTAL_CLOCK="")
    def test_the_door_of_a_worker_three_hours_ahead_sends_nothing(self):
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)):
            with self.assertLogs(LOG, "ERROR"):
                assert deliver_waiting() == 0
        assert mail.outbox == []
        assert 10_790 < Pulse.objects.get().did["seconds"] < 10_810


class NoJournal(TestCase):
    def setUp(self):
        make.letter(make.person("Elin Pryce"))

    def delivered_onto_a_disk_with(self, room):
        with mock.patch.object(journal, "ROOM", room), self.assertLogs(LOG, "ERROR"):
            return rounds.deliver(Reading(NOW))

    def test_on_a_full_disk_nothing_leaves_that_would_have_no_line(self):
        assert self.delivered_onto_a_disk_with(1 << 80) == 0
        assert (Letter.objects.get().state, mail.outbox) == ("waiting", [])

    def test_it_is_kept_with_what_the_machine_said(self):
        self.delivered_onto_a_disk_with(1 << 80)
        refused = Pulse.objects.get()
        assert (refused.name, refused.at) == ("delivery, no journal", NOW)
        assert "No space left on device" in refused.did["said"]

    def test_a_place_that_cannot_be_written_is_the_same(self):
        with override_settings(SEND_JOURNAL="/proc/no/such/journal"), self.assertLogs(LOG, "ERROR"):
            assert rounds.deliver(Reading(NOW)) == 0

    def test_once_there_is_room_everything_leaves(self):
        self.delivered_onto_a_disk_with(1 << 80)
        assert rounds.deliver(Reading(NOW + dt.timedelta(minutes=1))) == 1

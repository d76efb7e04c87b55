"""The canary: it goes at half past seven, once, and must be seen by ten to eight."""

import datetime as dt
import io
from email import message_from_bytes, policy
from unittest import mock

from django.core import mail
from django.core.management import call_command
from django.test import TestCase, override_settings

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from services.letters import canary, holds, rounds
from services.letters.canary import State
from services.letters.models import Hold, Pulse
from tests import make
from tests.services.letters.mail_server import mail_server, no_mail_server

BOX = "canary@portal.test"


def at(hour, minute=0, day=make.MONDAY):
    return clock.at(day, hour, minute)


@override_settings(CANARY_ADDRESS=BOX)
class CanaryCase(TestCase):
    def flies(self, *moment, **day):
        rounds.deliver(Reading(at(*moment, **day)))
        return [each.to for each in mail.outbox] == [[BOX]]

    def state(self, *moment):
        return canary.state(at(*moment), Pulse.objects.last("canary"), Pulse.objects.last("canary seen"))


class Flying(CanaryCase):
    def test_it_goes_at_half_past_seven_and_not_before(self):
        assert not self.flies(7, 29)
        assert self.flies(7, 30)

    def test_fifty_rounds_send_one(self):
        for minute in range(30, 60):
            assert self.flies(7, minute)

    def test_the_next_day_another_goes_with_another_word(self):
        self.flies(7, 30)
        rounds.deliver(Reading(at(7, 30, day=dt.date(2014, 10, 7))))
        assert len({each.extra_headers[canary.HEADER] for each in mail.outbox}) == 2

    def test_none_goes_where_nobody_works(self):
        make.bank_holiday(dt.date(2014, 10, 7))
        for day in (dt.date(2014, 10, 4), dt.date(2014, 10, 7)):
            assert not self.flies(9, 0, day=day)

    @override_settings(CANARY_ADDRESS="")
    def test_without_an_address_there_is_none(self):
        assert not self.flies(7, 30)
        assert self.state(9) == State.NONE

    def test_it_goes_while_letters_are_held_because_it_tests_the_way(self):
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=at(7))
        assert self.flies(7, 30)

    def test_a_mail_server_that_is_away_is_tried_again_the_next_minute(self):
        with no_mail_server(), self.assertLogs("services.letters.canary", "ERROR"):
            assert not canary.fly(at(7, 30))
        with mail_server() as box:
            assert canary.fly(at(7, 31))
        assert box.arrived[0]["To"] == BOX


class BeingSeen(CanaryCase):
    def arrived(self, **changes):
        message = mail.outbox[0].message()
        for name, value in changes.items():
            message.replace_header(name, value)
        return message_from_bytes(message.as_bytes(), policy=policy.default)

    def test_from_its_flight_to_the_box(self):
        assert self.state(7, 29) == State.NOT_YET
        self.flies(7, 30)
        assert self.state(7, 31) == State.ON_ITS_WAY
        assert canary.receive(self.arrived(), at(7, 32))
        assert self.state(7, 50) == State.SEEN

    def test_not_seen_by_ten_to_eight_it_is_missed_until_it_comes(self):
        self.flies(7, 30)
        assert (self.state(7, 49), self.state(7, 50), self.state(12)) == (State.ON_ITS_WAY, State.MISSED, State.MISSED)
        canary.receive(self.arrived(), at(12, 30))
        assert self.state(12, 31) == State.SEEN

    def test_one_that_never_went_is_missed_as_well(self):
        assert self.state(7, 50) == State.MISSED

    def test_one_of_yesterday_or_of_somebody_else_is_not_the_canary(self):
        self.flies(7, 30)
        assert not canary.receive(self.arrived(), at(7, 32) + dt.timedelta(days=1))
        assert not canary.receive(self.arrived(**{canary.HEADER: "0" * 64}), at(7, 32))
        assert not canary.receive(message_from_bytes(b"Hello", policy=policy.default), at(7, 32))
        assert self.state(7, 50) == State.MISSED

    @override_settings(EMAIL_BACKEND="services.letters.mailbox.Mailbox")
    def test_in_a_mailbox_that_is_a_folder_it_is_seen_at_once(self):
        canary.fly(at(7, 30))
        assert self.state(7, 30) == State.SEEN

    @override_settings(PORTAL_CLOCK="2014-10-06 07:32")
    def test_the_mail_server_pipes_it_into_the_command(self):
        self.flies(7, 30)
        assert self.piped(self.arrived().as_bytes()) == "The canary of today has arrived.\n"
        assert Pulse.objects.last("canary seen") == at(7, 32)
        assert self.piped(b"\xff\xfe no message at all") == "This is not the canary of today.\n"

    def piped(self, content):
        out = io.StringIO()
        with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(content))):
            call_command("receive_canary", stdout=out)
        return out.getvalue()

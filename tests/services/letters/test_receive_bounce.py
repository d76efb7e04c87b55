"""`manage.py receive_bounce`: the door for mail servers, which must learn from its exit code whether to try again."""

import io
import os
import subprocess
import sys
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from services.letters import bounces, came_back
from services.letters.returns import DeliveryEvent
from services.management.commands.receive_bounce import recipients_in
from tests.services.letters.messages_back import BOX, report, way_back
from tests.services.letters.test_bounces import BounceCase

ADDRESS = "bounces+1.abc@portal.example"


def hand_in(raw, *recipient):
    call_command("receive_bounce", *recipient, stdin=io.BytesIO(raw))


@override_settings(PORTAL_CLOCK="2014-10-06 09:00")
class HandedIn(BounceCase):
    def test_with_the_recipient_as_an_argument(self):
        letter = self.sent()
        hand_in(report(), way_back(letter))
        assert self.state(letter) == "bounced"

    def test_with_the_recipient_in_the_headers(self):
        for name in ("Delivered-To", "X-Original-To", "To"):
            letter = self.sent()
            hand_in(f"{name}: {way_back(letter)}\r\n".encode() + report())
            assert self.state(letter) == "bounced", name

    def test_a_very_long_message_is_read_to_its_end_and_counts(self):
        letter, stream = self.sent(), io.BytesIO(report() + b"x" * 3 * came_back.MOST_BYTES)
        call_command("receive_bounce", way_back(letter), stdin=stream)
        assert (self.state(letter), stream.read()) == ("bounced", b"")

    def test_what_is_not_ours_is_taken_and_forgotten(self):
        hand_in(report(), "somebody@portal.example")
        hand_in(b"")
        assert not DeliveryEvent.objects.exists()

    def test_what_is_forged_or_about_a_deleted_letter_is_taken_too_so_that_nobody_tries_again(self):
        letter = self.sent()
        hand_in(report(), f"bounces+{letter.pk}.{'a' * 26}@portal.example")
        path = way_back(letter)
        letter.delete()
        hand_in(report(), path)
        assert not DeliveryEvent.objects.exists()

    def test_while_the_database_is_away_the_mail_server_tries_again(self):
        for trouble in (OperationalError("gone"), InterfaceError("closed"), ZeroDivisionError("our own mistake")):
            with mock.patch.object(bounces, "receive", side_effect=trouble), self.assertLogs(level="ERROR"):
                with pytest.raises(CommandError, match="Try again later") as refused:
                    hand_in(report(), ADDRESS)
            assert refused.value.returncode == os.EX_TEMPFAIL


@given(st.binary(max_size=3000))
def test_rubbish_never_raises(rubbish):
    with override_settings(BOUNCE_ADDRESS=BOX):
        hand_in(rubbish, "rubbish")
        hand_in(rubbish)


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=200))
def test_rubbish_for_a_recipient_never_raises(address):
    with override_settings(BOUNCE_ADDRESS=BOX):
        hand_in(b"To: " + address.encode("latin-1") + b"\n\nWords.")


def test_the_surest_header_comes_first_and_the_body_is_no_header():
    raw = b"To: c@x.test\nX-Original-To: b@x.test\nDelivered-To: a@x.test\n\nDelivered-To: d@x.test\n"
    assert recipients_in(raw) == ["a@x.test", "b@x.test", "c@x.test"]
    assert recipients_in(raw.replace(b"\n", b"\r\n")) == ["a@x.test", "b@x.test", "c@x.test"]


def piped(database_url):
    """The command in a process of its own, as a mail server starts it."""
    surroundings = {**os.environ, "DEBUG": "on", "DATABASE_URL": database_url, "BOUNCE_ADDRESS": BOX}
    signed = f"bounces+1.{'a' * 26}@portal.example"
    command = [sys.executable, "manage.py", "receive_bounce", signed]
    ran = subprocess.run(command, cwd=settings.ROOT, env=surroundings, input=report(), capture_output=True, timeout=90)
    return ran.returncode


def test_without_a_database_the_process_ends_with_75():
    assert piped("postgres://portal:x@127.0.0.1:1/portal") == os.EX_TEMPFAIL

"""Delivery: whatever the mail server does, a letter leaves once or waits; only a refusal for good ends it."""

import datetime as dt
import smtplib
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core import mail
from django.db import OperationalError
from django.test import TestCase, override_settings
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit import leaps
from collab_portal.toolkit.fail_points import Ended
from services.letters import claims, delivery, holds, journal, letter_file, troubles
from services.letters.models import Hold, Letter
from services.letters.returns import AddressHealth
from services.letters.tasks import deliver_waiting as task
from tests import make
from tests.services.letters.mail_server import free_port, mail_server, no_mail_server

NOW = make.EIGHT
MINUTE = dt.timedelta(minutes=1)


class DeliveryCase(TestCase):
    def setUp(self):
        self.elin = make.person("Elin Pryce", email="elin@portal.test")

    def letter(self, **fields):
        fields.setdefault("message_id", f"<{len(mail.outbox)}.{Letter.objects.count()}@portal.invalid>")
        return make.letter(self.elin, **fields)

    def after(self, minutes=0, **more):
        return delivery.deliver_waiting(NOW + minutes * MINUTE, **more)


class LeavingTest(DeliveryCase):
    def test_a_letter_leaves_once(self):
        letter = self.letter()
        assert self.after() == 1
        assert self.after() == 0
        assert len(mail.outbox) == 1
        letter.refresh_from_db()
        assert (letter.state, letter.sent_at, letter.address, letter.attempts) == ("sent", NOW, "elin@portal.test", 1)

    def test_a_letter_waits_until_its_time(self):
        self.letter(not_before=NOW + 60 * MINUTE, next_try_at=NOW + 60 * MINUTE)
        assert self.after(59) == 0
        assert self.after(60) == 1

    def test_the_oldest_goes_first_and_a_run_has_an_end(self):
        for number in range(3):
            self.letter(subject=f"{number}", next_try_at=NOW - number * MINUTE)
        assert self.after(most=2) == 2
        assert [each.subject for each in mail.outbox] == ["2", "1"]

    def test_a_run_goes_on_for_its_minute_however_many_wait(self):
        for _ in range(201):
            self.letter()
        assert self.after() == 201

    def test_it_goes_to_the_address_of_the_moment(self):
        self.letter()
        self.elin.email = "new@portal.test"
        self.elin.save()
        self.after()
        assert mail.outbox[0].to == ["new@portal.test"]

    def test_somebody_who_left_gets_no_letter_and_the_reason_stays(self):
        waiting, abandoned = self.letter(), self.letter(state="handing_over", lease_until=NOW - MINUTE)
        other = make.letter(make.person())
        self.elin.is_active = False
        self.elin.save()
        assert self.after() == 1
        for letter in (waiting, abandoned):
            letter.refresh_from_db()
            assert (letter.state, letter.last_error) == ("cancelled", "This person can no longer sign in.")
        other.refresh_from_db()
        assert other.state == "sent"

    def test_the_headers_keep_robots_quiet_and_let_people_answer(self):
        self.letter(message_id="<abc@portal.invalid>", subject="Ärger & Co")
        self.after()
        message = mail.outbox[0].message()
        assert message["Message-ID"] == "<abc@portal.invalid>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Auto-Response-Suppress"] == "All"
        assert message["Reply-To"] == settings.REPLY_TO
        assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]

    def test_both_bodies_say_why(self):
        html = letter_file.as_html("Subject", "Words.", "you write its reports")
        self.letter(text="Words.\n", html=html)
        self.after()
        assert "You get this because you write its reports." in mail.outbox[0].body
        assert "You get this because you write its reports." in mail.outbox[0].alternatives[0].content

    @override_settings(EMAIL_BACKEND="services.letters.mailbox.Mailbox")
    def test_in_development_letters_land_in_a_folder_and_a_repeat_is_the_same_file(self):
        letter = self.letter(message_id="<abc123@portal.invalid>")
        self.after()
        Letter.objects.filter(pk=letter.pk).update(state="waiting")
        self.after()
        files = [path.relative_to(settings.MAILBOX) for path in Path(settings.MAILBOX).rglob("*.eml")]
        assert files == [Path("elin@portal.test/abc123.eml")]

    def test_the_task_is_a_door_and_nothing_else(self):
        with mock.patch.object(delivery, "deliver_waiting", return_value=7) as delivers:
            assert task() == 7
        delivers.assert_called_once()


class TroubleTest(DeliveryCase):
    def state(self, letter):
        letter.refresh_from_db()
        return letter.state

    def test_a_server_that_refuses_for_now_delays_the_letter(self):
        letter = self.letter()
        with mail_server("RCPT 451 Try later", "451 Still not") as box:
            assert self.after() == 0
            assert self.state(letter) == "waiting"
            assert "451" in letter.last_error
            assert self.after() == 0
            assert self.after(2) == 0
            assert self.after(20) == 1
        assert len(box.arrived) == 1
        assert box.arrived[0]["Subject"] == letter.subject
        assert self.state(letter) == "sent"
        assert (letter.attempts, letter.last_error) == (3, "")

    def test_a_server_that_is_not_there_loses_nothing_for_days(self):
        letters = [self.letter() for _ in range(3)]
        with no_mail_server():
            for hours in range(0, 24 * 7, 2):
                assert self.after(hours * 60) == 0
        assert {self.state(letter) for letter in letters} == {"waiting"}
        with mail_server() as box:
            assert self.after(24 * 60 * 8) == 3
        assert len(box.arrived) == 3

    def test_the_first_sign_of_a_dead_server_ends_the_run(self):
        letters = [self.letter() for _ in range(3)]
        with no_mail_server():
            self.after()
        assert sorted(self.tries(letter) for letter in letters) == [0, 0, 1]

    def tries(self, letter):
        letter.refresh_from_db()
        return letter.attempts

    def test_a_server_that_comes_back_gets_every_letter(self):
        letters = [self.letter() for _ in range(3)]
        port = free_port()
        with no_mail_server():
            self.after()
        with mail_server(port=port) as box:
            self.after(2)
        assert len(box.arrived) == 3
        assert {self.state(letter) for letter in letters} == {"sent"}

    def test_an_address_refused_for_good_fails_at_once_and_the_next_letter_goes(self):
        letter = self.letter()
        other = make.letter(make.person(), next_try_at=NOW + MINUTE, message_id="<o@portal.invalid>")
        with mail_server("RCPT 550 No such person") as box:
            assert self.after(2) == 1
        assert self.state(letter) == "failed"
        assert "550" in letter.last_error
        assert self.state(other) == "sent"
        assert len(box.arrived) == 1
        assert self.after(60 * 24) == 0

    def test_a_letter_refused_for_good_fails_at_once(self):
        letter = self.letter()
        with mail_server("554 Not like this"):
            self.after()
        assert self.state(letter) == "failed"

    def test_a_refusal_for_its_own_sake_that_never_ends_is_given_up_after_a_day(self):
        letter = self.letter()
        trouble = smtplib.SMTPRecipientsRefused({"elin@portal.test": (450, b"mailbox busy")})
        with mock.patch("services.letters.delivery.envelope", side_effect=trouble):
            hours = 0
            while self.state(letter) == "waiting":
                self.after(hours * 60)
                hours += 1
        assert letter.state == "failed"
        assert 24 < hours <= 26

    def test_after_an_outage_of_days_a_letter_that_is_deferred_once_is_tried_again(self):
        letter = self.letter()
        with no_mail_server():
            for hours in range(0, 72, 2):
                self.after(hours * 60)
        with mail_server("RCPT 451 Greylisted"):
            assert self.after(74 * 60) == 0
            assert self.state(letter) == "waiting"
            assert self.after(76 * 60) == 1

    def test_a_database_that_goes_away_is_never_the_letters_fault(self):
        letter = self.letter()
        with mock.patch("services.letters.delivery.envelope", side_effect=OperationalError("gone")):
            for hours in range(0, 72, 2):
                self.after(hours * 60)
        assert self.state(letter) == "waiting"
        assert self.after(74 * 60) == 1

    def test_our_own_mistake_in_one_letter_does_not_hold_up_the_others(self):
        broken = self.letter(address="", message_id="<a@portal.invalid>\nBcc: x@portal.test")
        fine = self.letter(next_try_at=NOW + MINUTE)
        assert self.after(2) == 1
        assert (self.state(broken), self.state(fine)) == ("waiting", "sent")
        assert "BadHeaderError" in broken.last_error

    def test_a_sender_that_died_is_taken_over_once_its_lease_has_run_out(self):
        letter = self.letter()
        claims.claim_next(NOW)
        assert self.after(9) == 0
        assert self.after(10) == 1
        assert self.state(letter) == "sent"
        assert letter.attempts == 2

    def test_a_demonstration_that_leaps_over_a_day_takes_no_letter_from_its_sender(self):
        letter = self.letter()
        claims.claim_next(NOW)
        reached = NOW + dt.timedelta(days=1)
        leap = leaps.Leap(NOW + MINUTE, reached)
        with mock.patch.object(leaps, "known", return_value=(leap,)):
            assert delivery.take_over_abandoned(reached + 9 * MINUTE) == 0
            assert delivery.take_over_abandoned(reached + 10 * MINUTE) == 1
        assert self.state(letter) == "waiting"

    def test_a_sender_that_was_thought_dead_cannot_undo_its_successor(self):
        letter = self.letter()
        slow = claims.claim_next(NOW)
        self.after(11)
        delivery.keep_failure(slow, NOW + 12 * MINUTE, TimeoutError("at last"))
        assert self.state(letter) == "sent"
        assert self.after(60) == 0

    def test_a_slow_sender_whose_lease_ran_out_sends_nothing_any_more(self):
        letter = self.letter()
        slow = claims.claim_next(NOW)
        delivery.take_over_abandoned(NOW + 11 * MINUTE)
        claims.claim_next(NOW + 11 * MINUTE)
        assert isinstance(delivery.hand_over(slow, NOW + 12 * MINUTE), troubles.NotSent)
        assert (self.state(letter), mail.outbox) == ("claimed", [])

    def test_of_a_handful_only_what_is_ours_still_leaves(self):
        """The first takes so long that the second one's lease runs out, and somebody else has it."""
        _, theirs, _ = [make.letter(make.person()) for _ in range(3)]

        def lose(*args):
            Letter.objects.filter(pk=theirs.pk, state="claimed").update(attempts=2)

        with mock.patch.object(journal, "write", side_effect=lose):
            assert self.after() == 2
        assert (self.state(theirs), len(mail.outbox)) == ("claimed", 2)

    def test_a_letter_we_cannot_make_is_put_aside_after_five_tries(self):
        letter = self.letter(message_id="<a@portal.invalid>\nBcc: x@portal.test")
        for hours in range(0, 9):
            self.after(hours * 60)
        assert (self.state(letter), letter.attempts) == ("failed", 5)

    def test_a_hold_that_begins_meanwhile_keeps_the_next_handful(self):
        for _ in range(4):
            self.letter()

        def hold(*args):
            holds.hold(Hold.Reason.BY_HAND, "Stop.", at=NOW)

        with mock.patch.object(delivery, "HANDFUL", 2), mock.patch.object(journal, "write", side_effect=hold):
            assert self.after() == 2

    def test_whoever_changes_their_address_meanwhile_gets_it_there(self):
        letter = self.letter()
        claimed = claims.claim_next(NOW)
        type(self.elin).objects.update(email="new@portal.test")
        delivery.hand_over(claimed, NOW)
        letter.refresh_from_db()
        assert ([each.to for each in mail.outbox], letter.address) == ([["new@portal.test"]], "new@portal.test")

    def test_a_handful_leaves_over_one_line_and_the_next_over_another(self):
        for _ in range(4):
            self.letter()
        with mail_server() as box, mock.patch.object(delivery, "HANDFUL", 2):
            assert self.after() == 4
        assert (len(box.arrived), box.lines) == (4, 2)

    def test_an_address_that_dies_with_the_first_of_a_handful_gets_no_second(self):
        first, second = self.letter(), self.letter()
        with mail_server("RCPT 550 5.1.1 No such person") as box:
            self.after()
        assert len(box.senders) == 1
        assert [self.state(each) for each in (first, second)] == ["failed", "held"]

    def test_a_dead_address_in_a_handful_costs_the_others_nothing(self):
        held = self.letter()
        AddressHealth.objects.create(address="elin@portal.test", state="hard", since=NOW, last_at=NOW)
        others = [make.letter(make.person()) for _ in range(2)]
        assert self.after() == 2
        assert [self.state(each) for each in (held, *others)] == ["held", "sent", "sent"]

    def test_fresh_letters_are_claimed_together_and_one_that_was_tried_before_alone(self):
        tried = self.letter(attempts=1)
        fresh = [self.letter().pk for _ in range(3)]
        claimed = [[each.pk for each in claims.claim_some(NOW, held=[], most=50)] for _ in range(3)]
        assert claimed == [[tried.pk], fresh, []]

    def test_a_letter_that_kills_its_sender_holds_the_others_up_once(self):
        """A handful is claimed and the sender dies with the first letter, and so does whoever takes that one over."""
        dead = {"state": "claimed", "attempts": 1, "lease_until": NOW}
        killer, *others = [self.letter(**dead) for _ in range(3)]
        with mock.patch.object(delivery, "hand_over", side_effect=Ended), pytest.raises(Ended):
            self.after(1)
        assert self.after(2) == 2
        assert [self.state(each) for each in (killer, *others)] == ["claimed", "sent", "sent"]

    def test_a_run_ends_before_the_workers_time_limit(self):
        for _ in range(3):
            self.letter()
        with mock.patch("services.letters.delivery.time.monotonic", side_effect=lambda: 31 * len(mail.outbox)):
            assert self.after() == 2
        assert Letter.objects.filter(state="waiting", lease_until=None).count() == 1


@given(st.integers(1, 500))
def test_the_pause_grows_to_an_hour_and_no_further(attempts):
    minutes = troubles.BACK_OFF[min(attempts, 5) - 1]
    assert 0.8 * minutes * MINUTE <= troubles.pause_after(attempts) <= 1.2 * minutes * MINUTE

"""Letters held back: nothing is lost, sign-in letters still leave, and each hold ends in its own way."""

import datetime as dt

from django.core import mail
from django.test import TestCase, override_settings

from services.history.models import Entry
from services.letters import delivery, holds, rate
from services.letters.models import Hold, Letter, Pulse
from tests import make
from tests.services.letters.mail_server import mail_server

NOW = make.EIGHT
MINUTE = dt.timedelta(minutes=1)


class HoldCase(TestCase):
    def setUp(self):
        self.elin = make.person("Elin Pryce", email="elin@portal.test")

    def after(self, minutes=0):
        return delivery.deliver_waiting(NOW + minutes * MINUTE)


class HeldBack(HoldCase):
    def test_only_letters_about_signing_in_leave(self):
        make.letter(self.elin, subject="Reminder")
        make.letter(self.elin, subject="New password", sort="account")
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=NOW)
        assert self.after() == 1
        assert [each.subject for each in mail.outbox] == ["New password"]

    def test_what_was_held_leaves_once_it_is_released(self):
        make.letter(self.elin)
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=NOW)
        assert holds.release(Hold.objects.get(), by=self.elin, at=NOW)
        assert not holds.release(Hold.objects.get(), by=self.elin, at=NOW), "pressed twice it is released once"
        assert self.after() == 1

    def test_a_hold_with_an_end_ends_by_itself(self):
        make.letter(self.elin)
        holds.hold(Hold.Reason.SILENCE, "Silent since Friday.", at=NOW, until=NOW + 10 * MINUTE)
        assert (self.after(9), self.after(10)) == (0, 1)

    def test_a_hold_for_one_reason_is_one_hold_until_it_ended(self):
        assert holds.hold(Hold.Reason.SILENCE, "Silent.", at=NOW, until=NOW + 10 * MINUTE)
        assert not holds.hold(Hold.Reason.SILENCE, "Silent.", at=NOW + MINUTE)
        assert holds.hold(Hold.Reason.SILENCE, "Silent again.", at=NOW + 60 * MINUTE)

    def test_holding_and_releasing_are_history(self):
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=NOW, by=self.elin)
        holds.release(Hold.objects.get(), by=self.elin, at=NOW, why="We have moved.")
        assert list(Entry.objects.order_by("id").values_list("verb", "why")) == [
            ("held the letters back", "We move house."),
            ("let the letters go again", "We have moved."),
        ]


class AWrongPassword(HoldCase):
    def test_it_holds_the_letters_and_blames_no_address(self):
        letters = [make.letter(self.elin) for _ in range(3)]
        with mail_server("MAIL 535 Wrong password"):
            self.after()
        assert Hold.objects.get().reason == "mail_account"
        assert set(Letter.objects.values_list("state", flat=True)) == {"waiting"}
        assert len(letters) == 3

    def test_one_letter_a_quarter_of_an_hour_tries_and_when_it_leaves_the_others_follow(self):
        for _ in range(3):
            make.letter(self.elin)
        with mail_server("MAIL 535 Wrong password", "MAIL 535 Wrong password") as box:
            assert [self.after(minutes) for minutes in (0, 5, 16, 20)] == [0, 0, 0, 0]
            assert self.after(40) == 3
        assert (len(box.arrived), Hold.objects.get().released_at is not None) == (3, True)


class OutOfHours(HoldCase):
    def test_a_letter_posted_in_the_evening_leaves_at_eight_on_the_next_working_day(self):
        friday_at_seven = dt.datetime(2014, 10, 3, 18, tzinfo=dt.UTC)
        letter = make.letter(
            self.elin, posted_at=friday_at_seven, not_before=friday_at_seven, next_try_at=friday_at_seven
        )
        assert delivery.deliver_waiting(friday_at_seven) == 0
        letter.refresh_from_db()
        assert (letter.state, letter.next_try_at, letter.attempts) == ("waiting", NOW, 0)
        assert self.after() == 1

    def test_a_letter_about_signing_in_leaves_at_midnight(self):
        midnight = dt.datetime(2014, 10, 3, 23, tzinfo=dt.UTC)
        make.letter(self.elin, sort="account", not_before=midnight, next_try_at=midnight)
        assert delivery.deliver_waiting(midnight) == 1


@override_settings(LETTERS_A_SECOND=2.0, LETTERS_AT_ONCE=5.0)
class TheRate(HoldCase):
    def taken(self, at):
        return sum(rate.take_one(at) for _ in range(100))

    def test_a_few_leave_at_once_and_the_rest_at_the_rate(self):
        assert self.taken(NOW) == 5
        assert self.taken(NOW + dt.timedelta(seconds=2)) == 4

    def test_a_long_pause_fills_the_bucket_no_further(self):
        self.taken(NOW)
        assert self.taken(NOW + 60 * MINUTE) == 5

    def test_a_clock_that_goes_back_adds_nothing(self):
        self.taken(NOW)
        assert (self.taken(NOW - 60 * MINUTE), self.taken(NOW)) == (0, 0)


class Alive(HoldCase):
    def test_each_run_leaves_a_pulse(self):
        make.letter(self.elin)
        self.after()
        assert (Pulse.objects.last("delivery"), Pulse.objects.get().did) == (NOW, {"sent": 1})
        assert Pulse.objects.last("canary") is None

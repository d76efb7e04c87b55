"""What is wrong, in sentences: broken only where somebody misses mail, and silent where nobody does."""

import datetime as dt

from django.test import override_settings

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from services.letters import holds, reconciling, rounds
from services.letters.models import Hold, Pulse
from services.watch.alarms import alarms
from services.watch.vitals import Vitals
from tests import make
from tests.case import CastTestCase

TEN = clock.at(make.MONDAY, 10)
MINUTE = dt.timedelta(minutes=1)


class AlarmCase(CastTestCase):
    def setUp(self):
        make.bank_holiday(dt.date(2016, 1, 1), is_seeded=True)
        holds.beat("tick", TEN)
        holds.beat("delivery", TEN, sent=0)

    def found(self, now=TEN, **more):
        return {each.name: each for each in alarms(Vitals.at(now), **more)}

    def sentence(self, name, now=TEN, **more):
        return self.found(now, **more)[name].sentence

    def waiting(self, minutes=20, **fields):
        then = TEN - minutes * MINUTE
        return make.letter(self.reader, **{"sort": "duty", "not_before": then, "next_try_at": then, **fields})


class AllIsWell(AlarmCase):
    def test_nothing_is_said(self):
        assert self.found() == {}

    def test_nor_for_a_letter_that_has_waited_a_quarter_of_an_hour(self):
        self.waiting(15)
        assert self.found() == {}

    def test_nor_at_night_for_one_that_waits_for_the_morning(self):
        night = TEN + dt.timedelta(hours=12)
        holds.beat("tick", night)
        holds.beat("delivery", night)
        self.waiting(sort="duty")
        assert self.found(night) == {}


class Silence(AlarmCase):
    def test_five_minutes_without_a_tick_are_told_at_night_as_well(self):
        assert self.found(TEN + 5 * MINUTE) == {}
        said = self.sentence("silent", TEN + 5 * MINUTE + dt.timedelta(seconds=1))
        assert said.startswith("The engine last looked at what is due on 6 October 2014 at 10am.")
        assert "silent" in self.found(TEN + dt.timedelta(hours=13))

    def test_an_engine_that_never_ran_is_told(self):
        Pulse.objects.all().delete()
        assert self.sentence("silent").startswith("The engine has never run.")


class Waiting(AlarmCase):
    def test_a_letter_that_nothing_moves_is_broken(self):
        self.waiting()
        assert self.sentence("waiting").startswith(
            "1 letter should have left by now, the oldest duty letter on 6 October 2014 at 9:40am. See what"
        )
        assert self.found()["waiting"].is_broken

    def test_many_that_leave_one_after_the_other_are_only_a_warning(self):
        for _ in range(3):
            self.waiting()
        holds.beat("delivery", TEN, sent=60)
        found = self.found()["waiting"]
        assert not found.is_broken
        assert found.sentence.endswith("They leave one after the other.")

    def test_the_one_that_is_being_sent_just_now_is_no_sign_of_trouble(self):
        self.waiting()
        self.waiting(attempts=1, state="claimed", lease_until=TEN)
        holds.beat("delivery", TEN, sent=60)
        assert not self.found()["waiting"].is_broken

    def test_one_that_was_tried_in_vain_is_broken_while_others_leave(self):
        self.waiting(attempts=2)
        holds.beat("delivery", TEN, sent=60)
        assert self.found()["waiting"].is_broken


class Held(AlarmCase):
    def test_each_hold_is_told_with_its_words(self):
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=TEN)
        holds.hold(Hold.Reason.MAIL_ACCOUNT, "The mail server said: no.", at=TEN)
        assert self.sentence("held by_hand") == "Letters have been held since 6 October 2014 at 10am: We move house."
        assert "held mail_account" in self.found()

    def test_that_letters_wait_meanwhile_is_no_trouble_of_its_own(self):
        self.waiting()
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=TEN)
        assert list(self.found()) == ["held by_hand"]


@override_settings(CANARY_ADDRESS="canary@portal.test")
class TheCanary(AlarmCase):
    def test_not_seen_by_ten_to_eight_is_told_from_then_on(self):
        for minute, told in ((49, False), (50, True)):
            moment = clock.at(make.MONDAY, 7, minute)
            holds.beat("tick", moment)
            assert ("canary" in self.found(moment)) == told

    def test_seen_it_is_not_and_on_a_sunday_neither(self):
        holds.beat("canary seen", clock.at(make.MONDAY, 7, 31))
        assert "canary" not in self.found()
        sunday = clock.at(dt.date(2014, 10, 5), 10)
        holds.beat("tick", sunday)
        assert "canary" not in self.found(sunday)


class Clocks(AlarmCase):
    def test_a_machine_that_refused_to_work_is_told_for_ten_minutes(self):
        holds.beat("tick, wrong clock", TEN - 10 * MINUTE, seconds=-31)
        assert self.sentence("clock tick") == (
            "A machine that does the tick is 31 seconds behind the database. Set its clock: until then it sends nothing."
        )
        holds.beat("tick, wrong clock", TEN - 11 * MINUTE, seconds=-31)
        assert self.found() == {}

    def test_so_is_the_one_that_asks(self):
        for seconds, told in ((30, False), (31, True)):
            reading = Reading(TEN, dt.timedelta(seconds=seconds))
            assert ("clock here" in self.found(reading=reading)) == told


class TheBroker(AlarmCase):
    def test_away_while_letters_leave_it_is_a_warning(self):
        found = self.found(broker_answers=False)["broker"]
        assert (found.is_broken, found.sentence) == (False, "The broker does not answer. Letters leave without it.")

    def test_away_while_they_do_not_it_is_broken(self):
        self.waiting()
        assert self.found(broker_answers=False)["broker"].is_broken


class BankHolidays(AlarmCase):
    def test_too_few_are_told_as_the_directory_tells_it(self):
        make.BankHoliday.objects.all().delete()
        assert self.sentence("holidays").startswith("No bank holidays are known for England and Wales")
        make.bank_holiday(dt.date(2015, 10, 5), is_seeded=True)
        assert "known only up to 5 October 2015" in self.sentence("holidays")
        assert self.found()["holidays"].is_broken


class TheWorstFirst(AlarmCase):
    def test_what_is_broken_stands_before_what_is_slow(self):
        holds.beat("delivery", TEN, sent=60)
        self.waiting()
        make.BankHoliday.objects.all().delete()
        assert [each.is_broken for each in alarms(Vitals.at(TEN))] == [True, False]


class TheDelivery(AlarmCase):
    def tick_at(self, minutes):
        holds.beat("tick", TEN + minutes * MINUTE)
        return TEN + minutes * MINUTE

    def test_five_minutes_without_a_round_are_told_while_ticks_go_on(self):
        assert self.found(self.tick_at(5)) == {}
        said = self.sentence("asleep", self.tick_at(6))
        assert said.startswith("Nobody has looked for letters that wait since 6 October 2014 at 10am.")

    def test_where_nothing_ticks_either_one_sentence_is_enough(self):
        assert set(self.found(TEN + 6 * MINUTE)) == {"silent"}

    def test_a_journal_that_cannot_be_written_is_told_with_what_the_machine_said(self):
        holds.beat(rounds.NO_JOURNAL, TEN + MINUTE, said="No space left on device")
        said = self.sentence("journal", self.tick_at(6))
        assert "so no letter leaves: No space left on device." in said
        assert set(self.found(self.tick_at(6))) == {"journal"}

    def test_once_a_round_was_made_it_is_over(self):
        holds.beat(rounds.NO_JOURNAL, TEN - MINUTE, said="No space left on device")
        assert self.found() == {}


class TheAccount(AlarmCase):
    def account(self, **more):
        holds.beat(
            reconciling.ACCOUNT, TEN, day="2014-10-05", **{"sent": 3, "without_line": 0, "without_letter": 0, **more}
        )
        return self.found()

    def test_one_that_agrees_says_nothing(self):
        assert self.account() == {}

    def test_either_difference_is_a_warning_with_what_to_do(self):
        found = self.account(without_line=1, without_letter=2)
        assert [each.is_broken for each in found.values()] == [False, False]
        assert found["account line"].sentence.startswith(
            "1 letter of 5 October 2014 left without a line in the journal."
        )
        assert "“manage.py after_restore”" in found["account letter"].sentence

"""The health of an address: when it counts as dead, and how it comes back to life."""

import datetime as dt

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.refusals import Refused
from services.history.models import Entry
from services.letters import addresses, delivery
from services.letters.addresses import Strike, judge
from services.letters.models import Letter
from services.letters.returns import AddressHealth
from services.letters.status import Meaning
from tests import make
from tests.services.letters.messages_back import complaint, report
from tests.services.letters.test_bounces import DAY, MINUTE, NOW, BounceCase

MEANINGS = st.sampled_from([each.value for each in Meaning])
STRIKES = st.lists(
    st.builds(Strike, st.integers(1, 4), MEANINGS, st.integers(0, 20).map(lambda days: NOW - days * DAY))
)


def judged(*strikes):
    """What strikes of (letter, meaning, days ago) make of an address."""
    return judge([Strike(letter, meaning, NOW - days * DAY) for letter, meaning, days in strikes], NOW)


@pytest.mark.parametrize(
    ("strikes", "state"),
    [
        ([], "good"),
        ([(1, "gone", 0)], "hard"),
        ([(1, "gone", 300)], "hard"),
        ([(1, "refused", 0)], "good"),
        ([(1, "refused", 0), (1, "refused", 1)], "good"),
        ([(1, "refused", 0), (2, "refused", 7)], "hard"),
        ([(1, "refused", 0), (2, "refused", 8)], "good"),
        ([(1, "not_now", 0), (2, "not_now", 3)], "good"),
        ([(1, "not_now", 0), (2, "not_now", 3), (3, "not_now", 14)], "soft"),
        ([(1, "not_now", 0), (2, "not_now", 3), (3, "not_now", 15)], "good"),
        ([(1, "not_now", 0), (1, "not_now", 3), (1, "not_now", 4)], "good"),
        ([(1, "nothing", 0), (2, "nothing", 0), (3, "nothing", 0)], "good"),
    ],
)
def test_what_strikes_make_of_an_address(strikes, state):
    assert judged(*strikes)[0] == state


@given(STRIKES, st.randoms())
def test_the_order_of_strikes_does_not_matter(strikes, random):
    shuffled = random.sample(strikes, len(strikes))
    assert judge(strikes, NOW) == judge(shuffled, NOW) == judge(shuffled + strikes, NOW)


@given(STRIKES, STRIKES)
def test_more_strikes_never_make_it_better(strikes, more):
    order = ["good", "soft", "hard"]
    assert order.index(judge(strikes, NOW)[0]) <= order.index(judge(strikes + more, NOW)[0])


class Counting(BounceCase):
    def test_delays_of_three_letters_make_it_doubtful_and_letters_still_go(self):
        for number in range(3):
            self.comes_back(self.sent(), report("delayed", "4.4.1"), at=NOW + number * DAY)
        assert self.health() == "soft"
        assert AddressHealth.objects.get().strikes == 3
        letter = make.letter(self.elin)
        delivery.deliver_waiting(NOW + 3 * DAY)
        assert self.state(letter) == "sent"

    def test_health_belongs_to_the_address_and_not_to_the_person(self):
        self.comes_back(self.sent())
        self.elin.email = "new@portal.test"
        self.elin.save()
        assert (self.health(), self.health("new@portal.test")) == ("hard", None)

    def test_the_person_s_history_says_that_we_stopped(self):
        self.comes_back(self.sent())
        assert Entry.objects.told_on(self.elin).filter(verb="stopped writing to this person’s address").exists()

    def test_a_letter_that_arrives_later_proves_a_doubtful_address(self):
        for number in range(3):
            self.comes_back(self.sent(), report("delayed", "4.4.1"), at=NOW + number * MINUTE)
        later = self.sent(sent_at=NOW + DAY)
        self.comes_back(later, report("delivered", "2.0.0"), at=NOW + 2 * DAY)
        assert (self.health(), AddressHealth.objects.get().strikes) == ("good", 0)

    def test_a_letter_that_was_on_its_way_before_the_trouble_proves_nothing(self):
        early = self.sent()
        self.comes_back(self.sent(), at=NOW + MINUTE)
        self.comes_back(early, report("delivered", "2.0.0"), at=NOW + 2 * MINUTE)
        assert self.health() == "hard"

    def test_what_was_heard_before_a_proof_counts_no_more(self):
        self.comes_back(self.sent(), report(status="5.2.1"), at=NOW)
        self.comes_back(self.sent(sent_at=NOW + MINUTE), report("delivered", "2.0.0"), at=NOW + 2 * MINUTE)
        self.comes_back(self.sent(), report(status="5.2.1"), at=NOW + DAY)
        assert self.health() == "good"


class ItWorksAgain(BounceCase):
    def setUp(self):
        super().setUp()
        self.comes_back(self.sent())
        self.held = make.letter(self.elin, posted_at=NOW)
        delivery.deliver_waiting(NOW + MINUTE)
        mail.outbox.clear()

    def say_so(self, at=NOW + DAY):
        return addresses.works_again(AddressHealth.objects.get(), why="He wrote to me.", by=self.elin, at=at)

    def let_go(self, at=NOW + DAY, since=NOW):
        return addresses.let_go({self.elin.pk: since}, at)

    def test_nothing_goes_before_somebody_says_so(self):
        assert (self.let_go(), self.state(self.held)) == ((0, 0), "held")

    def test_what_was_held_goes_through_the_usual_checks(self):
        self.say_so()
        assert (self.let_go(), self.let_go()) == ((1, 0), (0, 0))
        assert delivery.deliver_waiting(NOW + DAY) == 0, "the planner may take it back first"
        assert delivery.deliver_waiting(NOW + DAY + 15 * MINUTE) == 1
        assert self.state(self.held) == "sent"

    def test_what_was_held_goes_to_a_new_address(self):
        self.elin.email = "new@portal.test"
        self.elin.save()
        self.let_go()
        delivery.deliver_waiting(NOW + DAY + 15 * MINUTE)
        assert mail.outbox[0].to == ["new@portal.test"]

    def test_what_is_too_old_is_cancelled_with_the_reason(self):
        self.say_so()
        assert self.let_go(since=NOW + MINUTE) == (0, 1)
        assert (self.state(self.held), self.held.last_error) == ("cancelled", addresses.WAITED_TOO_LONG)

    def test_it_is_history_with_the_reason_and_who_said_so(self):
        self.say_so()
        entry = Entry.objects.told_on(self.elin).get(verb="said that this address works again")
        assert (entry.by, entry.why) == (self.elin, "He wrote to me.")

    def test_said_twice_it_is_refused(self):
        self.say_so()
        with pytest.raises(Refused, match="takes letters again already"):
            self.say_so()

    def test_an_old_message_handed_in_again_does_not_kill_it_again(self):
        self.say_so()
        self.comes_back(Letter.objects.get(state="bounced"), at=NOW + 2 * DAY)
        assert self.health() == "good"

    def test_a_new_bounce_does(self):
        self.say_so()
        self.comes_back(self.sent(sent_at=NOW + 2 * DAY), report(more="again"), at=NOW + 3 * DAY)
        assert self.health() == "hard"


class Unwanted(BounceCase):
    def test_a_complaint_is_listed_for_two_weeks(self):
        self.comes_back(self.sent(), complaint())
        for days, number in ((13, 1), (15, 0)):
            assert AddressHealth.objects.in_trouble(NOW + dt.timedelta(days=days)).count() == number

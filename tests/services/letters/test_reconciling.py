"""Yesterday's letters against the journal: every one that left has its line, and every line its letter."""

import datetime as dt

from django.conf import settings
from django.test import TestCase

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from services.letters import delivery, reconciling, rounds
from services.letters.models import Letter, Pulse
from tests import make

MONDAY_AT_EIGHT = make.EIGHT
TUESDAY = clock.at(make.MONDAY + dt.timedelta(days=1), 0)
LEFT = {"day": "2014-10-06", "sent": 2, "without_line": 0, "without_letter": 0}


class TheAccountOfADay(TestCase):
    def setUp(self):
        elin = make.person("Elin Pryce")
        self.letters = [make.letter(elin, message_id=f"<{number}@portal.invalid>") for number in range(2)]
        assert delivery.deliver_waiting(MONDAY_AT_EIGHT) == 2

    def account(self, now=TUESDAY):
        reconciling.settle(now)
        return Pulse.objects.get(name=reconciling.ACCOUNT).did

    def test_where_both_agree_there_is_nothing_to_look_into(self):
        assert self.account() == LEFT

    def test_a_letter_without_a_line_is_counted(self):
        settings.SEND_JOURNAL.write_text("")
        assert self.account() == {**LEFT, "without_line": 2}

    def test_a_line_without_a_letter_is_counted(self):
        self.letters[0].delete()
        assert self.account() == {**LEFT, "sent": 1, "without_letter": 1}

    def test_a_letter_that_has_forgotten_that_it_left_is_a_line_without_a_letter(self):
        Letter.objects.filter(pk=self.letters[0].pk).update(state="waiting", sent_at=None)
        assert self.account()["without_letter"] == 1

    def test_one_that_came_back_has_left_all_the_same(self):
        Letter.objects.update(state="bounced")
        assert self.account() == LEFT

    def test_a_day_ends_at_midnight_in_london(self):
        late = TUESDAY - dt.timedelta(minutes=1)
        make.letter(self.letters[0].to, sort="account", not_before=late, next_try_at=late)
        delivery.deliver_waiting(late)
        make.letter(self.letters[0].to, sort="account", not_before=TUESDAY, next_try_at=TUESDAY)
        delivery.deliver_waiting(TUESDAY)
        assert self.account() == {**LEFT, "sent": 3}

    def test_the_first_round_of_a_day_makes_it_and_no_other(self):
        rounds.deliver(Reading(TUESDAY))
        settings.SEND_JOURNAL.write_text("")
        rounds.deliver(Reading(TUESDAY + dt.timedelta(hours=9)))
        assert self.account(TUESDAY + dt.timedelta(hours=23)) == LEFT

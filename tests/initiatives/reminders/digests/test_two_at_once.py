"""Two workers at the same moment, on real connections: one digest, and everything in it once."""

import datetime as dt

from collab_portal.toolkit import clock
from initiatives.reminders import actions
from initiatives.reminders.digests import actions as digests
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.models import Reminder
from services.directory.calendars import Calendars
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.test_two_at_once import TwoAtOnce as Threads

FRIDAY = dt.date(2014, 10, 3)


class TwoDigestsAtOnce(Threads):
    def setUp(self):
        super().setUp()
        for person in self.people:
            make.letter_preferences(person, "weekly", digest_weekday=4)
        quiet = make.initiative()
        make.report_request(quiet, make.organisation(), dt.date(2014, 10, 8))
        for person in self.people:
            make.named(quiet, person, "sponsor")
        actions.tick(clock.at(FRIDAY, 7))

    test_ticks_that_run_together_say_everything_once = None
    test_writing_to_one_person_from_four_places_posts_one_letter = None

    def test_four_workers_make_one_digest(self):
        pk, now, calendars = Digest.objects.get(person=self.people[0]).pk, clock.at(FRIDAY, 8), Calendars.known()
        self.at_once(4, lambda: digests.make(pk, now, calendars))
        assert Letter.objects.filter(to=self.people[0]).count() == 1
        assert Digest.objects.get(pk=pk).state == "posted"

    def test_ticks_that_run_together_make_one_letter_a_person_with_all_reminders_in_it(self):
        for _ in range(3):
            self.at_once(4, lambda: actions.tick(clock.at(FRIDAY, 8)))
        actions.tick(clock.at(FRIDAY, 9))
        assert sorted(Letter.objects.values_list("to", flat=True)) == sorted(person.pk for person in self.people)
        assert Reminder.objects.filter(state="sent").count() == 12
        assert {letter.reminders.count() for letter in Letter.objects.all()} == {3}

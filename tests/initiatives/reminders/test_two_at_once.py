"""Two ticks at the same moment, on real connections: everybody hears once."""

import datetime as dt
import threading

from django.db import connection, transaction
from django.test import TransactionTestCase

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from initiatives.reminders import actions, watch
from initiatives.reminders.facts import REPORTS_OWED
from initiatives.reminders.models import Reminder
from initiatives.reviews.models import ReportRequest
from services.access.roles import Role
from services.directory.models import BankHoliday
from services.letters import holds
from services.letters.models import Hold, Letter
from tests import make

OCTOBER_3 = dt.date(2014, 10, 3)


class TwoAtOnce(TransactionTestCase):
    def setUp(self):
        office = make.organisation()
        self.people = [make.person() for _ in range(4)]
        for _ in range(3):
            work = make.initiative()
            make.report_request(work, office, dt.date(2014, 10, 31))
            for person in self.people:
                make.named(work, person)

    def at_once(self, number, work):
        start, troubles = threading.Barrier(number), []

        def run():
            try:
                start.wait()
                work()
            except Exception as trouble:
                troubles.append(trouble)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not troubles

    def test_ticks_that_run_together_say_everything_once(self):
        for _ in range(3):
            self.at_once(4, lambda: actions.tick(clock.at(OCTOBER_3, 8)))
        actions.tick(clock.at(OCTOBER_3, 9))
        assert sorted(Letter.objects.values_list("to", flat=True)) == sorted(person.pk for person in self.people)
        assert Reminder.objects.filter(state="sent").count() == 12
        assert {letter.reminders.count() for letter in Letter.objects.all()} == {3}

    def test_ticks_that_run_together_after_a_silence_hold_and_tell_once(self):
        make.person("Joan Ellis", make.organisation(), Role.ADMINISTRATOR)
        now = clock.at(OCTOBER_3, 8)
        holds.beat("tick", now - dt.timedelta(hours=5))
        self.at_once(4, lambda: watch.tick(Reading(now)))
        assert Hold.objects.count() == 1
        assert Letter.objects.filter(sort="account").count() == 1

    def test_writing_to_one_person_from_four_places_posts_one_letter(self):
        actions.tick(clock.at(OCTOBER_3, 7))
        now, calendar = clock.at(OCTOBER_3, 8), BankHoliday.objects.working_days()
        self.at_once(4, lambda: actions.write_to([self.people[0].pk], now, calendar))
        assert Letter.objects.count() == 1

    def test_while_letters_are_asked_about_nobody_settles_what_they_speak_of(self):
        work = ReportRequest.objects.first()
        pair = (self.people[0].pk, work.history_key)
        refused = []

        def settle():
            with transaction.atomic():
                refused.append(not ReportRequest.objects.select_for_update(skip_locked=True).filter(pk=work.pk))

        for ask in (REPORTS_OWED.due_at_once, REPORTS_OWED.matters_at_once):
            with transaction.atomic():
                assert pair in ask([pair], OCTOBER_3)
                self.at_once(1, settle)
        self.at_once(1, settle)
        assert refused == [True, True, False]

"""A morning lived through while workers tick and deliver, on real connections: everybody hears once, and before it ends."""

import datetime as dt
import threading

from django.db import connection
from django.test import TransactionTestCase

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from initiatives.demonstrations import mornings
from initiatives.reminders import actions, watch
from initiatives.reminders.models import Reminder
from services.letters import rounds
from services.letters.models import Letter
from tests import make

EIGHT = clock.at(dt.date(2014, 10, 3), 8)


class AMorningAndItsWorkers(TransactionTestCase):
    def setUp(self):
        office = make.organisation()
        self.people = [make.person() for _ in range(4)]
        work = make.initiative()
        make.report_request(work, office, dt.date(2014, 10, 31))
        for person in self.people:
            make.named(work, person)
        self.troubles = []

    def beside(self, work):
        def run():
            try:
                work()
            except Exception as trouble:
                self.troubles.append(trouble)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def worker(self):
        watch.tick(Reading(EIGHT))
        rounds.deliver(Reading(EIGHT))

    def test_workers_add_nothing(self):
        workers = [self.beside(self.worker) for _ in range(3)]
        mornings.work(EIGHT)
        assert Letter.objects.count() == 4
        for each in workers:
            each.join(30)
        assert not self.troubles
        assert Letter.objects.filter(state="sent", attempts=1).count() == 4
        assert Reminder.objects.filter(state="sent").count() == 4

    def test_a_morning_waits_for_whoever_plans(self):
        planning, may_end = threading.Event(), threading.Event()

        def plan_slowly():
            with actions.planning_alone():
                planning.set()
                may_end.wait(30)

        slow = self.beside(plan_slowly)
        assert planning.wait(30)
        morning = self.beside(lambda: mornings.work(EIGHT))
        morning.join(0.5)
        assert morning.is_alive()
        assert not Letter.objects.exists()
        may_end.set()
        for each in (slow, morning):
            each.join(30)
        assert not self.troubles
        assert Letter.objects.count() == 4

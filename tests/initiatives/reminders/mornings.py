"""Living through days: what a tick and a delivery at a London time would do."""

import datetime as dt

from collab_portal.toolkit import clock
from initiatives.reminders import actions
from initiatives.reminders.models import Reminder
from services.letters import delivery
from services.letters.models import Letter
from tests import make
from tests.case import CastTestCase

DAY = dt.timedelta(days=1)
OCTOBER_3 = dt.date(2014, 10, 3)
FRIDAY = dt.date(2014, 10, 31)


def eight_on(day):
    """8am in London, as a UTC instant."""
    return clock.at(day, 8)


class ReminderTestCase(CastTestCase):
    """The cast, whose report is due on Friday 31 October 2014. Nobody gets digests unless a test says so."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for someone in (cls.officer, cls.commissioner):
            make.letter_preferences(someone, "never")

    def tick(self, day, hour=8, minute=0):
        return actions.tick(clock.at(day, hour, minute))

    def live_through(self, first, last, hours=(8,)):
        """Tick and deliver at these hours of every day, both ends included. The day a letter was written is the day it left."""
        for day in (first + n * DAY for n in range((last - first).days + 1)):
            for hour in hours:
                self.tick(day, hour)
                delivery.deliver_waiting(clock.at(day, hour))

    def letters(self, someone=None):
        """[(local date, kind)] of the letters that were not cancelled, oldest first."""
        sent = Letter.objects.exclude(state="cancelled").order_by("posted_at", "id")
        mine = sent.filter(to=someone) if someone else sent
        return [(clock.local(letter.posted_at).date(), letter.kind) for letter in mine]

    def rows(self, **having):
        return Reminder.objects.filter(**having).order_by("planned_on", "id")

    def states(self, someone):
        return [(row.planned_on.day, row.state) for row in self.rows(recipient=someone)]

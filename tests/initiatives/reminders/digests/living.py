"""Living through the days of digests: the cast, of whom the policy officer wants one every Monday at 8am."""

import datetime as dt

from collab_portal.toolkit import clock
from initiatives.reminders.digests.models import Digest
from services.letters import delivery
from services.letters.models import Letter
from services.people.models import LetterPreferences
from tests import make
from tests.initiatives.reminders.mornings import DAY, ReminderTestCase

SUNDAY = dt.date(2014, 10, 5)
MONDAY = make.MONDAY
NEXT_MONDAY = MONDAY + 7 * DAY


class DigestTestCase(ReminderTestCase):
    """The report of the cast is due on Friday 31 October 2014, so there is always something to say in that month."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        LetterPreferences.objects.filter(person=cls.officer).update(digest_frequency="weekly")
        cls.make_late(cls.review_work, cls.office)

    @classmethod
    def make_late(cls, work, office, due_on=dt.date(2014, 8, 1)):
        """A report that was due so long ago that nobody is reminded of it any more."""
        cls.late = make.report_request(work, office, due_on)
        return cls.late

    def wants(self, someone, frequency="weekly", **fields):
        LetterPreferences.objects.update_or_create(person=someone, defaults={"digest_frequency": frequency, **fields})

    def deliver(self, day, hour=8, minute=0):
        return delivery.deliver_waiting(clock.at(day, hour, minute))

    def morning(self, day=MONDAY, hour=8):
        """The evening before plans, the morning makes; nothing is delivered."""
        self.tick(day - DAY, 20)
        return self.tick(day, hour)

    def digests(self, someone=None):
        """The letters that are digests, those that were taken back left out, oldest first."""
        sent = Letter.objects.filter(kind="digest").exclude(state="cancelled").order_by("posted_at", "id")
        return list(sent.filter(to=someone) if someone else sent)

    def days(self, someone):
        return [clock.local(letter.posted_at).date() for letter in self.digests(someone)]

    def digest(self, someone=None):
        return Digest.objects.made().get(person=someone or self.officer)

    def text(self, someone=None):
        [letter] = self.digests(someone or self.officer)
        return letter.text

"""Yesterday's backup is restored after fifty letters have left (fault 44): nothing goes twice, and what is new goes."""

import datetime as dt
import io

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import TransactionTestCase, override_settings

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from initiatives.reminders import watch
from initiatives.reminders.models import Reminder
from services.letters import rounds
from services.letters.models import Hold, Letter
from tests import make
from tests.faults import backups

LETTERS = 50
FRIDAY = dt.date(2014, 10, 31)


def eight_on(day):
    return clock.at(dt.date(2014, 10, day), 8)


def engine(now):
    """One tick and one round, as beat asks for them each minute."""
    watch.tick(Reading(now))
    return rounds.deliver(Reading(now))


def said_by(*options):
    out = io.StringIO()
    call_command("after_restore", *options, stdout=out)
    return out.getvalue()


def release():
    out = io.StringIO()
    call_command("holds", "--release", "restored", "--why", "We have read what would go.", stdout=out)
    return out.getvalue()


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class ARestoredBackup(TransactionTestCase):
    def setUp(self):
        self.office = make.organisation()
        self.people = [make.person() for _ in range(LETTERS)]
        self.addCleanup(backups.drop)
        backups.drop()
        self.asked_of(self.people, FRIDAY)
        engine(eight_on(2))

    def asked_of(self, people, due_on):
        work = make.initiative()
        for person in people:
            make.named(work, person)
        make.report_request(work, self.office, due_on)

    def letters_leave(self):
        assert engine(eight_on(3)) + engine(eight_on(3) + dt.timedelta(minutes=15)) == LETTERS

    def test_it_is_held_replayed_and_released(self):
        way = backups.best_way(settings.SEND_JOURNAL.parent)
        way.save()
        self.letters_leave()
        with backups.restored(way):
            self.goes_on()

    def test_the_same_by_a_copy(self):
        way = backups.ByCopy()
        way.save()
        self.letters_leave()
        with backups.restored(way):
            self.goes_on()

    def goes_on(self):
        assert not Letter.objects.filter(state="sent").exists()
        self.nothing_leaves()
        self.it_is_refused_to_release_before_the_replay()
        self.replay()
        self.what_is_new_goes()

    def nothing_leaves(self):
        mail.outbox.clear()
        Hold.objects.all().delete()
        assert [engine(eight_on(6) + dt.timedelta(minutes=n)) for n in (0, 15, 30)] == [0, 0, 0]
        assert "restored" in Hold.objects.values_list("reason", flat=True)
        said = said_by()
        assert said.startswith("50 lines of the journal are not known to this database.\nAfter its replay nothing")
        assert Letter.objects.exclude(state="waiting").count() == 0, "looking changed something"

    def it_is_refused_to_release_before_the_replay(self):
        with pytest.raises(CommandError, match="The journal has not been replayed yet"):
            release()

    def replay(self):
        assert "50 letters had left before the restore" in said_by("--replay")
        assert said_by("--replay").startswith("0 letters had left before the restore")
        assert set(Reminder.objects.filter(state="sent").values_list("letter__state", flat=True)) == {"sent"}
        assert "0 lines" in said_by()
        assert "manage.py holds --release restored --why" in said_by()

    def what_is_new_goes(self):
        self.asked_of(self.people[:1], dt.date(2014, 11, 3))
        assert f"1 letter would go from 6 October 2014 at 8am on:\n  {self.people[0].name}" in said_by()
        assert engine(eight_on(6) + dt.timedelta(minutes=40)) == 0
        assert release() == "The letters go again with the next delivery.\n"
        sent = [engine(eight_on(6) + dt.timedelta(minutes=n)) for n in (45, 60, 75)]
        assert (sum(sent), [each.to for each in mail.outbox]) == (1, [[self.people[0].email]])

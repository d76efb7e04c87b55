"""The ledger after a restore: what was said since the backup is said, and not again."""

import datetime as dt

from initiatives.reminders.models import Reminder
from initiatives.reminders.restoring import make_again
from services.letters import delivery, restoring
from services.letters.models import Hold, Letter
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase, eight_on

OCTOBER_6 = dt.date(2014, 10, 6)


class TheLedger(ReminderTestCase):
    """The backup is of 2 October, the reminders of 3 October had left, and on 6 October the database is restored."""

    def setUp(self):
        self.live_through(dt.date(2014, 10, 2), OCTOBER_3)
        self.before = self.said()

    def said(self):
        columns = ("kind", "subject", "cycle", "stage", "recipient", "place", "planned_on", "due_on", "decided_at")
        return set(self.rows(state="sent").values_list(*columns))

    def restore(self, *, all_of_the_ledger=False):
        rows = self.rows() if all_of_the_ledger else self.rows(state="sent")
        rows.update(state="planned", letter=None, decided_at=None)
        if all_of_the_ledger:
            rows.delete()
        Letter.objects.all().delete()

    def replay(self):
        return restoring.replay(eight_on(OCTOBER_6))

    def goes_on(self):
        Hold.objects.update(released_at=eight_on(OCTOBER_6))
        self.live_through(OCTOBER_6, dt.date(2014, 11, 10))
        return [day for day, _ in self.letters(self.fire_lead)]

    def test_rows_that_are_planned_again_in_the_backup_become_rows_that_were_sent(self):
        self.restore()
        assert self.replay().said == 3
        assert self.said() == self.before

    def test_rows_that_are_gone_are_made_again(self):
        self.restore(all_of_the_ledger=True)
        assert self.replay().said == 3
        assert self.said() == self.before
        assert {row.letter.subject for row in self.rows()} == {restoring.SUBJECT}

    def test_from_then_on_each_stage_is_said_once_as_if_nothing_had_been(self):
        self.restore(all_of_the_ledger=True)
        self.replay()
        october = [dt.date(2014, 10, number) for number in (3, 17, 24, 30)]
        assert self.goes_on() == [*october, dt.date(2014, 11, 3)]

    def test_a_letter_that_was_about_to_say_it_again_is_taken_back(self):
        self.restore()
        self.tick(OCTOBER_6)
        delivery.deliver_waiting(eight_on(OCTOBER_6))
        assert Letter.objects.filter(state="waiting").count() == 3
        self.replay()
        assert set(Letter.objects.filter(posted_at=eight_on(OCTOBER_6)).values_list("state", "last_error")) == {
            ("cancelled", "It was said before the database was restored.")
        }
        assert self.said() == self.before

    def test_what_else_such_a_letter_would_have_said_is_planned_again(self):
        other = make.initiative(partners=(self.fire,))
        make.named(other, self.fire_lead)
        new = make.report_request(other, self.office, dt.date(2014, 11, 3))
        self.restore()
        self.tick(OCTOBER_6)
        self.replay()
        row = self.rows(subject=new.history_key, recipient=self.fire_lead, planned_on=OCTOBER_6).get()
        assert (row.state, row.letter) == ("planned", None)

    def test_a_letter_of_the_same_morning_written_anew_keeps_only_what_had_left(self):
        self.restore()
        other = make.initiative(partners=(self.fire,))
        make.named(other, self.fire_lead)
        new = make.report_request(other, self.office, dt.date(2014, 10, 31))
        self.tick(OCTOBER_3)
        assert self.rows(subject=new.history_key, state="sent").count() == 1
        self.replay()
        assert self.said() == self.before
        assert self.rows(subject=new.history_key, planned_on=OCTOBER_3, state="planned").exists()

    def test_a_record_that_the_backup_does_not_have_is_not_remembered(self):
        letter = Letter.objects.filter(to=self.fire_lead).get()
        gone = ["report_due", "report_request:0", *letter.said[0][2:]]
        unheard_of = ["room_booked", "room:7", *letter.said[0][2:]]
        assert make_again(letter, [*letter.said, gone, unheard_of], letter.sent_at) == 1
        assert not self.rows(subject="report_request:0").exists()

    def test_what_somebody_else_was_told_is_none_of_this_letters_business(self):
        letter = Letter.objects.filter(to=self.fire_lead).get()
        theirs = Letter.objects.filter(to=self.police_lead).get().said
        assert make_again(letter, [*letter.said, *theirs], letter.sent_at) == 0
        assert self.said() == self.before

    def test_doing_it_twice_changes_nothing(self):
        self.restore()
        self.replay()
        rows = list(Reminder.objects.order_by("id").values())
        self.replay()
        assert list(Reminder.objects.order_by("id").values()) == rows

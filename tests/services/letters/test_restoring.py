"""Replaying the journal into a database that is older than it."""

import datetime as dt

from django.core import mail
from django.test import TestCase, override_settings

from services.history.models import Entry
from services.letters import delivery, holds, journal, restoring
from services.letters.models import Hold, Letter
from tests import make

NOW = make.EIGHT
MINUTE = dt.timedelta(minutes=1)


class RestoreCase(TestCase):
    def setUp(self):
        self.elin = make.person("Elin Pryce", email="elin@portal.test")

    def letter(self, number, **fields):
        return make.letter(self.elin, **{"key": f"test:{number}", "message_id": f"<{number}@portal.invalid>", **fields})

    def sent(self, *numbers):
        for number in numbers:
            self.letter(number)
        assert delivery.deliver_waiting(NOW) == len(numbers)

    def forget(self, *numbers):
        Letter.objects.filter(key__in=[f"test:{number}" for number in numbers]).delete()

    def replay(self):
        return restoring.replay(NOW + 5 * MINUTE)


class Replaying(RestoreCase):
    def test_a_letter_that_still_waits_becomes_one_that_left_when_the_journal_says(self):
        self.sent(1)
        Letter.objects.update(state="waiting", sent_at=None)
        assert self.replay().sent == 1
        letter = Letter.objects.get()
        assert (letter.state, letter.sent_at, letter.subject[:6]) == ("sent", NOW, "Letter")

    def test_a_letter_that_is_gone_becomes_a_tombstone(self):
        self.sent(1)
        self.forget(1)
        assert self.replay().buried == 1
        stone = Letter.objects.get()
        assert (stone.key, stone.to, stone.kind, stone.message_id) == (
            "test:1",
            self.elin,
            "report_is_due",
            "<1@portal.invalid>",
        )
        assert (stone.state, stone.sent_at, stone.subject) == ("sent", NOW, "A letter sent before the restore")

    def test_one_written_anew_that_says_something_else_loses_its_words(self):
        self.sent(1)
        Letter.objects.update(state="waiting", sent_at=None, said=[["other"]], text="Other words.")
        self.replay()
        letter = Letter.objects.get()
        assert (letter.subject, letter.said) == (restoring.SUBJECT, [])
        assert "Other words" not in letter.text + letter.html

    def test_whatever_state_the_backup_had_it_in_it_has_left(self):
        self.sent(1, 2, 3)
        lease = {"lease_until": NOW, "sent_at": None}
        for number, state in ((1, "failed"), (2, "claimed"), (3, "handing_over")):
            Letter.objects.filter(key=f"test:{number}").update(state=state, **lease)
        assert self.replay().sent == 3
        assert set(Letter.objects.values_list("state", "lease_until")) == {("sent", None)}

    def test_what_came_back_or_was_delivered_stays_so(self):
        self.sent(1, 2)
        Letter.objects.filter(key="test:1").update(state="bounced")
        self.forget(2)
        self.replay()
        assert Letter.objects.get(key="test:1").state == "bounced"

    def test_doing_it_again_changes_nothing(self):
        self.sent(1, 2)
        self.forget(1)
        Letter.objects.update(state="waiting", sent_at=None)
        self.replay()
        before = (list(Letter.objects.order_by("id").values()), Entry.objects.count())
        assert self.replay() == restoring.Replay()
        assert (list(Letter.objects.order_by("id").values()), Entry.objects.count()) == before

    def test_a_letter_that_the_journal_has_twice_is_one(self):
        self.sent(1)
        journal.write(Letter.objects.get(), NOW + MINUTE)
        self.forget(1)
        assert self.replay().buried == 1
        assert Letter.objects.get().sent_at == NOW

    def test_more_lines_than_one_batch(self):
        self.sent(1)
        letter = Letter.objects.get()
        for number in range(2, 1203):
            letter.key, letter.message_id = f"test:{number}", f"<{number}@portal.invalid>"
            journal.write(letter, NOW)
        assert restoring.still_to_replay() == 1201
        assert len(list(restoring.unknown())) == 1201

    def test_it_is_history(self):
        self.sent(1)
        self.forget(1)
        self.replay()
        assert Entry.objects.order_by("-id")[0].verb == "replayed the journal: 1 letter had left before the restore"

    @override_settings(LETTER_RESTORERS={"test": "tests.services.letters.test_restoring.remembered"})
    def test_its_writer_is_told_what_it_said_by_the_first_part_of_its_key(self):
        HEARD.clear()
        self.letter(1, said=[["report_due", "report_request:1"]])
        delivery.deliver_waiting(NOW)
        self.forget(1)
        assert self.replay().said == 7
        assert HEARD == [("test:1", [["report_due", "report_request:1"]], NOW)]


HEARD = []


def remembered(letter, said, at):
    HEARD.append((letter.key, said, at))
    return 7


class PeopleWhoAreGone(RestoreCase):
    def setUp(self):
        super().setUp()
        newcomer = make.person("Nia Rees")
        make.letter(newcomer, key="test:9", message_id="<9@portal.invalid>")
        delivery.deliver_waiting(NOW)
        Letter.objects.all().delete()
        self.number = newcomer.pk
        newcomer.delete()

    def test_their_lines_are_reported_and_leave_nothing_to_replay(self):
        done = self.replay()
        assert [(line.to, line.key) for line in done.lost] == [(self.number, "test:9")]
        assert restoring.still_to_replay() == 0
        assert not Letter.objects.exists()

    def test_once_replayed_such_a_last_line_holds_nothing(self):
        delivery.deliver_waiting(NOW)
        self.replay()
        holds.release(Hold.objects.get(), by=None, at=NOW)
        self.letter(1)
        assert delivery.deliver_waiting(NOW + 5 * MINUTE) == 1

    def test_before_it_does(self):
        self.letter(1)
        assert delivery.deliver_waiting(NOW) == 0
        assert Hold.objects.get().reason == "restored"


class Held(RestoreCase):
    def test_a_replay_holds_the_letters_even_before_the_engine_has_looked(self):
        self.sent(1)
        self.forget(1)
        self.replay()
        self.letter(2)
        assert delivery.deliver_waiting(NOW + 6 * MINUTE) == 0
        assert len(mail.outbox) == 1

    def test_where_nothing_is_unknown_nothing_is_held(self):
        self.sent(1)
        self.replay()
        assert not Hold.objects.exists()

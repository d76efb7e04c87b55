"""Reminders of the same morning stand at the top of the digest, and nothing is lost if that does not arrive."""

import datetime as dt
from unittest import mock

from django.core import mail
from django.db import transaction

from collab_portal.toolkit import clock
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.digests.restoring import window_in
from initiatives.reminders.models import Reminder
from services.history.models import Entry
from services.letters import delivery, restoring
from services.letters.models import Hold, Letter
from services.letters.returns import AddressHealth
from tests import make
from tests.initiatives.reminders.digests.living import DigestTestCase
from tests.initiatives.reminders.mornings import DAY

FRIDAY = dt.date(2014, 10, 3)  # 20 working days before the report is due


class FoldingTestCase(DigestTestCase):
    """The fire lead wants a digest on Fridays at 8, and is reminded of her report on Friday 3 October."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        make.letter_preferences(cls.fire_lead, "weekly", digest_weekday=4)
        other = make.initiative("Shared drone unit", (cls.fire,))
        cls.other = make.report_request(other, cls.office, dt.date(2014, 10, 10))

    def kinds(self):
        return [kind for _, kind in self.letters(self.fire_lead)]

    def said(self):
        return self.rows(recipient=self.fire_lead, state="sent")


class Folding(FoldingTestCase):
    def test_one_letter_that_morning_with_the_reminders_on_top(self):
        self.morning(FRIDAY)
        [letter] = Letter.objects.filter(to=self.fire_lead)
        assert letter.kind == "digest"
        assert letter.text.index("Reminders of this morning") < letter.text.index("Late (")
        assert "“Tri-service collaboration review” (CHS-R01 for CHS-007): report due on Friday 31" in letter.text
        assert letter.text.count("CHS-R01") == 1

    def test_the_ledger_has_them_as_said_in_that_letter(self):
        self.morning(FRIDAY)
        [row] = self.said()
        assert (row.letter.kind, row.decided_at) == ("digest", clock.at(FRIDAY, 8))
        verb = Entry.objects.filter(thing=self.request.history_key, verb__contains="Elin Pryce").get().verb
        assert verb == "reminded Elin Pryce of the report, 20 working days before"
        assert row.letter.said[0][:2] == ["report_due", self.request.history_key]

    def test_both_reasons_stand_behind_it(self):
        self.morning(FRIDAY)
        assert Letter.objects.get(to=self.fire_lead).why == (
            "digests come to you every Friday at 8am, and you write its reports"
        )

    def test_a_later_digest_leaves_its_part_out_and_the_reminder_goes_at_eight(self):
        self.wants(self.fire_lead, digest_weekday=4, digest_hour=15)
        self.tick(FRIDAY - DAY, 20)
        self.live_through(FRIDAY, FRIDAY, hours=(8, 15))
        assert self.kinds() == ["report_is_due", "digest"]
        assert "Reminders of this morning" not in self.text(self.fire_lead)
        assert self.said().get().letter.kind == "report_is_due"

    def test_ticks_all_day_long_say_each_once(self):
        self.tick(FRIDAY - DAY, 20)
        self.live_through(FRIDAY, FRIDAY + 10 * DAY, hours=(8, 9, 12, 17))
        assert self.kinds() == ["digest", "digest"]
        assert self.said().count() == 1

    def test_nothing_but_the_reminder_is_an_ordinary_letter(self):
        make.event(self.late, "withdrawn")
        make.event(self.other, "withdrawn")
        self.morning(FRIDAY)
        assert self.kinds() == ["report_is_due"]
        assert Digest.objects.made().get(person=self.fire_lead).state == "silent"

    def test_a_digest_that_cannot_be_written_leaves_the_reminder_to_its_own_letter(self):
        self.tick(FRIDAY - DAY, 20)
        broken = mock.patch("initiatives.reminders.digests.actions.post", side_effect=KeyError("x"))
        with broken, self.assertLogs(level="ERROR"):
            self.tick(FRIDAY)
        assert self.kinds() == ["report_is_due"]
        self.tick(FRIDAY, 8, 1)
        assert self.kinds() == ["report_is_due", "digest"]
        assert Digest.objects.made().get(person=self.fire_lead).carries == 0


class WhenItDoesNotArrive(FoldingTestCase):
    def becomes(self, state):
        self.morning(FRIDAY)
        Letter.objects.filter(kind="digest").update(state=state, sent_at=make.EIGHT, last_error="Because.")
        self.tick(FRIDAY, 9)

    def test_refused_for_good_the_reminder_goes_by_itself(self):
        self.becomes("failed")
        assert self.kinds() == ["digest", "report_is_due"]
        assert self.said().get().letter.kind == "report_is_due"

    def test_in_doubt_the_digest_is_not_repeated_and_the_reminder_goes_by_itself(self):
        self.becomes("ambiguous")
        self.live_through(FRIDAY, FRIDAY + 3 * DAY, hours=(10,))
        assert self.kinds() == ["digest", "report_is_due"]

    def test_come_back_days_later_the_reminder_goes_by_itself(self):
        self.becomes("sent")
        assert Digest.objects.made().get(person=self.fire_lead).state == "sent"
        Letter.objects.filter(kind="digest").update(state="bounced")
        self.live_through(FRIDAY + 3 * DAY, FRIDAY + 4 * DAY)
        assert self.kinds() == ["digest", "report_is_due"]
        assert self.said().count() == 1

    def test_arrived_it_is_said_and_nothing_else_goes(self):
        self.becomes("delivered")
        self.live_through(FRIDAY, FRIDAY + 3 * DAY, hours=(10,))
        assert self.kinds() == ["digest"]

    def test_taken_back_because_the_report_was_sent_the_digest_is_written_anew_without_it(self):
        self.morning(FRIDAY)
        make.event(self.request, "sent", by=self.police_lead, at=clock.at(FRIDAY, 8))
        self.tick(FRIDAY, 8, 5)
        assert Letter.objects.filter(kind="digest", state="cancelled").count() == 1
        assert "CHS-R01" not in self.text(self.fire_lead).partition("Changed since")[0]
        assert {row.state for row in self.rows(recipient=self.fire_lead, planned_on=FRIDAY)} == {"cancelled"}

    def test_found_untrue_as_it_leaves_it_is_written_anew(self):
        self.morning(FRIDAY)
        make.event(self.request, "sent", by=self.police_lead, at=clock.at(FRIDAY, 8))
        delivery.deliver_waiting(clock.at(FRIDAY, 8, 1))
        assert not [each for each in mail.outbox if each.to == [self.fire_lead.email]]
        self.live_through(FRIDAY, FRIDAY, hours=(9,))
        assert self.kinds() == ["digest"]
        assert not self.said().exists()

    def test_stopped_before_it_left_the_reminder_goes_by_itself(self):
        self.morning(FRIDAY)
        self.wants(self.fire_lead, "never")
        self.live_through(FRIDAY, FRIDAY, hours=(8, 9))
        delivery.deliver_waiting(clock.at(FRIDAY, 9, 5))
        self.live_through(FRIDAY, FRIDAY, hours=(10,))
        sent = [each.subject for each in mail.outbox if each.to == [self.fire_lead.email]]
        assert sent == ["Tri-service collaboration…: report due Friday 31 October"]

    def test_waiting_overnight_the_reminder_is_told_as_it_is_then(self):
        self.morning(FRIDAY)
        self.live_through(FRIDAY + 3 * DAY, FRIDAY + 3 * DAY)
        assert Reminder.objects.filter(recipient=self.fire_lead, state="sent").count() == 1
        assert self.days(self.fire_lead) == [FRIDAY + 3 * DAY]
        assert "in 19 working days" in self.text(self.fire_lead)


class ADeadAddress(FoldingTestCase):
    def test_what_a_digest_carries_goes_as_a_duty_of_its_own_and_somebody_is_told(self):
        """A digest to a dead address is not held, or the duty in it would wait with it and nobody would hear."""
        address = self.fire_lead.email
        AddressHealth.objects.create(
            address=address, state="hard", since=clock.at(FRIDAY, 7), last_at=clock.at(FRIDAY, 7)
        )
        self.morning(FRIDAY)
        self.deliver(FRIDAY)
        self.tick(FRIDAY, 8, 5)
        self.deliver(FRIDAY, 8, 5)
        theirs = Letter.objects.filter(to=self.fire_lead).order_by("id")
        assert [(each.sort, each.state) for each in theirs] == [("digest", "failed"), ("duty", "held")]
        assert Letter.objects.filter(kind="cannot_reach").exists()


class AfterARestore(FoldingTestCase):
    def forgotten(self):
        """The digest of that Friday left, and the database is as it was the evening before."""
        self.tick(FRIDAY - DAY, 20)
        with transaction.atomic():
            self.tick(FRIDAY)
            assert self.deliver(FRIDAY) > 0
            transaction.set_rollback(True)
        restoring.replay(clock.at(FRIDAY, 9))
        Hold.objects.all().delete()

    def test_neither_the_digest_nor_its_reminders_go_again(self):
        self.forgotten()
        before = len(mail.outbox)
        for minute in (10, 20):
            self.tick(FRIDAY, 9, minute)
            self.deliver(FRIDAY, 9, minute)
        assert [each.to for each in mail.outbox[before:] if each.to == [self.fire_lead.email]] == []
        digest = Digest.objects.get(person=self.fire_lead, window="weekly:2014-W40")
        assert (digest.state, digest.carries) == ("sent", 1)

    def test_the_next_week_s_comes(self):
        self.forgotten()
        next_friday = FRIDAY + 7 * DAY
        self.morning(next_friday)
        assert self.digests(self.fire_lead)[-1].key.endswith("weekly:2014-W41")


def test_the_window_in_the_key_of_a_letter():
    for window in ("weekly:2014-W40", "monthly:2014-10", "before_board:meeting:7:9"):
        for again in ("", ":2"):
            assert window_in(f"digest:12:{window}{again}") == window
    assert window_in("digest:12") == ""

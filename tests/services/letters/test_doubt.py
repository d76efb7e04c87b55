"""The one window in which a letter can go twice, and how small it is: what the journal knows is never sent again."""

import datetime as dt
import json
import smtplib
from unittest import mock

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core import mail
from django.test import TestCase, override_settings

from collab_portal.toolkit import fail_points
from collab_portal.toolkit.fail_points import Ended
from services.letters import delivery, holds, journal
from services.letters.models import Hold, Letter
from tests import make
from tests.services.letters.mail_server import mail_server

NOW = make.EIGHT
MINUTE = dt.timedelta(minutes=1)


def had_it_when_time_ran_out(line, message):
    line.given = True
    raise SoftTimeLimitExceeded


class DoubtCase(TestCase):
    def setUp(self):
        fail_points.passed.clear()
        self.elin = make.person("Elin Pryce", email="elin@portal.test")

    def letter(self, **fields):
        return make.letter(self.elin, **{"message_id": "<one@portal.invalid>", **fields})

    def dies_at(self, place):
        with override_settings(FAIL_POINTS={place: "raise"}), pytest.raises(Ended):
            delivery.deliver_waiting(NOW)

    def after(self, minutes):
        return delivery.deliver_waiting(NOW + minutes * MINUTE)

    def state(self, letter):
        letter.refresh_from_db()
        return letter.state


class ASenderThatDies(DoubtCase):
    def test_after_its_claim_the_letter_goes_once_when_the_lease_has_run_out(self):
        letter = self.letter()
        self.dies_at("after_claim")
        assert (self.after(9), self.state(letter)) == (0, "claimed")
        assert (self.after(10), self.state(letter), len(mail.outbox)) == (1, "sent", 1)

    def test_between_the_yes_and_the_journal_one_copy_goes_with_the_same_message_id(self):
        letter = self.letter()
        self.dies_at("after_250")
        self.after(10)
        assert (self.state(letter), letter.is_copy) == ("sent", True)
        assert [each.extra_headers["Message-ID"] for each in mail.outbox] == ["<one@portal.invalid>"] * 2

    def test_a_copy_is_never_copied(self):
        letter = self.letter(is_copy=True)
        self.dies_at("after_250")
        assert (self.after(10), self.after(60)) == (0, 0)
        assert (self.state(letter), len(mail.outbox)) == ("ambiguous", 1)

    def test_a_digest_is_never_repeated(self):
        letter = self.letter(sort="digest")
        self.dies_at("after_250")
        self.after(10)
        assert (self.state(letter), len(mail.outbox)) == ("ambiguous", 1)

    def test_after_the_journals_line_nothing_is_repeated(self):
        letter = self.letter()
        self.dies_at("after_journal")
        assert self.after(10) == 0
        assert (self.state(letter), letter.sent_at, len(mail.outbox)) == ("sent", NOW, 1)

    def test_nor_where_the_journal_has_grown_by_a_megabyte_since(self):
        letter = self.letter()
        self.dies_at("after_journal")
        line = json.dumps(["k", "<other@portal.invalid>", 1, "k", NOW.isoformat(), ["x" * 500]]) + "\n"
        with settings.SEND_JOURNAL.open("a") as lines:
            lines.write(line * 2600)
        assert self.after(10) == 0
        assert (self.state(letter), letter.is_copy, len(mail.outbox)) == ("sent", False, 1)

    def test_where_our_own_time_runs_out_no_letter_pays_for_it(self):
        letter = self.letter()
        with mock.patch.object(delivery, "envelope", side_effect=SoftTimeLimitExceeded):
            for hours in range(6):
                self.after(hours * 60)
        assert self.state(letter) == "waiting"

    def test_nor_is_one_repeated_as_if_it_had_never_been_given(self):
        """Our time runs out while the mail server thinks about a letter that it has."""
        letter = self.letter(sort="digest")
        with mail_server(), mock.patch("smtplib.SMTP.data", had_it_when_time_ran_out):
            delivery.deliver_waiting(NOW)
        assert self.state(letter) == "ambiguous"

    def test_after_the_commit_nothing_is_repeated(self):
        letter = self.letter()
        self.dies_at("after_commit")
        self.after(10)
        assert (self.state(letter), len(mail.outbox)) == ("sent", 1)


class AServerThatHangsUp(DoubtCase):
    def test_before_it_had_the_letter_it_is_simply_tried_again(self):
        letter = self.letter()
        with mail_server() as box:
            with mock.patch.object(smtplib.SMTP, "data", side_effect=smtplib.SMTPServerDisconnected("gone")):
                self.after(0)
            assert (self.state(letter), letter.is_copy) == ("waiting", False)
            self.after(2)
        assert (self.state(letter), len(box.arrived)) == ("sent", 1)

    def test_after_it_had_the_letter_the_next_one_is_a_copy(self):
        letter = self.letter()
        with mail_server("drop") as box:
            self.after(0)
            assert (self.state(letter), letter.is_copy) == ("waiting", True)
            self.after(2)
        assert (self.state(letter), len(box.arrived)) == ("sent", 2)


class TheJournal(DoubtCase):
    def test_it_has_a_line_for_each_letter_with_what_it_said(self):
        self.letter(key="reminders:7:2014-10-03", said=[["report_due", "report_request:1"]])
        self.after(0)
        line = journal.last()
        assert (line.key, line.message_id, line.to) == ("reminders:7:2014-10-03", "<one@portal.invalid>", self.elin.pk)
        assert (line.at, line.said) == (NOW.isoformat(), [["report_due", "report_request:1"]])

    def test_a_line_cut_short_by_a_dead_machine_is_passed_over(self):
        self.letter()
        self.after(0)
        with open(delivery.settings.SEND_JOURNAL, "ab") as file:
            file.write(b'["half a li')
        assert [line.message_id for line in journal.lines()] == ["<one@portal.invalid>"]

    def test_a_database_older_than_the_journal_holds_the_letters(self):
        self.letter(key="gone", message_id="<gone@portal.invalid>")
        self.after(0)
        Letter.objects.all().delete()
        waiting = self.letter()
        assert (self.after(5), self.state(waiting)) == (0, "waiting")
        assert Hold.objects.get().reason == "restored"

    def test_once_released_the_same_line_holds_them_no_more(self):
        self.letter(key="gone", message_id="<gone@portal.invalid>")
        self.after(0)
        Letter.objects.all().delete()
        waiting = self.letter()
        self.after(5)
        holds.release(Hold.objects.get(), by=None, at=NOW + 6 * MINUTE, why="Read and found in order.")
        assert (self.after(10), self.state(waiting)) == (1, "sent")

    def test_a_letter_that_the_journal_knows_and_the_database_has_waiting_holds_them_too(self):
        letter = self.letter()
        self.after(0)
        Letter.objects.update(state="waiting", sent_at=None)
        assert (self.after(5), self.state(letter), len(mail.outbox)) == (0, "waiting", 1)

"""Posting: once for each key, in the transaction of what it is about, and never at the cost of a request."""

import socket
import time
from functools import partial
from unittest import mock

import pytest
from celery import current_app
from django.db import transaction
from django.test import TransactionTestCase
from kombu.exceptions import OperationalError

from services.letters import actions, delivery, letter_file
from services.letters.models import Letter
from tests import make
from tests.case import CastTestCase


def broker_at(url):
    """Nudges go to another address for a while."""
    elsewhere = partial(current_app.connection_for_write, url)
    return mock.patch.object(current_app, "connection_for_write", elsewhere)


WORDS = letter_file.Words("report_is_due", "Your report is due", "Words.\n")


class PostTest(CastTestCase):
    def post(self, key="due:1", **more):
        told = {"to": self.fire_lead, "why": "you write its reports", "at": self.now, "about": self.request}
        return actions.post(WORDS, key=key, **{**told, **more})

    def test_a_letter_is_kept_with_what_it_is_about_and_why(self):
        letter = self.post()
        assert (letter.to, letter.kind, letter.subject, letter.text) == (
            self.fire_lead,
            "report_is_due",
            "Your report is due",
            "Words.\n",
        )
        assert (letter.about, letter.why, letter.state) == (
            f"report_request:{self.request.pk}",
            "you write its reports",
            "waiting",
        )
        assert "You get this because you write its reports." in letter.html

    def test_the_same_key_is_the_same_letter(self):
        first = self.post()
        assert self.post(to=self.police_lead) == first
        assert Letter.objects.get().to == self.fire_lead

    def test_a_letter_of_work_that_was_undone_was_never_posted(self):
        with transaction.atomic():
            self.post()
            transaction.set_rollback(True)
        assert not Letter.objects.exists()

    def test_the_worker_is_nudged_after_the_commit_and_once_for_ten_letters(self):
        with mock.patch.object(current_app, "send_task") as sent, self.captureOnCommitCallbacks(execute=True):
            for number in range(10):
                self.post(key=f"due:{number}")
            sent.assert_not_called()
        sent.assert_called_once()
        assert sent.call_args.args == ("services.letters.tasks.deliver_waiting",)

    def test_a_repeat_nudges_nobody(self):
        self.post()
        with self.captureOnCommitCallbacks() as asked:
            self.post()
        assert asked == []

    def test_a_broker_that_is_away_is_noticed_at_once(self):
        began = time.monotonic()
        with broker_at("redis://127.0.0.1:1/0"), pytest.raises(OperationalError):
            actions.ask_for_delivery()
        assert time.monotonic() - began < 3

    def test_a_broker_that_accepts_and_then_says_nothing_is_given_up(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            began = time.monotonic()
            with broker_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"), pytest.raises(OperationalError):
                actions.ask_for_delivery()
        assert time.monotonic() - began < 8

    def test_the_message_id_follows_from_the_key(self):
        assert self.post().message_id == actions.message_id("due:1")
        assert actions.message_id("due:1") != actions.message_id("due:2")
        assert actions.message_id("due:1").endswith("@portal.invalid>")


class AwayTest(TransactionTestCase):
    def test_a_broker_that_is_away_does_not_break_the_request(self):
        someone = make.person()
        with broker_at("redis://127.0.0.1:1/0"), self.assertLogs("django.db.backends.base", "ERROR") as logged:
            with transaction.atomic():
                actions.post(WORDS, to=someone, key="due:1", why="you write its reports", at=make.EIGHT)
        assert "Error calling ask_for_delivery in on_commit()" in logged.output[0]
        assert delivery.deliver_waiting(make.EIGHT) == 1


class MessagesTest(CastTestCase):
    def words_of(self, address):
        return " ".join(self.client.get(address).content.decode().split())

    def test_everybody_reads_their_own_letters_and_no_others(self):
        mine, theirs = (
            make.letter(self.fire_lead, subject="For Elin"),
            make.letter(self.police_lead, subject="For Priya"),
        )
        self.sign_in(self.fire_lead)
        words = self.words_of("/messages/")
        assert "For Elin" in words
        assert "For Priya" not in words
        assert self.client.get(mine.get_absolute_url()).status_code == 200
        assert self.client.get(theirs.get_absolute_url()).status_code == 404

    def test_not_even_the_commissioner_reads_somebody_elses(self):
        letter = make.letter(self.fire_lead)
        for someone in (self.commissioner, self.administrator):
            self.sign_in(someone)
            assert self.client.get(letter.get_absolute_url()).status_code == 404

    def test_no_messages_yet(self):
        self.sign_in(self.stranger)
        assert "No messages yet." in self.words_of("/messages/")

    def test_a_letter_shows_its_words_why_and_what_became_of_it(self):
        self.sign_in(self.fire_lead)
        states = {
            "waiting": "Waiting",
            "handing_over": "Waiting",
            "sent": "Sent",
            "delivered": "Delivered",
            "bounced": "Came back",
            "ambiguous": "May be sent",
            "held": "Held back",
            "failed": "Failed",
            "cancelled": "Not sent",
        }
        for state, word in states.items():
            letter = make.letter(
                self.fire_lead,
                state=state,
                text="Dear <b>Elin</b>",
                sent_at=make.EIGHT,
                lease_until=make.EIGHT,
                last_error="550 secret host",
            )
            words = self.words_of(letter.get_absolute_url())
            assert f">{word}</strong>" in words
            assert "Dear &lt;b&gt;Elin" in words
            assert "You get this because you write its reports." in words
            assert ("550 secret host" in words) is (state in ("cancelled", "held"))

    def test_the_newest_is_first_and_long_lists_have_pages(self):
        for number in range(30):
            make.letter(self.fire_lead, subject=f"Letter number {number:02d}")
        self.sign_in(self.fire_lead)
        words = self.words_of("/messages/")
        assert words.index("Letter number 29") < words.index("Letter number 05")
        assert "Letter number 04" not in words
        assert "Letter number 04" in self.words_of("/messages/?page=2")

    def test_the_list_asks_few_questions_however_many_letters_there_are(self):
        self.sign_in(self.fire_lead)
        for letters in (1, 40):
            for _ in range(letters):
                make.letter(self.fire_lead)
            with self.assertNumQueries(4):
                self.client.get("/messages/")

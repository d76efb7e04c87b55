"""Two workers at once, on connections of their own: nothing is sent twice and nothing is left."""

import datetime as dt
import threading
from collections import Counter
from unittest import mock

from django.core import mail
from django.db import connection
from django.test import TransactionTestCase, override_settings

from services.letters import actions, bounces, delivery, journal, letter_file
from services.letters.bounces import Became
from services.letters.models import Letter
from services.letters.returns import AddressHealth, DeliveryEvent
from tests import make
from tests.services.letters.messages_back import BOX, report, way_back

LETTERS = 40


def side_by_side(work, workers):
    """Run `work(number)` in as many threads, started together, each with its own connection. Raises what any of them raised."""
    together, troubles = threading.Barrier(workers), []

    def run(number):
        try:
            together.wait()
            work(number)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not troubles, troubles


class TwoWorkersTest(TransactionTestCase):
    def test_four_workers_send_every_letter_exactly_once(self):
        elin = make.person("Elin Pryce")
        for number in range(LETTERS):
            make.letter(elin, subject=f"{number}", message_id=f"<{number}@portal.invalid>")
        side_by_side(lambda number: delivery.deliver_waiting(make.EIGHT), workers=4)
        assert Counter(Counter(each.subject for each in mail.outbox).values()) == {1: LETTERS}
        assert not Letter.objects.exclude(state="sent").exists()
        assert set(Letter.objects.values_list("attempts", flat=True)) == {1}

    def test_the_same_key_posted_by_two_at_once_is_one_letter(self):
        elin = make.person("Elin Pryce")
        words = letter_file.Words("report_is_due", "Due", "Words.")
        posted = []

        def post(number):
            posted.append(
                actions.post(
                    words, to=elin, key="due:1", why="you asked", at=make.EIGHT + dt.timedelta(seconds=number)
                ).pk
            )

        side_by_side(post, workers=4)
        assert Letter.objects.count() == 1
        assert set(posted) == {Letter.objects.get().pk}


@override_settings(BOUNCE_ADDRESS=BOX)
class WhatComesBackMeanwhile(TransactionTestCase):
    """Faults 31 and 32 between processes: who takes in what comes back has a connection of his own."""

    def test_a_bounce_that_is_kept_before_our_commit_is_not_undone_by_it(self):
        letter, write = make.letter(make.person(), message_id="<a@portal.invalid>"), journal.write

        def and_it_comes_back(sent, at):
            write(sent, at)
            side_by_side(lambda number: bounces.receive(report(), [way_back(sent)], at), workers=1)

        with mock.patch.object(journal, "write", and_it_comes_back):
            assert delivery.deliver_waiting(make.EIGHT) == 1
        letter.refresh_from_db()
        assert (letter.state, DeliveryEvent.objects.get().letter) == ("bounced", letter)
        assert delivery.deliver_waiting(make.EIGHT + dt.timedelta(days=1)) == 0

    def test_the_same_message_handed_in_ten_times_at_once_counts_once(self):
        letter = make.letter(make.person(email="elin@portal.test"), state="sent", sent_at=make.EIGHT)
        Letter.objects.update(address="elin@portal.test")
        letter.refresh_from_db()
        became, raw = [], report(status="5.2.1")
        side_by_side(lambda number: became.append(bounces.receive(raw, [way_back(letter)], make.EIGHT)), workers=10)
        assert Counter(became) == {Became.KEPT: 1, Became.REPEATED: 9}
        assert (DeliveryEvent.objects.count(), AddressHealth.objects.get().strikes) == (1, 1)

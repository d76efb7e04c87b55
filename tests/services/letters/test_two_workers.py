"""Two workers at once, on connections of their own: nothing is sent twice and nothing is left."""

import datetime as dt
import threading
from collections import Counter

from django.core import mail
from django.db import connection
from django.test import TransactionTestCase

from services.letters import actions, delivery, letter_file
from services.letters.models import Letter
from tests import make

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

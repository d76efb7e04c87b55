"""The four guards without which somebody would be told twice, or told what is not theirs: each as a test of its own.

test_mutations.py runs this file with one guard taken out at a time, and fails if nobody notices.
"""

import datetime as dt
import os
import threading
from collections import Counter

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import TransactionTestCase

from collab_portal.toolkit import clock
from initiatives.reminders import actions
from initiatives.reminders.models import Reminder
from services.letters import checks, claims, delivery
from services.letters.models import Letter
from tests import make

OCTOBER_3 = dt.date(2014, 10, 3)
NOW = clock.at(OCTOBER_3, 8)
MUTATION = os.environ.get("MUTATION", "")


@pytest.fixture(autouse=True)
def one_guard_less(monkeypatch):
    """Takes out the guard that MUTATION names; nothing without it."""
    if MUTATION == "skip_locked":
        claims = QuerySet.select_for_update
        monkeypatch.setattr(
            QuerySet, "select_for_update", lambda rows, **how: rows if how.get("skip_locked") else claims(rows, **how)
        )
    if MUTATION == "lease":
        monkeypatch.setattr(delivery, "is_still_to_go", lambda letter, now: True)
    if MUTATION == "access":
        monkeypatch.setattr(checks, "reason_to_stay", lambda letter, now: "")


class Guards(TransactionTestCase):
    def setUp(self):
        office, police = make.organisation(), make.organisation()
        self.elin = make.person("Elin Pryce", police)
        self.work = make.initiative("Joint control room", (police,))
        make.named(self.work, self.elin)
        self.asked = make.report_request(self.work, office, dt.date(2014, 10, 31))
        if MUTATION == "unique_key":
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE initiatives_reminder DROP CONSTRAINT IF EXISTS said_once")

    def test_the_database_takes_an_occurrence_once(self):
        actions.tick(NOW)
        row = Reminder.objects.get(state="sent")
        row.pk, row.state, row.letter, row.decided_at = None, "planned", None, None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_a_sender_whose_lease_ran_out_sends_nothing(self):
        make.letter(self.elin, not_before=NOW, next_try_at=NOW)
        slow = claims.claim_next(NOW)
        delivery.deliver_waiting(NOW + dt.timedelta(minutes=11))
        delivery.hand_over(slow, NOW + dt.timedelta(minutes=12))
        assert len(mail.outbox) == 1

    def test_nobody_is_written_to_about_what_they_may_no_longer_see(self):
        actions.tick(NOW)
        self.work.named_people.all().delete()
        self.work.participations.all().delete()
        delivery.deliver_waiting(NOW)
        assert mail.outbox == []

    def test_two_senders_take_two_letters(self):
        """The first sender still has its claim open when the second looks: it must neither wait nor take the same."""
        for number in range(2):
            make.letter(self.elin, subject=f"{number}", not_before=NOW, next_try_at=NOW)
        claimed, first_has_one, second_is_done = [], threading.Event(), threading.Event()

        def first():
            with transaction.atomic():
                claimed.append(claims.claim_next(NOW).pk)
                first_has_one.set()
                second_is_done.wait(3)
            connection.close()

        thread = threading.Thread(target=first)
        thread.start()
        first_has_one.wait(3)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
                claimed.append(getattr(claims.claim_next(NOW), "pk", None))
        finally:
            second_is_done.set()
            thread.join()
        assert set(Counter(claimed).values()) == {1}
        assert set(claimed) == set(Letter.objects.values_list("pk", flat=True))

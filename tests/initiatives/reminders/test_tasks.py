"""Celery's tasks: each may run any number of times, and each has its queue and its limits."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings

from collab_portal.celery import app
from initiatives.exports.models import Export
from services.letters import delivery, holds
from services.letters.models import Letter
from services.letters.tasks import deliver_waiting
from tests import make
from tests.idempotence import assert_idempotent
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase, eight_on

app.loader.import_default_modules()  # as a worker does: every task there is
OURS = sorted(name for name in app.tasks if name.startswith(("services.", "initiatives.")))


@override_settings(PORTAL_CLOCK="2014-10-03 08:00", CANARY_ADDRESS="canary@portal.test")
class Repeated(ReminderTestCase):
    """A morning on which three people are owed a letter, a canary flies, and one letter waits for the mail server."""

    def test_every_task_we_have(self):
        assert OURS == [
            "initiatives.cycles.tasks.ask",
            "initiatives.exports.tasks.make",
            "initiatives.reminders.tasks.tick",
            "services.letters.tasks.deliver_waiting",
            "services.people.tasks.let_go",
        ]
        make.export(self.fire_lead, state="asked", workbook=None, ready_at=None).sheets.all().delete()
        for name in OURS:
            with self.subTest(name):
                assert_idempotent(app.tasks[name])
        assert Export.objects.get().sheets.count() == 1
        assert Letter.objects.filter(state="sent").count() == 3
        assert len(mail.outbox) == 4

    def test_after_a_long_silence_as_well(self):
        holds.beat("tick", eight_on(OCTOBER_3.replace(day=1)))
        for name in OURS:
            with self.subTest(name):
                assert_idempotent(app.tasks[name], times=20)
        assert len(mail.outbox) == 2, "the canary, and the letter to the administrator"


def of_celery(name):
    return app.conf[name]


def test_json_is_all_that_is_taken():
    assert (of_celery("task_serializer"), of_celery("accept_content")) == ("json", ["json"])


def test_a_message_is_invisible_for_longer_than_any_task_may_run():
    assert of_celery("broker_transport_options")["visibility_timeout"] > 10 * of_celery("task_time_limit")


def test_a_task_is_asked_to_stop_before_it_is_stopped():
    assert (of_celery("task_soft_time_limit"), of_celery("task_time_limit")) == (60, 120)


def test_a_round_of_letters_ends_by_itself_with_the_slowest_answer_of_a_mail_server():
    assert (
        delivery.MOST_SECONDS + settings.EMAIL_TIMEOUT < deliver_waiting.soft_time_limit < of_celery("task_time_limit")
    )


def test_what_a_dead_worker_had_comes_back():
    assert of_celery("task_acks_late")
    assert of_celery("task_reject_on_worker_lost")
    assert of_celery("worker_prefetch_multiplier") == 1


@pytest.mark.parametrize(
    ("name", "queue"),
    [
        ("initiatives.cycles.tasks.ask", "tick"),
        ("initiatives.reminders.tasks.tick", "tick"),
        ("services.letters.tasks.deliver_waiting", "mail"),
        ("initiatives.exports.tasks.make", "slow"),
        ("initiatives.packs.tasks.print_the_pack", "slow"),
    ],
)
def test_tick_and_mail_have_a_queue_each_and_everything_else_is_slow(name, queue):
    assert app.amqp.router.route({}, name)["queue"].name == queue


def test_a_queue_that_is_misspelt_is_refused():
    with pytest.raises(KeyError):
        app.amqp.queues["tock"]


def test_beat_only_says_look():
    for entry in of_celery("beat_schedule").values():
        assert entry["task"] in OURS
        assert entry["schedule"] == (3600.0 if entry["task"].endswith(".ask") else 60.0)
        assert (entry.get("args"), entry.get("kwargs")) == (None, None)
        assert entry["options"]["expires"] < entry["schedule"]

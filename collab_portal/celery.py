"""The background worker: legs only. PostgreSQL remembers who is owed what; beat just says "look"."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab_portal.settings")

app = Celery("collab_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["services.letters", "services.people", "initiatives.cycles", "initiatives.reminders", "initiatives.exports"]
)


@worker_process_init.connect
def settle_down(**_: Any) -> None:
    """What was imported stays for good, so the collector of garbage need not look through it during every run of letters."""
    gc.freeze()

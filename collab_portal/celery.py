"""The background worker: legs only. PostgreSQL remembers who is owed what; beat just says "look"."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab_portal.settings")

app = Celery("collab_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["services.letters", "services.people", "initiatives.cycles", "initiatives.reminders", "initiatives.exports"]
)

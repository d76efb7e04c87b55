"""Celery's door to the reminders: beat says "look", the database knows the rest."""

from celery import shared_task

from collab_portal.toolkit import clock
from initiatives.reminders import watch


@shared_task
def tick() -> None:
    """Look what is due. Running it twice, or fifty times, says nothing twice."""
    watch.tick(clock.compared())

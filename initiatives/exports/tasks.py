"""Celery's door to what people asked to take away, on the slow queue: it delays neither the tick nor the mail."""

from celery import shared_task

from collab_portal.toolkit import clock
from initiatives.exports import actions


# Ten thousand initiatives with sixty thousand readings take well under a minute.
@shared_task(soft_time_limit=300, time_limit=330)
def make() -> int:
    """Make what waits. Running it twice, or fifty times, makes nothing twice."""
    return actions.make_waiting(clock.of_the_database())

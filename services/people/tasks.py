"""Celery's door to what waits for people."""

from celery import shared_task

from collab_portal.toolkit import clock
from services.letters import rounds
from services.people import reaching


@shared_task
def let_go() -> None:
    """Let letters leave that were held for an address. Running it twice, or fifty times, sends nothing twice."""
    reading = clock.compared()
    if rounds.may_work("let_go", reading):
        reaching.let_go(reading.at)

"""Celery's door to the outbox."""

from celery import shared_task

from collab_portal.toolkit import clock
from services.letters import rounds


# A run ends by itself after a minute and one letter more. Where a mail server makes even that too long, the soft limit
# counts as the server's trouble; ten seconds are left to keep what became of the letter.
@shared_task(soft_time_limit=110)
def deliver_waiting() -> int:
    """Send whatever waits. Running it twice, or fifty times, sends nothing twice."""
    return rounds.deliver(clock.compared())

"""Celery's door to the review cycles: beat says "look" once an hour, the database knows the rest."""

from celery import shared_task

from collab_portal.toolkit import clock
from initiatives.cycles import actions


@shared_task
def ask() -> None:
    """Ask for the reports whose time has come. Running it twice, or fifty times, asks for nothing twice."""
    now = clock.of_the_database()
    actions.ask_for_reports(clock.local(now).date(), now)

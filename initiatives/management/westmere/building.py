"""Making Westmere, once: the people, and their past in the order in which it happened."""

import datetime as dt

import pghistory
from django.conf import settings
from django.db import connection, transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import months_before
from collab_portal.toolkit.refusals import Refused
from initiatives.management.westmere import boards, gaining, learning, registering, reporting, spending, unreachable
from initiatives.management.westmere.cast import OFFICE, gather
from initiatives.management.westmere.story import Story
from initiatives.past import versions
from initiatives.register.models import Initiative
from services.directory.calendars import working_days_of
from services.directory.models import DEMONSTRATION_PREFIX
from services.letters.actions import without_posting

#: How many months before today the organisations are known: before anything that the story tells of them.
ENTERED = 36


@transaction.atomic
def build(password: str, now: dt.datetime) -> int:
    """Make the county as seen at a UTC instant, all of it or nothing. Returns how many things its people did; 0: it was there.

    Everybody can sign in with this password afterwards. No letter is written. Raises Refused (`refuse_one_prefix`).
    """
    refuse_one_prefix()
    one_at_a_time()
    today = clock.local(now).date()
    with without_posting():
        with pghistory.context(told_at=clock.at(months_before(today, ENTERED), 9).isoformat()):
            cast = gather(password, now)
        if is_there():
            return 0
        story = Story(cast, today, working_days_of(cast.organisations[OFFICE].pk))
        for room in (registering, boards, reporting, spending, gaining, learning, unreachable):
            room.plan(story)
        done = story.play()
        date_versions()
        return done


def date_versions() -> None:
    """Date the row versions that the story left as the story tells them, so that the county can be looked back at.

    So many new rows are counted for the planner at once: the first page is opened before PostgreSQL would do it by itself.
    """
    with connection.cursor() as cursor:
        for copy in versions.COPIES:
            if copy.newest:
                cursor.execute(
                    f"UPDATE {versions.versions_of(copy.model)._meta.db_table} version "
                    "SET pgh_created_at = (context.metadata ->> 'told_at')::timestamptz FROM pghistory_context context "
                    "WHERE context.id = version.pgh_context_id AND context.metadata ? 'told_at'"
                )
            cursor.execute(f"ANALYZE {copy.table}")


def is_there() -> bool:
    """Whether anything of the county is in the register."""
    return Initiative.objects.highest_number(DEMONSTRATION_PREFIX) > 0


def refuse_one_prefix() -> None:
    """Raises Refused where the portal's own references begin as the county's do: a reset could not tell them apart."""
    if settings.PORTAL_REFERENCE_PREFIX == DEMONSTRATION_PREFIX:
        raise Refused(f"this portal's own references begin with {DEMONSTRATION_PREFIX} as well. Nothing was changed.")


def one_at_a_time() -> None:
    """Wait for whoever builds or takes down the county at the moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('westmere'))")

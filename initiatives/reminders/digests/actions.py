"""What a tick does about digests: make those whose time has come, and see what became of those that were made.

A digest is one row that is locked while it is made, so that two workers make it once. It carries the reminders that are
ready for its reader that morning. They are said in the ledger as in a letter of their own; if the digest does not
arrive for certain they are free again, and go in a letter of their own: a digest may be lost, a duty may not.
"""

import datetime as dt
import logging
from collections.abc import Callable

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.fail_points import fail_point
from initiatives.reminders.digests import planning, writing
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.digests.queries import ARRIVED, DID_NOT
from initiatives.reminders.saying import keep_as_said, key_for, ledger_key, what_to_say
from initiatives.reminders.taking_back import set_free
from initiatives.reminders.writing import Item
from services.directory.calendars import Calendars
from services.letters import actions as outbox
from services.letters.models import Letter, Sort
from services.people.hours import FIRST_HOUR, LAST_HOUR
from services.people.models import User

logger = logging.getLogger(__name__)


def see_to_digests(now: dt.datetime, calendars: Calendars | WorkingDays) -> int:
    """Settle what was made, and make what is due at a UTC instant. Returns how many letters were posted.

    One query when there is nothing to do. A digest that cannot be made holds nobody up: it is logged, and tried again at
    the next tick, and the reminders it would have carried go by themselves.
    """
    seen = list(Digest.objects.to_see_to(now).values_list("pk", "state"))
    made = [pk for pk, state in seen if state != Digest.State.PLANNED]
    if made:
        for pk in made:
            attempt(pk, settle)
        seen = list(Digest.objects.to_see_to(now).values_list("pk", "state"))
    if not FIRST_HOUR <= clock.local(now).hour < LAST_HOUR:
        return 0
    due = [pk for pk, state in seen if state == Digest.State.PLANNED]
    return sum(attempt(pk, lambda pk: make(pk, now, calendars)) for pk in due)


def attempt(pk: int, work: Callable[[int], bool]) -> bool:
    """Do something with one digest; what goes wrong is logged, and the others go on."""
    try:
        return work(pk)
    except Exception:
        logger.exception("The digest %s could not be seen to.", pk)
        return False


@transaction.atomic
def make(pk: int, now: dt.datetime, calendars: Calendars | WorkingDays) -> bool:
    """Write one digest at a UTC instant and post it, or keep that there was nothing to say. Returns whether it was posted.

    Nothing happens if somebody else makes it at this moment, if its reader is not there on the day, or if they no longer
    want it: then the plan moves it.
    """
    digest = Digest.objects.due_by(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    person = (
        User.objects.active().select_for_update(no_key=True).filter(pk=digest.person_id).first() if digest else None
    )
    reader = planning.reader_of(person, now, calendars) if person else None
    if reader is None or not reader.still_wants(digest, now):
        return False
    person.as_of(clock.local(now).date())
    summary = writing.summary_for(person, reader.chosen, reader.working_days, now, digest.window)
    if summary is None:
        return False
    digest.since, digest.until = summary.scope.since, now
    items = what_to_say(person, now) if summary.sections else []
    if not summary.besides(items):
        digest.state = Digest.State.SILENT
        digest.save()
        return False
    post(digest, writing.write(summary, items), items, now)
    fail_point("in_digest")
    return True


def post(digest: Digest, written: writing.Written, items: list[Item], now: dt.datetime) -> None:
    """The letter, once for each window; the digest and the ledger name it."""
    digest.letter = outbox.post(
        written.words, to=digest.person, key=key_for(f"digest:{digest.person_id}:{digest.window}"), why=written.why,
        at=now, sort=Sort.DIGEST, checked_by="digests", said=[ledger_key(item.row) for item in items],
    )  # fmt: skip
    digest.state, digest.mentions, digest.carries = Digest.State.POSTED, written.mentions, len(items)
    digest.save()
    keep_as_said([(digest.letter, items)], now)


@transaction.atomic
def settle(pk: int) -> bool:
    """Keep what became of the letter of a digest. Returns whether there was anything to keep.

    One that was taken back is planned again. One that failed, may have arrived, or came back is not sent again: the next
    digest begins where the last one that arrived ended. The reminders it carried go by themselves.
    """
    made = Digest.objects.made().select_for_update(skip_locked=True, of=("self",)).select_related("letter")
    digest = made.filter(pk=pk).exclude(letter=None).first()
    if digest is None:
        return False
    if digest.letter.state in ARRIVED:
        Digest.objects.filter(pk=pk).update(state=Digest.State.SENT)
    elif digest.letter.state in DID_NOT:
        set_free([digest.letter_id])
        Digest.objects.filter(pk=pk).update(state=Digest.State.FAILED, carries=0)
    elif digest.letter.state == Letter.State.CANCELLED:
        plan_again(digest)
    return True


def plan_again(digest: Digest) -> None:
    """A digest whose letter was taken back is made anew, and the reminders it carried are ready again.

    It takes the place of the next one ahead, which is planned again after it. If a later one was made meanwhile, that one
    covers it.
    """
    set_free([digest.letter_id])
    theirs = Digest.objects.filter(person=digest.person_id)
    if theirs.made().filter(due_at__gt=digest.due_at).exists():
        Digest.objects.filter(pk=digest.pk).update(state=Digest.State.FAILED, carries=0)
        return
    theirs.planned().delete()
    again = {"state": Digest.State.PLANNED, "letter": None, "until": None, "carries": 0, "mentions": []}
    Digest.objects.filter(pk=digest.pk).update(**again)

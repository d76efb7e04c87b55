"""Who has a letter: a claim is a lease that is committed before anything else, and the number of the attempt guards the row.

A slow server holds no transaction, and if a sender dies somebody takes its letters over. One that was thought dead and
comes back finds that they are its own no longer.
"""

import datetime as dt
from itertools import takewhile

from django.db import connection, transaction
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Coalesce

from collab_portal.toolkit import leaps
from services.letters import holds
from services.letters.models import Hold, Letter
from services.letters.queries import Letters

LEASE = dt.timedelta(minutes=10)
#: Asked of every letter as it leaves, so it is not composed each time.
TAKE_IN_HAND = "UPDATE services_letter SET state = %s WHERE id = %s AND state = %s AND attempts = %s"


def abandoned_by(now: dt.datetime) -> Letters:
    """Letters of senders whose lease ran out by a UTC instant. A lease counts time that was lived through: one that a
    demonstration's clock has just leapt over is still in force.
    """
    found = Letter.objects.abandoned_by(now)
    for leap in leaps.within(LEASE, now):
        found = found.exclude(lease_until__gt=leap.left, lease_until__lte=leap.reached)
    return found


def claim_next(now: dt.datetime, held: list[Hold] = ()) -> Letter | None:
    """Take one letter nobody else is sending, by a lease from a UTC instant."""
    return next(iter(claim_some(now, held=held, most=1)), None)


@transaction.atomic
def claim_some(now: dt.datetime, *, held: list[Hold], most: int) -> list[Letter]:
    """Take at most so many letters that nobody else is sending, by a lease from a UTC instant.

    One that was tried before is taken alone: if it is what killed its sender, the others do not wait for its lease again.
    """
    waiting = Letter.objects.leaving_by(now).filter(to__is_active=True).select_related("to")
    if held and not (len(held) == 1 and holds.may_try(held[0], now)):
        waiting = waiting.filter(sort="account")
    found = list(waiting.select_for_update(skip_locked=True, of=("self",))[:most])
    letters = list(takewhile(lambda letter: not letter.attempts, found)) or found[:1]
    for letter in letters:
        letter.state, letter.lease_until = Letter.State.CLAIMED, now + LEASE
        letter.attempts += 1
        letter.first_tried_at = letter.first_tried_at or now
        letter.address = letter.to.email
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        address=Letter.objects.filter(pk=OuterRef("pk")).values("to__email"),
        state=Letter.State.CLAIMED,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        first_tried_at=Coalesce("first_tried_at", Value(now)),
    )
    return letters


def take_in_hand(letter: Letter) -> bool:
    """Whether a claimed letter is ours still; if so it is being handed over."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_IN_HAND, [Letter.State.HANDING_OVER, letter.pk, Letter.State.CLAIMED, letter.attempts])
        if not cursor.rowcount:
            return False
    letter.state = Letter.State.HANDING_OVER
    return True


def put_back(letter: Letter, **changes) -> int:
    """A letter that was claimed and has not left waits again; nothing happens if somebody else has it by now."""
    mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.CLAIMED, attempts=letter.attempts)
    back = {"state": Letter.State.WAITING, "lease_until": None, "attempts": letter.attempts - 1}
    return mine.update(**{**back, **changes})

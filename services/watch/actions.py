"""What an administrator does about the engine: stop all letters, let them go, and have one tried again."""

import datetime as dt
from typing import Any

from django.db import transaction

from collab_portal.toolkit.refusals import Refused
from services.history import actions as history
from services.letters import holds, restoring
from services.letters.models import Hold, Letter


def stop_letters(*, why: str, by: Any, at: dt.datetime) -> None:
    """Hold every letter but those about signing in, from a UTC instant until somebody releases them.

    Raises Refused if somebody has done so already.
    """
    if not holds.hold(Hold.Reason.BY_HAND, why, at=at, by=by):
        raise Refused("The letters have been stopped already.")


def release(held: Hold, *, why: str, by: Any, at: dt.datetime) -> None:
    """Let the letters go again, as far as this one hold is concerned.

    Raises Refused if that has happened already, or if after a restore the journal has not been replayed yet.
    """
    if held.reason == Hold.Reason.RESTORED and restoring.still_to_replay():
        raise Refused("The journal has not been replayed yet. Run “manage.py after_restore --replay” first.")
    if not holds.release(held, by=by, at=at, why=why):
        raise Refused("These letters have been released already.")


@transaction.atomic
def try_again(letter: Letter, *, by: Any, at: dt.datetime) -> None:
    """Put a letter that was given up back among those that wait, for one more try at a UTC instant.

    What it says is asked again before it leaves. A digest is never repeated: what it carried has gone by itself. Raises
    Refused if it was not given up, is a digest, or somebody was faster.
    """
    given_up = Letter.objects.select_for_update(of=("self",)).filter(pk=letter.pk, state=Letter.State.FAILED)
    row = given_up.first()
    if letter.is_digest:
        raise Refused("A digest is never sent again. The next one says what it would have said.")
    if row is None:
        raise Refused("This letter is not one that was given up. Somebody may have been faster.")
    row.state, row.next_try_at, row.lease_until = Letter.State.WAITING, at, None
    row.save(update_fields=["state", "next_try_at", "lease_until"])
    history.record("asked for this letter to be tried again", row, by=by, at=at, why=row.last_error)

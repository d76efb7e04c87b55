"""Registering a piece of shared work: begin a draft, come back to it, delete it, or put it into the register."""

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from collab_portal.toolkit.refusals import Refused
from initiatives.register.actions.inviting import invite_waiting
from initiatives.register.actions.locking import locked
from initiatives.register.checklist import missing_from
from initiatives.register.models import Answer, Initiative, Participation, Standing
from services.history import actions as history


@transaction.atomic
def begin(*, by: Any, at: dt.datetime, name: str, short_name: str = "", **_: Any) -> Initiative:
    """Start a draft that only this person sees; their own organisations take part. The same name twice is the same draft."""
    lock("register_draft", by.pk)
    begun = Initiative.objects.drafts_of(by).filter(name=name).first()
    if begun is not None:
        return begun
    ref = f"draft-{secrets.token_hex(6)}"
    draft = Initiative.objects.create(
        ref=ref,
        drafted_as=ref,
        name=name,
        short_name=short_name,
        stage="",
        standing=Standing.DRAFT,
        registered_by=by,
    )
    for organisation_id in sorted(by.standing.editor_ids):
        Participation.objects.create(initiative=draft, organisation_id=organisation_id, answer=Answer.TAKES_PART)
    history.record("began to register this", draft, by=by, at=at)
    return draft


@transaction.atomic
def delete(draft: Initiative, *, by: Any, at: dt.datetime) -> None:
    """Throw a draft away. Raises Refused once it is registered."""
    row = locked(draft)
    refuse_if_registered(row)
    history.record("deleted the draft", row, by=by, at=at)
    row.delete()


@transaction.atomic
def register(draft: Initiative, *, by: Any, at: dt.datetime) -> Initiative:
    """Give it the next reference, make it live and invite the organisations named. Pressed twice, it is registered once.

    Raises Refused with everything that is still missing, in sentences.
    """
    row = locked(draft)
    if not row.is_draft:
        return row
    missing = missing_from(row)
    if missing:
        raise Refused(" ".join(missing))
    row.ref, row.standing, row.registered_at, row.registered_by = next_reference(row), Standing.LIVE, at, by
    row.version += 1
    row.save()
    history.record("registered this", row, by=by, at=at)
    invite_waiting(row, by=by, at=at)
    return row


def next_reference(row: Initiative) -> str:
    """The next free reference, like CHS-008 after CHS-007. Whoever asks at the same time waits for this transaction.

    Work of the demonstration county alone has references of its own.
    """
    lock("register_reference")
    prefixes = {each.organisation.reference_prefix for each in row.participations.select_related("organisation")}
    prefix = prefixes.pop() if len(prefixes) == 1 else settings.PORTAL_REFERENCE_PREFIX
    return f"{prefix}-{Initiative.objects.highest_number(prefix) + 1:03d}"


def lock(what: str, number: int = 0) -> None:
    """Wait until nobody else in the portal does this at the moment; released when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [what, number])


def refuse_if_registered(row: Initiative) -> None:
    """A draft's own actions end when it is registered."""
    if not row.is_draft:
        raise Refused(
            "This has been registered already, so it can no longer be deleted. It can be stopped on its own page."
        )

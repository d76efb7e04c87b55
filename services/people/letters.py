"""What the portal writes about leave, to the deputy and to the person away if somebody else entered it for them; and
about roles, to those who were given one or whose role ends."""

import datetime as dt
from typing import Any

from services.letters import actions as outbox
from services.letters import letter_file
from services.letters.models import Sort
from services.people.models import Leave, Membership, User

COVERING = "you are named to cover for a colleague"


def you_cover(leave: Leave, *, by: User, at: dt.datetime) -> None:
    """To the deputy: for whom, from when to when, and what it means."""
    _post("you_cover", leave, leave.deputy, COVERING, by=by, at=at)


def cover_has_moved(leave: Leave, last_before: dt.date, *, by: User, at: dt.datetime) -> None:
    """To the deputy: it ends on another day than they were told."""
    _post("cover_has_moved", leave, leave.deputy, COVERING, by=by, at=at, last_before=last_before)


def cover_is_not_needed(leave: Leave, deputy: User, *, by: User, at: dt.datetime) -> None:
    """To somebody who was deputy: the leave was taken back, or somebody else covers, or nobody."""
    _post("cover_is_not_needed", leave, deputy, "you were named to cover for a colleague", by=by, at=at)


def leave_was_kept_for_you(leave: Leave, did: str, *, by: User, at: dt.datetime) -> None:
    """To the person away: somebody else entered, changed or took back (`did`) their leave."""
    why = "somebody else did this about your leave"
    _post("leave_was_kept_for_you", leave, leave.person, why, by=by, at=at, did=did)


def _post(kind: str, leave: Leave, to: User, why: str, *, by: User, at: dt.datetime, **facts: Any) -> None:
    words = letter_file.write(f"services/people/letters/{kind}.txt", to=to, leave=leave, by=by, **facts)
    outbox.post(words, to=to, key=f"{kind}:{leave.pk}:{leave.version}:{to.pk}", why=why, at=at, about=leave)


def role_was_given(membership: Membership, *, by: User, at: dt.datetime, why: str) -> None:
    """To somebody who may act for an organisation now."""
    _post_role("role_was_given", membership, by=by, at=at, reason=why)


def role_ends(membership: Membership, last_day: str, *, by: User, at: dt.datetime, why: str) -> None:
    """To somebody whose role ends after a day, in words."""
    _post_role("role_ends", membership, by=by, at=at, reason=why, last_day=last_day)


def _post_role(kind: str, membership: Membership, *, by: User, at: dt.datetime, **facts: Any) -> None:
    to = membership.person
    words = letter_file.write(f"services/people/letters/{kind}.txt", to=to, membership=membership, by=by, **facts)
    why = "what you may do in the portal was changed"
    outbox.post(words, to=to, key=f"{kind}:{membership.pk}:{at.isoformat()}", why=why, at=at, sort=Sort.ACCOUNT)

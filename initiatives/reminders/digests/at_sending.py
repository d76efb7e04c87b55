"""What is looked at again as a digest leaves: is it of today, still wanted, and everything in it its reader's to see?

services.letters asks here through the setting LETTER_CHECKS, with the letter's row locked.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from collab_portal.toolkit import clock
from initiatives.cycles.models import CycleDate
from initiatives.meetings.models import Meeting
from initiatives.register.models import Initiative, Participation
from initiatives.reminders.at_sending import NOT_THEIRS_TO_SEE, reason_to_take_back
from initiatives.reminders.digests.actions import plan_again
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.matters import pk_of
from initiatives.reviews.models import ReportRequest
from services.history.models import Touch
from services.letters.models import Letter
from services.people.models import Leave, User
from services.people.preferences import preferences_of

NOT_WANTED = "This person wants no digests any more."
AWAY = "This person is on leave."
WAITED_OVERNIGHT = "It waited overnight, so a newer one takes its place."
NOT_OF_ANY_DIGEST = "The digest it belongs to is not known."
#: What digests mention, by the first part of the history key.
RECORDS = {
    "initiative": Initiative,
    "participation": Participation,
    "report_request": ReportRequest,
    "meeting": Meeting,
    "cycle_date": CycleDate,
}


def reason_to_write_anew(letter: Letter, now: dt.datetime) -> str:
    """Why a digest must not leave as it is at a UTC instant, or "". Then it is planned again, with all that it carried."""
    digest = Digest.objects.select_for_update(of=("self",)).filter(letter=letter).first()
    if digest is None:
        return NOT_OF_ANY_DIGEST
    reason = not_to_leave(letter, digest, now) or reason_to_take_back(letter, now)
    if reason:
        plan_again(digest)
        Touch.objects.create()  # the next tick looks whether, and when, it goes after all
    return reason


def not_to_leave(letter: Letter, digest: Digest, now: dt.datetime) -> str:
    """What is wrong with the digest itself, or ""."""
    today = clock.local(now).date()
    reader = letter.to.as_of(today)
    if clock.local(letter.posted_at).date() != today:
        return WAITED_OVERNIGHT
    if not preferences_of(reader).wants_digests:
        return NOT_WANTED
    if Leave.objects.of(reader).on(today).exists():
        return AWAY
    return "" if may_see_all(reader, digest.mentions) else NOT_THEIRS_TO_SEE


def may_see_all(reader: User, mentions: Iterable[str]) -> bool:
    """Whether a reader, who knows the day, may see all of these records. One query a kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for key in mentions:
        by_kind[key.partition(":")[0]].add(pk_of(key))
    return all(
        RECORDS[kind].objects.visible_to(reader).filter(pk__in=those).count() == len(those)
        for kind, those in by_kind.items()
    )

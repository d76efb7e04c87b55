"""After a restore: telling a database that is older than the journal what has left since it was saved.

Each line of the journal that the database does not know becomes a letter that was sent: the same row where it is there
and has not left, else a tombstone that says no more than that a letter went. What it said is made known again to its
writer, a room above, named in the setting LETTER_RESTORERS. Doing it twice changes nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from collab_portal.toolkit.words import count
from services.history import actions as history
from services.letters import holds, journal, letter_file
from services.letters.journal import Line
from services.letters.models import Hold, Letter, Pulse

#: Given a letter that has left, what it said (its writer's keys), and when (UTC): remember it, and return how many were new.
Restorer = Callable[[Letter, list[Any], dt.datetime], int]

OLDER_THAN_THE_JOURNAL = (
    "The database does not know letters that the journal says have left: it was restored from a backup. Run "
    "“manage.py after_restore”, then again with “--replay”, and release the letters once you have read what would go."
)
SUBJECT = "A letter sent before the restore"
TEXT = (
    "This letter left before the database was restored from a backup. Its words are not kept here; "
    "they are in the email that was sent.\n"
)
WHY = "it was sent to you before the database was restored"
REPLAYED = "replayed"
BATCH = 500


@dataclass
class Replay:
    """What a replay did: letters that waited and are now sent, tombstones, things said that are known again, and the
    lines of people whom the database does not have.
    """

    sent: int = 0
    buried: int = 0
    said: int = 0
    lost: list[Line] = field(default_factory=list)


def hold_after_a_restore(now: dt.datetime) -> None:
    """Hold the letters if the journal knows of one that left and that this database does not know as sent."""
    last = journal.last()
    if last is not None and not is_known(last):
        holds.hold(Hold.Reason.RESTORED, OLDER_THAN_THE_JOURNAL, at=now)


def is_known(line: Line) -> bool:
    """Whether the database knows that this letter may have left, or has been told everything up to this line, or
    somebody has let the letters go since.
    """
    on_its_way = ~Q(state=Letter.State.WAITING) | Q(is_copy=True)
    if Letter.objects.filter(on_its_way, message_id=line.message_id).exists():
        return True
    if Pulse.objects.filter(name=REPLAYED, did__message_id=line.message_id).exists():
        return True
    since = dt.datetime.fromisoformat(line.at)
    return Hold.objects.filter(reason=Hold.Reason.RESTORED, released_at__gte=since).exists()


def unknown() -> Iterator[Line]:
    """The lines of the journal whose letters the database does not know as having left, oldest first, each letter once."""
    every, seen = journal.lines(), set()
    while batch := list(islice(every, BATCH)):
        keys = {line.key for line in batch}
        seen |= set(Letter.objects.have_left().filter(key__in=keys).values_list("key", flat=True))
        for line in batch:
            if line.key not in seen:
                seen.add(line.key)
                yield line


def still_to_replay() -> int:
    """How many lines a replay would bring into the database; those of people it does not have are none of them."""
    lines = list(unknown())
    people = people_among({line.to for line in lines})
    return sum(line.to in people for line in lines)


def people_among(ids: set[int]) -> set[int]:
    """Of these ids, those of people the database has."""
    return set(get_user_model().objects.filter(pk__in=ids).values_list("pk", flat=True))


def replay(now: dt.datetime) -> Replay:
    """Bring every unknown line into the database, and hold the letters until somebody has read what would go.

    Each line is a transaction of its own, so a replay that was cut short is simply begun again.
    """
    lines, done = list(unknown()), Replay()
    if not lines:
        return done
    holds.hold(Hold.Reason.RESTORED, OLDER_THAN_THE_JOURNAL, at=now)
    people = people_among({line.to for line in lines})
    html = letter_file.as_html(SUBJECT, TEXT, WHY)
    for line in lines:
        if line.to in people:
            take_in(line, html, done)
        else:
            done.lost.append(line)
    holds.beat(REPLAYED, now, message_id=lines[-1].message_id)
    for each in Hold.objects.in_force(now).filter(reason=Hold.Reason.RESTORED):
        verb = f"replayed the journal: {count(done.sent + done.buried, 'letter')} had left before the restore"
        history.record(verb, each, by=None, at=now)
    return done


@transaction.atomic
def take_in(line: Line, html: str, done: Replay) -> None:
    """One line: its letter has left, and what it said is said."""
    at = dt.datetime.fromisoformat(line.at)
    letter = Letter.objects.select_for_update(of=("self",)).filter(key=line.key).first()
    if letter is None:
        letter = bury(line, html, at)
        done.buried += 1
    else:
        it_has_left(letter, line, html, at)
        done.sent += 1
    path = settings.LETTER_RESTORERS.get(line.key.partition(":")[0])
    done.said += import_string(path)(letter, line.said, at) if path else 0


def bury(line: Line, html: str, at: dt.datetime) -> Letter:
    """A tombstone: the letter's key, so that it is never written again, and that it went."""
    return Letter.objects.create(
        key=line.key, to_id=line.to, kind=line.kind, said=line.said, subject=SUBJECT, text=TEXT, html=html, why=WHY,
        posted_at=at, not_before=at, next_try_at=at, message_id=line.message_id, state=Letter.State.SENT, sent_at=at,
    )  # fmt: skip


def it_has_left(letter: Letter, line: Line, html: str, at: dt.datetime) -> None:
    """The row is there and has not left. If it was written anew since the restore and says something else, its words go."""
    if letter.said != line.said:
        letter.subject, letter.text, letter.html, letter.said = SUBJECT, TEXT, html, line.said
    letter.state, letter.sent_at, letter.lease_until, letter.last_error = Letter.State.SENT, at, None, ""
    letter.save()

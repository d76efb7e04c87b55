"""Posting a letter: a row in the transaction of what it is about, delivered after the commit (services.letters.delivery)."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction

from services.letters import letter_file
from services.letters.letter_file import Words
from services.letters.models import Letter, Sort

_nudges: ContextVar[bool] = ContextVar("nudges", default=True)
_posts: ContextVar[bool] = ContextVar("posts", default=True)

#: What a letter is when it is written, besides its key; everything else is what becomes of it.
WRITTEN = (
    *("to", "kind", "sort", "checked_by", "said", "subject", "text", "html"),
    *("about", "why", "posted_at", "not_before", "next_try_at", "message_id"),
)

#: A request waits for nobody: without these a broker that is away costs each one six seconds.
AT_ONCE_OR_NOT = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 2}


def post(
    words: Words, *, to: Any, key: str, why: str, at: dt.datetime, about: Any = None,
    sort: str = Sort.NOTICE, checked_by: str = "", said: Iterable[Any] = (),
) -> Letter:  # fmt: skip
    """Put a letter in the outbox, once for each key, and ask for its delivery after the commit.

    `at` is the UTC instant of the event; `why` completes "You get this because …". `checked_by` names an entry of the
    setting LETTER_CHECKS, which is asked again as the letter leaves; `said` are its writer's keys for what it says, kept
    in the journal. Returns the letter that has the key; where nothing is posted
    (`without_posting`), one that is kept nowhere.
    """
    if not _posts.get():
        return Letter(key=key, to=to, kind=words.kind, subject=words.subject)
    made = letter(words, to=to, key=key, why=why, at=at, about=about, sort=sort, checked_by=checked_by, said=said)
    known, is_new = Letter.objects.get_or_create(key=key, defaults={name: getattr(made, name) for name in WRITTEN})
    if is_new:
        nudge_after_commit()
    return known


def letter(
    words: Words, *, to: Any, key: str, why: str, at: dt.datetime, about: Any = None,
    sort: str = Sort.NOTICE, checked_by: str = "", said: Iterable[Any] = (),
) -> Letter:  # fmt: skip
    """The same letter, not in the outbox yet: for `post_all`."""
    return Letter(
        key=key, to=to, kind=words.kind, sort=sort, checked_by=checked_by, said=list(said),
        subject=words.subject, text=words.text, html=letter_file.as_html(words.subject, words.text, why),
        about=about.history_key if about else "", why=why, posted_at=at, not_before=at, next_try_at=at,
        message_id=message_id(key),
    )  # fmt: skip


def post_all(letters: Iterable[Letter]) -> None:
    """Put letters in the outbox at once. Raises IntegrityError if one of their keys is there already."""
    if not _posts.get():
        return
    Letter.objects.bulk_create(letters, batch_size=200)
    nudge_after_commit()


def nudge_after_commit() -> None:
    """Ask for delivery when this transaction has been committed, once however many letters it posts."""
    if _nudges.get() and not is_asked_for():
        transaction.on_commit(ask_for_delivery, robust=True)


def is_asked_for() -> bool:
    """Whether this transaction will nudge the worker already: ten letters need one nudge."""
    return any(asked is ask_for_delivery for _, asked, _ in transaction.get_connection().run_on_commit)


def ask_for_delivery() -> None:
    """Nudge the worker. If the broker is away the next tick finds the letter, so a failure here costs a minute, not a letter."""
    with current_app.connection_for_write(transport_options=AT_ONCE_OR_NOT) as connection:
        current_app.send_task(
            "services.letters.tasks.deliver_waiting", connection=connection, retry=False, ignore_result=True
        )


def cancel(letter: Letter, *, reason: str) -> bool:
    """Take back a waiting letter that is no longer true (initiatives.reminders does). It stays readable, with the reason.

    Returns whether it could be: a letter that somebody is handing over at this moment leaves.
    """
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    return bool(waiting.update(state=Letter.State.CANCELLED, last_error=reason[:500]))


@contextmanager
def without_nudging() -> Iterator[None]:
    """Post letters in this block without asking the broker for their delivery, because the caller delivers them itself."""
    token = _nudges.set(False)
    try:
        yield
    finally:
        _nudges.reset(token)


@contextmanager
def without_posting() -> Iterator[None]:
    """Do things in this block of which nobody is told: a made-up past, whose letters nobody was to get."""
    token = _posts.set(False)
    try:
        yield
    finally:
        _posts.reset(token)


def message_id(key: str) -> str:
    """The same key always makes the same Message-ID, so that mail systems and people can drop a repeat."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"

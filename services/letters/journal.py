"""The journal of what has left, kept outside the database: it remembers what a restored backup has forgotten.

One JSON line for each letter the mail server took, written and synced before the database hears of it. So a letter
whose sender died between the server's yes and the commit is known to have left, and after a restore nothing goes twice.
"""

import errno
import json
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from services.letters.models import Letter

#: Enough for the longest last line.
LAST = 1 << 16
#: Far more than the letters of two days.
LATELY = 1 << 26
#: With less room than this on its disk no letter leaves: one without a line would go again.
ROOM = 1 << 20


class Line(NamedTuple):
    """One letter that left: its key, Message-ID, recipient by id, kind, the UTC instant (ISO 8601), and what it said."""

    key: str
    message_id: str
    to: int
    kind: str
    at: str
    said: list[Any]


def write(letter: Letter, at: Any) -> None:
    """Add a line and wait until the disk has it. `at` is a UTC instant. Raises OSError if it cannot be written."""
    line = Line(letter.key, letter.message_id, letter.to_id, letter.kind, at.isoformat(), letter.said)
    handle = _opened()
    try:
        os.write(handle, (json.dumps(line, ensure_ascii=True) + "\n").encode())
        os.fdatasync(handle) if hasattr(os, "fdatasync") else os.fsync(handle)
    finally:
        os.close(handle)


def check() -> None:
    """Raises OSError if the next line could not be written: no right to, no disk, no room on it."""
    handle = _opened()
    try:
        disk = os.fstatvfs(handle)
        if disk.f_bavail * disk.f_frsize < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(settings.SEND_JOURNAL))
    finally:
        os.close(handle)


def lines(*, tail: int | None = None) -> Iterator[Line]:
    """Every line, oldest first, or those in its last bytes. A line cut short by a dead machine is passed over."""
    place = Path(settings.SEND_JOURNAL)
    if not place.exists():
        return
    with place.open("rb") as file:
        if tail is not None and place.stat().st_size > tail:
            file.seek(-tail, os.SEEK_END)
            file.readline()
        for raw in file:
            line = _read(raw)
            if line is not None:
                yield line


def has_left(message_ids: set[str]) -> dict[str, Line]:
    """Of these Message-IDs, those that the journal of the last days knows, with their lines."""
    return {line.message_id: line for line in lines(tail=LATELY) if line.message_id in message_ids}


def last() -> Line | None:
    """The last letter that left, or None."""
    newest = deque(lines(tail=LAST), maxlen=1)
    return newest[0] if newest else None


def _opened() -> int:
    try:
        return os.open(settings.SEND_JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except FileNotFoundError:
        Path(settings.SEND_JOURNAL).parent.mkdir(parents=True, exist_ok=True)
        return os.open(settings.SEND_JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _read(raw: bytes) -> Line | None:
    try:
        known = Line(*json.loads(raw))
    except (ValueError, TypeError):
        return None
    return known

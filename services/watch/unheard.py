"""Reminders that will reach nobody: said by the room that plans them, which lies above and is named in the setting UNHEARD."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Finding(Protocol):
    """One reminder: the sentence, the path of the page on which it is put right, and whose that is, in words."""

    sentence: str
    url: str
    owner: str


class Seen(Protocol):
    """Those about records that the viewer may see, and how many others are whose."""

    listed: Sequence[Finding]
    unseen: Sequence[tuple[str, int]]


def seen_by(viewer: Any, today: dt.date) -> Seen:
    """What there is to put right in the weeks from a local date, as one person may read it."""
    return import_string(settings.UNHEARD)(viewer, today)

"""What the reminders do when the outbox has news of their letters. Runs inside the outbox's transaction."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from initiatives.reminders.taking_back import set_free
from services.letters.signals import given_up


@receiver(given_up, dispatch_uid="say_anew_what_was_given_up")
def say_anew_what_was_given_up(sender: Any, *, letters: Collection[int], at: dt.datetime, **more: Any) -> None:
    """A letter that waited too long for its address said nothing to anybody: what of it is still so goes in a new one."""
    set_free(letters)

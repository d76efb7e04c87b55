"""What this room does when the outbox has news of letters that do not arrive. Runs inside the outbox's transaction."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from services.letters.signals import address_in_trouble, complained, not_reached
from services.people import reaching


@receiver(not_reached, dispatch_uid="tell_who_cannot_be_reached")
def tell_who_cannot_be_reached(sender: Any, *, letter: Any, at: dt.datetime, **more: Any) -> None:
    """A duty that did not arrive reaches somebody else instead."""
    reaching.did_not_arrive(letter, at)


@receiver(address_in_trouble, dispatch_uid="tell_whose_address_is_in_trouble")
def tell_whose_address_is_in_trouble(sender: Any, *, health: Any, letter: Any, at: dt.datetime, **more: Any) -> None:
    """Whoever looks after the account hears of its address."""
    reaching.address_turned(health, letter, at)


@receiver(complained, dispatch_uid="tell_who_calls_letters_unwanted")
def tell_who_calls_letters_unwanted(sender: Any, *, letter: Any, at: dt.datetime, **more: Any) -> None:
    """Whoever looks after the account hears that its reader calls our letters unwanted. Duties go on."""
    reaching.called_unwanted(letter, at)

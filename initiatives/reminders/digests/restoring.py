"""After a restore the database has forgotten digests that left since the backup: here it learns of them again.

services.letters asks here through the setting LETTER_RESTORERS, once for each digest that it finds had left.
"""

import datetime as dt
from typing import Any

from initiatives.reminders import restoring
from initiatives.reminders.digests.models import Digest
from services.letters.models import Letter

#: Of how many words, parted by colons, the key of a window consists: "weekly:2014-W40", "before_board:meeting:7:9".
WORDS_OF_A_WINDOW = {"weekly": 2, "monthly": 2, "before_board": 4}


def make_again(letter: Letter, said: list[Any], at: dt.datetime) -> int:
    """Make the digest one that was sent at a UTC instant, and the reminders it carried as well. Returns how many of those.

    The next one begins where this one ended; what it said besides is not known.
    """
    made = restoring.make_again(letter, said, at)
    window = window_in(letter.key)
    if window:
        left = {"state": Digest.State.SENT, "letter": letter, "since": at, "until": at, "carries": len(said)}
        Digest.objects.update_or_create(
            person=letter.to, window=window, defaults=left, create_defaults={**left, "due_at": at}
        )
    return made


def window_in(key: str) -> str:
    """The window in the key of a digest's letter, "digest:<person>:<window>" and a number if others were taken back."""
    words = key.split(":")[2:]
    return ":".join(words[: WORDS_OF_A_WINDOW.get(words[0], 0)]) if words else ""

"""Looking back: from here on, every query of this person reads the records of then, and every address leads to then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.urls import get_script_prefix, set_script_prefix

from initiatives.past import facts, versions
from initiatives.past.copies import standing_in
from initiatives.past.moments import Moment


@contextmanager
def looking_back(moment: Moment, user: Any) -> Iterator[None]:
    """Run the block as at a moment. What the person may see is settled by today's records, before the first of them changes."""
    prefix = get_script_prefix()
    copies = versions.COPIES if moment.is_known else facts.COPIES
    with standing_in(copies, moment, user):
        set_script_prefix(f"{prefix.rstrip('/')}{moment.prefix}/")
        try:
            yield
        finally:
            set_script_prefix(prefix)

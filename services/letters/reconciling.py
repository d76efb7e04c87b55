"""The account of a day: is every letter that the database calls sent in the journal, and the other way round?

Made once, by the first round after midnight in London, for the day before. A difference is for a person to look into:
a letter without a line would go again after a restore, a line without a letter is one that the database has forgotten.
"""

import datetime as dt
from typing import Any

from collab_portal.toolkit import clock
from services.letters import holds, journal
from services.letters.models import Letter, Pulse

ACCOUNT = "account of a day"


def settle(now: dt.datetime) -> bool:
    """Compare yesterday's letters at a UTC instant, unless that is done. Returns whether it was done now."""
    today = clock.local(now).date()
    last = Pulse.objects.last(ACCOUNT)
    if last is not None and clock.local(last).date() >= today:
        return False
    holds.beat(ACCOUNT, now, **account_of(today - dt.timedelta(days=1)))
    return True


def account_of(day: dt.date) -> dict[str, Any]:
    """For a local date: how many letters left, how many of them have no line, and how many lines have no letter."""
    begins, ends = clock.at(day, 0), clock.at(day + dt.timedelta(days=1), 0)
    lines = (line for line in journal.lines(tail=journal.LATELY) if begins <= dt.datetime.fromisoformat(line.at) < ends)
    written = {line.message_id for line in lines}
    left = Letter.objects.have_left()
    sent = set(left.filter(sent_at__gte=begins, sent_at__lt=ends).values_list("message_id", flat=True))
    known = set(left.filter(message_id__in=written - sent).values_list("message_id", flat=True))
    return {
        "day": day.isoformat(),
        "sent": len(sent),
        "without_line": len(sent - written),
        "without_letter": len(written - sent - known),
    }

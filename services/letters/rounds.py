"""What the engine's doors do around their work: they trust no wrong clock and no full disk, and each leaves a sign of life.

The engine counts time by the database's clock. A machine whose own clock is far from it is not to be trusted with
anything: it does no work, says so in its log, and keeps it for the page about the engine and check_reminders.
"""

import datetime as dt
import logging

from collab_portal.toolkit.clock import Reading
from services.letters import canary, delivery, holds, journal, reconciling, silence

MOST_APART = dt.timedelta(seconds=30)
#: The pulse that a door leaves when it refuses to work, beside the one it leaves when it works.
WRONG_CLOCK = "{door}, wrong clock"
NO_JOURNAL = "delivery, no journal"

logger = logging.getLogger(__name__)


def deliver(reading: Reading) -> int:
    """A postman's round at a reading of the clocks: the canary first, then whatever waits. Returns how many letters left."""
    if not (may_work("delivery", reading) and may_write(reading.at)):
        return 0
    silence.hold_after_silence("delivery", reading.at)
    canary.fly(reading.at)
    sent = delivery.deliver_waiting(reading.at)
    reconciling.settle(reading.at)
    return sent


def may_work(door: str, reading: Reading) -> bool:
    """Whether this machine's clock is near enough to the database's. If not, that is logged and kept."""
    if abs(reading.ahead) <= MOST_APART:
        return True
    seconds = round(reading.ahead.total_seconds())
    logger.error("The clock of this machine is %s seconds ahead of the database's: the %s does nothing.", seconds, door)
    holds.beat(WRONG_CLOCK.format(door=door), reading.at, seconds=seconds)
    return False


def may_write(now: dt.datetime) -> bool:
    """Whether the journal can take another line. If not, a letter that left would go again, so none does."""
    try:
        journal.check()
    except OSError as trouble:
        logger.error("The journal of letters sent cannot be written, so no letter leaves: %s", trouble)
        holds.beat(NO_JOURNAL, now, said=str(trouble))
        return False
    return True

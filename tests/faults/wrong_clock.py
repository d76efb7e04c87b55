"""Included by a worker whose machine's clock is three hours ahead (celery --include tests.faults.wrong_clock)."""

import datetime as dt

from collab_portal.toolkit import clock

right = clock._of_this_machine
clock._of_this_machine = lambda: right() + dt.timedelta(hours=3)

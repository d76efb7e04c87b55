"""Lets a worker hear Ctrl-C sooner and leave once it has stopped: under `manage.py serve` nobody should wait for it.

Only `serve` includes this module in its workers. Celery looks up from its queue once a second; here four times. When it
says that a worker has shut down, its tasks are finished and its pool is gone; what Python would still tidy up belongs to
a process that ends anyway.
"""

import os
import sys

from celery.signals import worker_ready, worker_shutdown

LOOK_UP_EVERY = 0.25  # seconds


@worker_ready.connect
def look_up_often(sender=None, **_) -> None:
    hub = getattr(sender, "hub", None)
    if hub:
        hub.call_repeatedly(LOOK_UP_EVERY, lambda: None)


@worker_shutdown.connect
def leave_at_once(sender=None, **_) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(getattr(sender, "exitcode", None) or 0)

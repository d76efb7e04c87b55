"""The table of what runs where the whole portal runs on one machine: under `manage.py serve`, in its tests and its benchmark."""

import os
import sys

from collab_portal.engines import places
from collab_portal.engines.watch import Watched

#: True in production, noise at a desk: that we run as root in a container, and what Celery 6 will do differently.
WARNINGS_OF_CELERY = ("You're running the worker with superuser", "\nIn Celery 5.1 we introduced")


def processes_of_the_portal(host: str, port: int) -> list[Watched]:
    """Web server, beat, and a worker each for the tick and the mail, so that slow mail holds up
    no tick. Slow work goes to the worker that has the most time; in production it has one of its own.
    """
    python = [sys.executable, "-m"]
    hush = [part for word in WARNINGS_OF_CELERY for part in ("-W", f"ignore:{word}")]
    celery = [sys.executable, *hush, "-m", "celery", "--quiet", "--app", "collab_portal"]
    quiet = ["--loglevel", "WARNING"]
    worker = ["worker", *quiet, "--concurrency", "1", "--without-gossip", "--without-mingle"]
    worker += ["--include", "collab_portal.engines.leaving"]
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--log-level", "warning"]
    web += ["--workers", os.environ.get("WEB_WORKERS", "2"), "--blocking-threads", "4", "--workers-kill-timeout", "2"]
    schedule = str(places.folder() / "beat-schedule")
    return [
        Watched("web server", [*python, *web, "collab_portal.wsgi:application"]),
        Watched("tick worker", [*celery, *worker, "--queues", "tick,slow", "--hostname", "tick@localhost"]),
        Watched("mail worker", [*celery, *worker, "--queues", "mail", "--hostname", "mail@localhost"]),
        Watched("beat", [*celery, "beat", *quiet, "--schedule", schedule, "--pidfile", ""]),
    ]

"""Included by the portal's workers: at each look at the clock they read when it was set, so that a test can turn it meanwhile."""

import os
from pathlib import Path

from django.conf import settings

from collab_portal.toolkit import clock

shown = clock._shown


def as_it_is_set(moment):
    """What the clock shows at a real instant, by the file in which a test says when it was set."""
    settings.PORTAL_CLOCK_SET_AT = float(Path(os.environ["CLOCK_SET_IN"]).read_text())
    return shown(moment)


clock._shown = as_it_is_set

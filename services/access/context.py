"""What every page knows without being told by its view: the portal's name, whose it is, and which moment it shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from collab_portal.toolkit import clock


def the_page(request: HttpRequest) -> dict[str, Any]:
    """Name, area and clock for base.html, and `today` for words like “in 3 days”."""
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_area": settings.PORTAL_AREA,
        "oversight_body": settings.OVERSIGHT_BODY,
        "today": getattr(request, "today", None),
        "now": getattr(request, "now", None),
        "is_demonstration_clock": clock.is_demonstration() and hasattr(request, "now"),  # none if refused at the door
        "is_movable_clock": clock.is_movable(),
        "is_development": settings.DEVELOPMENT,
    }

"""What every page may say in its banner, asked only where a page prints it."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from services.letters.lateness import lateness


def the_banner(request: HttpRequest) -> dict[str, Any]:
    """`lateness` for base.html: that reminders are late, and why; empty as a rule."""
    return {"lateness": partial(lateness, request.now)} if hasattr(request, "now") else {}

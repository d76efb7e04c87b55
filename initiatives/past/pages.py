"""Which pages can be looked at as at a past date: every list and every dashboard. Records and forms are of today."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

PAGES = frozenset(
    {
        "dashboards:overview",
        "dashboards:question",
        "dashboards:figures_file",
        "dashboards:net_position",
        "register:initiatives",
        "reports:reports",
        "benefits:benefits",
        "costs:costs",
        "agreements:agreements",
        "meetings:meetings",
    }
)


def shows_the_past(page: str) -> bool:
    """Whether this path is one of them."""
    try:
        return resolve(page).view_name in PAGES
    except Resolver404:
        return False


def page_asked_for(address: str, otherwise: str) -> str:
    """The path and query of an address of ours that shows the past; anything else, of this portal or not, is `otherwise`."""
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/") and shows_the_past(parts.path)
    return f"{parts.path}{'?' if parts.query else ''}{parts.query}" if is_ours else otherwise

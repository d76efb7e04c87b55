"""Which pages can be looked at as at a past date: every list of shared work and every dashboard.

Of today only are records with the lists on their pages, forms, and what tells of the portal itself: accounts, roles and
leave, drafts, messages, letters and their addresses, the engine, bank holidays, the rules of reminders, and tables to take
away. My work says what somebody has to do now. A comparison asks for its two dates, and the timeline of the reminders for
its day.
"""

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
        "cycles:cycles",
        "evaluations:lessons",
        "organisations:organisations",
    }
)

#: What a page by the dates of the records shows as it is today, because no record dates it.
UNDATED = {
    "cycles:cycles": "What a cycle is called, its board, who asks and how often are as they are today.",
    "evaluations:lessons": "What a lesson says, and the names of its work and organisation, are as they are today.",
    "organisations:organisations": "Names, kinds, places and who holds whom to account are as they are today. A body whose beginning is not known is taken to have been there.",
}
OTHERWISE = "What a record does not date, such as a name, is as it is today."


def undated_on(page: str) -> str:
    """The sentence about it for the page of a path that shows the past."""
    return UNDATED.get(resolve(page).view_name, OTHERWISE)


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

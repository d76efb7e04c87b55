"""What every page knows about the past: which moment it shows, or that it could show one."""

from typing import Any

from django.http import HttpRequest

from initiatives.past.pages import shows_the_past, undated_on

#: Not by `reverse`: on a page of the past that would begin with its date.
LOOK_BACK = "/look-back/"


def the_moment(request: HttpRequest) -> dict[str, Any]:
    """`past` is the moment shown, None for today; `looks_back`, whether today's page could show one; `shown_page`, its address.

    `undated` says what a page by the dates of the records shows as it is today.
    """
    past, user = getattr(request, "past", None), getattr(request, "user", None)
    if user is None or not user.is_authenticated or not (past or shows_the_past(request.path_info)):
        return {}
    asked = request.META.get("QUERY_STRING", "")
    page = f"{request.path_info}{'?' if asked else ''}{asked}"
    undated = undated_on(request.path_info) if past and not past.is_known else ""
    return {
        "past": past,
        "looks_back": past is None,
        "shown_page": page,
        "look_back_at": LOOK_BACK,
        "undated": undated,
    }

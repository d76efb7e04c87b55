"""The two doorkeepers: one tells the request what time it is, the other turns away views that declare no rule."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from collab_portal.toolkit import clock

Answer = Callable[[HttpRequest], HttpResponse]


def at_the_door(get_response: Answer) -> Answer:
    """Read the clock once, so that a page that takes a while still speaks of one moment and one day."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = clock.now()
        request.today = clock.local(request.now).date()
        if request.user.is_authenticated:
            request.user.as_of(request.today)
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def refuse_what_has_no_rule(get_response: Answer) -> Answer:
    """Default deny: a view without a rule is refused to everyone, so nothing is open by mistake."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable, args: list, kwargs: dict) -> None:
        if not hasattr(view, "rule"):
            raise PermissionDenied("This page has no rule yet, so nobody may open it.")

    middleware.process_view = process_view
    return middleware

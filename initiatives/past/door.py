"""The door to the past: an address that begins with a moment shows its page over the records as they stood then."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix

from initiatives.past.looking import looking_back
from initiatives.past.moments import ADDRESS, Moment, taken_apart
from initiatives.past.pages import shows_the_past

Answer = Callable[[HttpRequest], HttpResponse]


def in_the_past(get_response: Answer) -> Answer:
    """Show the lists and dashboards of `pages.PAGES` as at the moment in their address; send everything else to today.

    While such a page is made, every address it names begins with the moment too, so that its numbers lead to their rows
    of then. Raises Http404 for a day that is not one, or has not come.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not ADDRESS.fullmatch(request.path_info):
            return get_response(request)
        found = taken_apart(request.path_info, request.today)
        if found is None:
            raise Http404
        moment, page = found
        if not shows_the_past(page) or request.method not in ("GET", "HEAD"):
            return to_today(request, page, get_response)
        if not request.user.is_authenticated:  # the gate sends them to sign in, and back here
            request.path_info = page
            return get_response(request)
        return as_it_was(request, moment, page, get_response)

    return middleware


def as_it_was(request: HttpRequest, moment: Moment, page: str, get_response: Answer) -> HttpResponse:
    """The page as at a moment, which the request carries for whoever names the day."""
    request.path_info, request.past, request.today = page, moment, moment.day
    with looking_back(moment, request.user):
        return get_response(request)


def to_today(request: HttpRequest, page: str, get_response: Answer) -> HttpResponse:
    """A record, a form or a press of a button belongs to today."""
    request.path_info = page
    if request.method not in ("GET", "HEAD"):
        return get_response(request)
    asked = request.META.get("QUERY_STRING", "")
    return redirect(f"{get_script_prefix().rstrip('/')}{page}{'?' if asked else ''}{asked}")

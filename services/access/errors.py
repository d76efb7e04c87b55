"""The pages people get when something does not go: never jargon, never red, always what to do next."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A wrong address and a record that is not yours look exactly alike."""
    return render(request, "errors/404.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """You may see it but not do this, with the reason in words."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety token is too old or missing: nothing was changed. Long texts are there to be sent again."""
    posted = request.POST.lists() if is_worth_sending_again(request) else ()
    boxes = [(name, value) for name, values in posted for value in values if name != "csrfmiddlewaretoken"]
    return render(request, "errors/form_expired.html", {"boxes": boxes}, status=403)


def is_worth_sending_again(request: HttpRequest) -> bool:
    """Whether a page of ours was posted, as the browser itself says, to a view that keeps long texts.

    Somebody who signed in again in another window has a new token. A page of somebody else's has another origin.
    """
    view = request.resolver_match.func if request.resolver_match else None
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return is_ours and getattr(view, "typed_outlives_session", False)


#: Seconds after which it is worth trying again while the database is away or too busy.
TRY_AGAIN_AFTER = 60


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; or 503 where the database does not answer, so that whoever is in front of us knows that it passes.

    Rendered without context processors, which may be what broke.
    """
    page = render(None, "errors/500.html").content
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return HttpResponse(page, status=503, headers={"Retry-After": TRY_AGAIN_AFTER, "Cache-Control": "no-store"})
    return HttpResponse(page, status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address or form nobody's browser would send."""
    return render(request, "errors/404.html", status=400)


def too_many(request: HttpRequest) -> HttpResponse:
    """More requests from one place than a person makes: wait."""
    return render(request, "errors/429.html", status=429)

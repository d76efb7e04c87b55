"""The front desk: pages for everybody, and two addresses for whoever watches the portal."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from collab_portal.toolkit import health
from services import rules
from services.access.gate import allowed
from services.front.cookies import cookies as all_cookies
from services.front.known_issues import KNOWN_ISSUES, PREPARED_ON
from services.letters.models import Letter, Pulse


def our_address() -> str:
    """The bare address of the box that somebody reads."""
    return parseaddr(settings.REPLY_TO)[1]


@allowed(rules.SEE_OPEN_PAGE)
def help(request: HttpRequest) -> HttpResponse:
    """What the portal is for and how to do the common things."""
    return render(request, "services/front/help.html", {"reply_to": our_address()})


@allowed(rules.SEE_OPEN_PAGE)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the 2018 accessibility regulations ask for, in the model form."""
    context = {"known_issues": KNOWN_ISSUES, "prepared_on": PREPARED_ON, "reply_to": our_address()}
    return render(request, "services/front/accessibility.html", context)


@allowed(rules.SEE_OPEN_PAGE)
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep about people, why and how long."""
    return render(request, "services/front/privacy.html", {"reply_to": our_address()})


@allowed(rules.SEE_OPEN_PAGE)
def cookies(request: HttpRequest) -> HttpResponse:
    """Each cookie, what it does and when it goes."""
    return render(request, "services/front/cookies.html", {"cookies": all_cookies()})


@allowed(rules.SEE_OPEN_PAGE)
def healthz(request: HttpRequest) -> HttpResponse:
    """This process is alive and answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@allowed(rules.SEE_OPEN_PAGE)
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the portal can work: 503 while the database or the broker does not answer.

    The age of the oldest letter that still waits and that of the last tick are told beside it: neither a mail server nor
    an engine that is away stops the portal.
    """
    database, broker = health.database_answers(), health.broker_answers()
    waiting = Letter.objects.oldest_waiting(request.now) if database else None
    ticked_at = Pulse.objects.last("tick") if database else None
    state = {
        "database": "answers" if database else "does not answer",
        "broker": "answers" if broker else "does not answer",
        "oldest_unsent_letter_seconds": None if waiting is None else int(waiting.total_seconds()),
        "last_tick_seconds": None if ticked_at is None else int((request.now - ticked_at).total_seconds()),
    }
    return JsonResponse(state, status=200 if database and broker else 503)

"""The page of a demonstration: which day it is, on to the next, and each day's letters."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from collab_portal.toolkit import clock, leaps
from collab_portal.toolkit.pages import page_of
from collab_portal.toolkit.words import count, weekday
from initiatives import rules
from initiatives.demonstrations import actions, pages
from services.access.gate import allowed

FASTER = "The clock was moved since you opened this page, so nothing was done. It now shows where the clock stands."


def where_the_clock_can_be_moved(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where it cannot, as in production, there is no such page for anybody."""

    @wraps(view)
    def found(request: HttpRequest, **where: str) -> HttpResponse:
        if not clock.is_movable():
            raise Http404
        return view(request, **where)

    return found


@where_the_clock_can_be_moved
@allowed(rules.MOVE_CLOCK)
def demonstration(request: HttpRequest) -> HttpResponse:
    """A day with its letters: today, or the one asked for among those since the demonstration began."""
    day = asked_for(request)
    context = {
        "day": day,
        "days": (days := pages.days(day, request.today)),
        "of_the_day": next(each for each in days if each.day == day),
        "page": page_of(pages.letters_of(day), request.GET.get("page")),
        "next_morning": clock.local(pages.next_morning(request.now)),
        "ahead": clock.ahead(),
    }
    return render(request, "initiatives/demonstrations/demonstration.html", context)


def asked_for(request: HttpRequest) -> dt.date:
    """The day in the address, or today. Raises Http404 for one that is not of this demonstration."""
    try:
        day = dt.date.fromisoformat(request.GET.get("day") or request.today.isoformat())
    except ValueError:
        raise Http404 from None
    if not pages.began_on(request.today) <= day <= request.today:
        raise Http404
    return day


@where_the_clock_can_be_moved
@allowed(rules.MOVE_CLOCK)
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Go on to the next morning, or to the next with letters; pressed twice, or by two people, it is one step."""
    with leaps.one_at_a_time():
        now = clock.now()
        if clock.local(pages.next_morning(now)).date().isoformat() != request.POST.get("to"):
            messages.warning(request, FASTER)
        else:
            gone = actions.go_on(now, until_letters="until_letters" in request.POST)
            messages.success(request, f"It is {weekday(gone.to)}, 8am. {said(gone)}")
    return redirect("demonstrations:demonstration")


def said(gone: actions.Gone) -> str:
    """14 letters were written. · No letter was written on these 3 days. Go on from here."""
    if gone.letters:
        return f"{count(gone.letters, 'letter')} {'was' if gone.letters == 1 else 'were'} written."
    if gone.days == 1:
        return "No letter was written."
    return f"No letter was written on these {gone.days} days. Press again to look further."

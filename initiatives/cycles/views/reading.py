"""The list of review cycles, the page of one, and everything that happened to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.pages import page_of
from initiatives import rules
from initiatives.cycles import pages
from initiatives.cycles.models import ReviewCycle
from services.access.gate import allowed
from services.history.models import Entry


@allowed(rules.SEE_CYCLES)
def cycles(request: HttpRequest) -> HttpResponse:
    """The cycles a person may see: those that run first, by their next date."""
    found = ReviewCycle.objects.visible_to(request.user).for_list(request.today)
    return render(request, "initiatives/cycles/cycles.html", {"page": page_of(found, request.GET.get("page"))})


@allowed(rules.SEE_CYCLE, on=ReviewCycle)
def cycle(request: HttpRequest, seen: ReviewCycle) -> HttpResponse:
    """Which work, which dates, who writes and who clears, and what is not right. A draft leads to where it is finished."""
    if seen.is_draft and rules.START_CYCLE.allows(request.user, seen):
        return redirect("cycles:check", ref=seen.ref)
    return render(request, "initiatives/cycles/cycle.html", pages.of_cycle(seen, request.user, request.today))


@allowed(rules.SEE_CYCLE, on=ReviewCycle)
def history(request: HttpRequest, seen: ReviewCycle) -> HttpResponse:
    """Everything that happened to it, newest first."""
    page = page_of(Entry.objects.told_on(seen), request.GET.get("page"))
    return render(request, "initiatives/cycles/history.html", {"cycle": seen, "page": page})

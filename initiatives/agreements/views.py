"""How requests about agreements are answered. They are read here; a later issue lets people draw them up."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives import rules
from initiatives.agreements.filters import Asked, initiatives_to_choose
from initiatives.agreements.models import Agreement
from services.access.gate import allowed
from services.history.models import Entry

PER_PAGE = 25


@allowed(rules.SEE_AGREEMENTS)
def agreements(request: HttpRequest) -> HttpResponse:
    """The agreements a person may see, as the address asks for them."""
    wanted = Asked.of(request.GET)
    page = Paginator(wanted.find(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "sentence": wanted.sentence(page.paginator.count),
        "choices": initiatives_to_choose(request.user),
    }
    return render(request, "initiatives/agreements/agreements.html", context)


@allowed(rules.SEE_AGREEMENT, on=Agreement)
def agreement(request: HttpRequest, seen: Agreement) -> HttpResponse:
    """One agreement: its kind and state, who is bound, its dates, what it covers and what is to be done about it."""
    context = {
        "agreement": Agreement.objects.for_page().get(pk=seen.pk),
        "initiatives": seen.initiatives.visible_to(request.user).order_by("name"),
        "entries": Entry.objects.told_on(seen),
    }
    return render(request, "initiatives/agreements/agreement.html", context)

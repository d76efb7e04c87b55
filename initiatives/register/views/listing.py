"""The list of initiatives, and the drafts of the person who looks."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives import rules
from initiatives.register.filters import Filters, columns, sort_of
from initiatives.register.models import Initiative, Participation
from initiatives.register.queries import Initiatives
from services.access.gate import allowed

A_PAGE = 25


@allowed(rules.SEE_INITIATIVES)
def initiatives(request: HttpRequest) -> HttpResponse:
    """Everything this person may see, narrowed and sorted by what stands in the address."""
    visible = Initiative.objects.visible_to(request.user).registered()
    filters = Filters(request.GET, organisations=Participation.objects.organisations_in(visible))
    sort = sort_of(request.GET)
    found = filters.narrow(visible, request.today).in_order_of(sort).for_list(request.today)
    page = page_of(found, request.GET.get("page", ""))
    context = {
        "page": page,
        "filters": filters,
        "tags": list(filters.tags()),
        "sort": sort,
        "columns": columns(request.GET, sort),
    }
    if request.user.standing.writes_somewhere:
        context["drafts"] = Initiative.objects.drafts_of(request.user).order_by("-pk")[:5]
    return render(request, "initiatives/register/initiatives.html", context)


@allowed(rules.REGISTER_INITIATIVE)
def drafts(request: HttpRequest) -> HttpResponse:
    """What this person has begun to register and not finished."""
    mine = Initiative.objects.drafts_of(request.user).order_by("-pk")
    return render(request, "initiatives/register/drafts.html", {"drafts": mine})


def page_of(found: Initiatives, number: str) -> Page:
    """One page of a list; a page that does not exist is the first."""
    pages = Paginator(found, A_PAGE)
    is_there = number.isascii() and number.isdigit() and len(number) < 9 and 1 <= int(number) <= pages.num_pages
    return pages.page(int(number) if is_there else 1)

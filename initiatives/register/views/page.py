"""The page of one initiative and the sections behind its sub navigation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from initiatives import rules
from initiatives.register.models import Initiative
from initiatives.register.summary import Summary
from initiatives.register.views.listing import page_of
from services.access.gate import allowed
from services.history.models import Entry


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def initiative(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Where it stands, what it is for, who takes part, what comes next."""
    if initiative.is_draft:
        return redirect(initiative)
    summary = Summary.of(initiative, request.user, request.today)
    return section(request, initiative, "initiative", summary=summary)


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def history(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Everything that happened to it, newest first."""
    entries = page_of(Entry.objects.told_on(initiative), request.GET.get("page", ""))
    return section(request, initiative, "history", page=entries)


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def reports(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Every report asked of it."""
    asked = (
        initiative.report_requests.visible_to(request.user)
        .select_related("review", "report")
        .order_by("-due_on", "-id")
    )
    return section(request, initiative, "reports", asked=asked)


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def meetings(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Meetings it came from or came up in, as far as this person may see them."""
    held = initiative.meetings.visible_to(request.user).for_page().distinct()
    return section(request, initiative, "meetings", held=held)


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def agreements(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Agreements that cover it, as far as this person may see them."""
    signed = initiative.agreements.visible_to(request.user).for_page().distinct()
    return section(request, initiative, "agreements", signed=signed)


def section(request: HttpRequest, initiative: Initiative, name: str, **facts: object) -> HttpResponse:
    """One page of the initiative, with the marking it carries."""
    context = {"initiative": initiative, "here": name, "marking": initiative.get_marking_display(), **facts}
    return render(request, f"initiatives/register/{name}.html", context)

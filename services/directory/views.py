"""Pages about organisations and about the days on which nobody works."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.pages import page_of
from collab_portal.toolkit.words import weekday
from services import rules
from services.access.gate import allowed
from services.directory import actions, previews
from services.directory.calendars import Change
from services.directory.forms import BankHolidayForm, CalendarForm, ClosureForm, OpenAgainForm
from services.directory.horizon import shortfall
from services.directory.models import BankHoliday, Closure, Division, Kind, Organisation
from services.directory.previews import NotSeenYet


@allowed(rules.SEE_ORGANISATIONS)
def organisations(request: HttpRequest) -> HttpResponse:
    """Every body there is on this day, by kind and by words."""
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").replace("\x00", "").strip()
    found = Organisation.objects.visible_to(request.user).on(request.today).of_kind(kind).saying(words).for_list()
    page = page_of(found, request.GET.get("page"))
    context = {"page": page, "kinds": Kind.choices, "kind": kind, "words": words}
    return render(request, "services/directory/organisations.html", context)


@allowed(rules.SEE_ORGANISATIONS, on=Organisation, by="slug")
def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One body: what it is, who works there, and which of the work you may see it takes part in."""
    taking_part = organisation.participations.visible_to(request.user).exclude(answer="declined")
    context = {
        "organisation": organisation,
        "succeeds": organisation.succeeds.all(),
        "governs": organisation.governs.all(),
        "closures": organisation.closures.visible_to(request.user)
        .not_over_on(request.today)
        .select_related("added_by"),
        "memberships": organisation.memberships.visible_to(request.user).on(request.today).select_related("person"),
        "page": page_of(taking_part.select_related("initiative").order_by("initiative__name"), request.GET.get("page")),
    }
    return render(request, "services/directory/organisation.html", context)


@allowed(rules.SEE_BANK_HOLIDAYS)
def bank_holidays(request: HttpRequest) -> HttpResponse:
    """The days that count as closed, from this year on, for one division."""
    asked = request.GET.get("division")
    division = asked if asked in Division.values else Division.ENGLAND_AND_WALES
    days = BankHoliday.objects.visible_to(request.user).kept_in(division).since(request.today.replace(month=1, day=1))
    context = {
        "page": page_of(days.select_related("added_by"), request.GET.get("page")),
        "divisions": Division.choices,
        "division": Division(division),
        "horizon": days.horizon(),
        "shortfall": shortfall(request.today) if rules.ADD_BANK_HOLIDAY.allows(request.user) else [],
    }
    return render(request, "services/directory/bank_holidays.html", context)


@allowed(rules.ADD_BANK_HOLIDAY)
def add_bank_holiday(request: HttpRequest) -> HttpResponse:
    """Add a one-off day; due dates of reports move with it."""
    form = BankHolidayForm(request.POST or None)
    page = {"title": "Add a bank holiday", "does": "Add this bank holiday", "back": reverse("holidays:bank_holidays")}
    return closing(request, form, page, actions.add_bank_holiday)


@allowed(rules.ADD_CLOSURE, on=Organisation, by="slug")
def add_closure(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Say when one organisation is closed; due dates of the reports it asks for move with it."""
    page = {"title": "Add a closure", "does": "Add this closure", "back": organisation.get_absolute_url()}
    page["organisation"] = organisation
    return closing(request, ClosureForm(request.POST or None), page, actions.add_closure, organisation)


def closing(
    request: HttpRequest, form: CalendarForm, page: dict[str, Any], action: Callable[..., Any], *about: Any
) -> HttpResponse:
    """The questions; then the dates that would move, with nothing to fill in; then the deed."""
    if "change" in request.POST:
        return answer(request, form, "services/directory/close.html", page)
    try:
        if form.carries_out(action, *about, by=request.user, at=request.now, seen=form.seen):
            messages.success(request, f"{form.result.name} has been added")
            return redirect(page["back"])
    except NotSeenYet as wanted:
        told = {**page, "form": form, "preview": wanted.preview, "is_stale": wanted.is_stale}
        return render(request, "services/directory/would_move.html", told, status=409 if wanted.is_stale else 200)
    return answer(request, form, "services/directory/close.html", page)


@allowed(rules.REMOVE_BANK_HOLIDAY, on=BankHoliday, by="pk")
def remove_bank_holiday(request: HttpRequest, holiday: BankHoliday) -> HttpResponse:
    """Take away a day that was added by hand; due dates move back."""
    page = {
        "title": f"Remove ‘{holiday.name}’",
        "when": weekday(holiday.day),
        "back": reverse("holidays:bank_holidays"),
    }
    page["where"] = holiday.get_division_display()
    change = Change.of_holiday(holiday, closes=False)
    return opening(request, change, page, actions.remove_bank_holiday, holiday)


@allowed(rules.REMOVE_CLOSURE, on=Closure, by="pk")
def remove_closure(request: HttpRequest, closure: Closure) -> HttpResponse:
    """An organisation is open after all; due dates move back."""
    page = {"title": f"Remove ‘{closure.name}’", "when": closure.when, "back": closure.organisation.get_absolute_url()}
    page["where"] = closure.organisation.name
    change = Change.of_closure(closure, closes=False)
    return opening(request, change, page, actions.remove_closure, closure)


def opening(
    request: HttpRequest, change: Change, page: dict[str, Any], action: Callable[..., Any], closed: Any
) -> HttpResponse:
    """The dates that would move and why they should, on one page; then the deed, if they are still those."""
    form, is_stale = OpenAgainForm(request.POST or None), False
    try:
        if form.carries_out(action, closed, by=request.user, at=request.now, seen=form.seen):
            messages.success(request, f"{closed.name} has been removed")
            return redirect(page["back"])
    except NotSeenYet as wanted:
        is_stale = wanted.is_stale
    page |= {"preview": previews.of(change, request.user), "is_stale": is_stale}
    page_again = answer(request, form, "services/directory/open.html", page)
    page_again.status_code = 409 if is_stale else page_again.status_code
    return page_again

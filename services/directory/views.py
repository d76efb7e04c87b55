"""Pages about organisations and what they spend, and about the days on which nobody works."""

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
from services.directory import actions, budget_actions, previews
from services.directory.calendars import Change
from services.directory.forms import (
    BankHolidayForm,
    BudgetForm,
    CalendarForm,
    ClosureForm,
    CorrectBudgetForm,
    OpenAgainForm,
)
from services.directory.horizon import shortfall
from services.directory.models import BankHoliday, Budget, Closure, Division, Kind, Organisation
from services.directory.previews import NotSeenYet
from services.history.models import Entry

BUDGET_FORM = "services/directory/budget_form.html"


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
    """One body: what it is and spends, who works there, and which of the work you may see it takes part in."""
    taking_part = organisation.participations.visible_to(request.user).exclude(answer="declined")
    context = {
        "organisation": organisation,
        "succeeds": organisation.succeeds.all(),
        "governs": organisation.governs.all(),
        "closures": organisation.closures.visible_to(request.user)
        .not_over_on(request.today)
        .select_related("added_by"),
        "budgets": organisation.budgets.visible_to(request.user).for_list(),
        "memberships": organisation.memberships.visible_to(request.user).on(request.today).select_related("person"),
        "page": page_of(taking_part.select_related("initiative").order_by("initiative__name"), request.GET.get("page")),
    }
    return render(request, "services/directory/organisation.html", context)


@allowed(rules.SEE_BUDGET, on=Budget, by="pk")
def budget(request: HttpRequest, budget: Budget) -> HttpResponse:
    """What one organisation spends in one financial year: how much, where that is published, and its history."""
    context = {"budget": budget, "organisation": budget.organisation, "entries": Entry.objects.told_about([budget])}
    return render(request, "services/directory/budget.html", context)


@allowed(rules.ENTER_BUDGET, on=Organisation, by="slug", typed_outlives_session=True)
def enter_budget(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The budget of a financial year that has none yet."""
    form = BudgetForm(request.POST or None, today=request.today)
    if form.carries_out(budget_actions.enter_budget, organisation, by=request.user, at=request.now):
        messages.success(request, f"The budget of {form.result.year_named} has been entered.")
        return redirect(organisation)
    there = organisation.budgets.visible_to(request.user).for_list()
    return answer(request, form, BUDGET_FORM, {"organisation": organisation, "there": there, "title": "Enter a budget"})


@allowed(rules.CORRECT_BUDGET, on=Budget, by="pk", typed_outlives_session=True)
def correct_budget(request: HttpRequest, budget: Budget) -> HttpResponse:
    """Another amount, or another place where it is published, with a reason."""
    form = CorrectBudgetForm(request.POST or None, row=budget)
    if form.carries_out(budget_actions.correct_budget, budget, by=request.user, at=request.now):
        messages.success(request, f"The budget of {budget.year_named} has been changed.")
        return redirect(budget)
    page = {"organisation": budget.organisation, "budget": budget, "title": "Change a budget"}
    return answer(request, form, BUDGET_FORM, page)


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

"""Confirming later dates, moving one and dropping one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.words import day
from initiatives import rules
from initiatives.cycles import pages
from initiatives.cycles.actions import dates as actions
from initiatives.cycles.forms.dates import ConfirmForm, DropForm, MoveForm
from initiatives.cycles.models import CycleDate, ReviewCycle
from services.access.gate import allowed


@allowed(rules.CHANGE_CYCLE, on=ReviewCycle)
def later(request: HttpRequest, cycle: ReviewCycle) -> HttpResponse:
    """The dates that have come within 15 months since the last time, to be confirmed."""
    context = pages.of_later(cycle, request.today)
    if not context["offered"] or cycle.is_draft:
        return redirect(cycle)
    posted = request.POST if request.method == "POST" else None
    form = ConfirmForm(posted, offered=context["offered"])
    if form.carries_out(actions.confirm_later, cycle, by=request.user, at=request.now):
        messages.success(request, "The later dates are confirmed.")
        return redirect(cycle)
    return answer(request, form, "initiatives/cycles/later.html", context)


@allowed(rules.CHANGE_CYCLE_DATE, on=CycleDate, by="pk")
def move(request: HttpRequest, date: CycleDate) -> HttpResponse:
    """Another day for one board date, and why."""
    form = MoveForm(request.POST or None, row=date)
    if form.carries_out(actions.move_date, date, by=request.user, at=request.now):
        messages.success(
            request, f"The date is now {day(form.result.on)}. The reports still owed for it have moved with it."
        )
        return redirect(date.cycle)
    return answer(request, form, "initiatives/cycles/move.html", {"cycle": date.cycle, "date": date})


@allowed(rules.CHANGE_CYCLE_DATE, on=CycleDate, by="pk")
def drop(request: HttpRequest, date: CycleDate) -> HttpResponse:
    """The board does not look at the work on this date, and why."""
    form = DropForm(request.POST or None)
    if form.carries_out(actions.drop_date, date, by=request.user, at=request.now):
        messages.success(request, f"{day(date.on)} is dropped. Nothing more is asked for it.")
        return redirect(date.cycle)
    return answer(request, form, "initiatives/cycles/drop.html", pages.of_dropping(date, request.user))

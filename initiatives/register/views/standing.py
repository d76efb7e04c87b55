"""Parking, stopping and taking up again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.register.actions import standing as actions
from initiatives.register.forms.standing import ParkForm, StopForm, TakeUpForm
from initiatives.register.models import Ending, Initiative, Standing
from services.access.gate import allowed


@allowed(rules.CHANGE_INITIATIVE, on=Initiative)
def park(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """On hold, with a reason and a day to look again."""
    form = ParkForm(request.POST or None, today=request.today)
    if form.carries_out(actions.park, initiative, by=request.user, at=request.now):
        messages.success(request, f"{initiative.name} is parked.")
        return redirect(initiative)
    title = "Park this work" if initiative.standing == Standing.LIVE else "Keep this work parked"
    context = {"initiative": initiative, "title": title}
    return answer(request, form, "initiatives/register/standing.html", context)


@allowed(rules.CHANGE_INITIATIVE, on=Initiative)
def stop(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """How it ended and why; then, in words, what stopping means; then it is closed."""
    form = StopForm(request.POST or None)
    if form.is_bound and form.is_valid() and "sure" not in request.POST:
        return interruption(request, initiative, form)
    if form.carries_out(actions.stop, initiative, by=request.user, at=request.now):
        messages.success(request, f"{initiative.name} is closed.")
        return redirect(initiative)
    context = {"initiative": initiative, "title": "Stop this work"}
    return answer(request, form, "initiatives/register/standing.html", context)


def interruption(request: HttpRequest, initiative: Initiative, form: StopForm) -> HttpResponse:
    """One page between the answers and the deed: what will happen, and nothing to fill in."""
    owed = initiative.report_requests.visible_to(request.user).owed().count()
    ending = Ending(form.cleaned_data["ending"]).label.lower()
    context = {"initiative": initiative, "form": form, "ending": ending, "owed": owed}
    return render(request, "initiatives/register/stop_sure.html", context)


@allowed(rules.REOPEN_INITIATIVE, on=Initiative)
def take_up_again(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Parked or closed work goes on."""
    form = TakeUpForm(request.POST or None)
    if form.carries_out(actions.take_up_again, initiative, by=request.user, at=request.now):
        messages.success(request, f"{initiative.name} is live again.")
        return redirect(initiative)
    context = {"initiative": initiative, "title": "Take this work up again"}
    return answer(request, form, "initiatives/register/standing.html", context)

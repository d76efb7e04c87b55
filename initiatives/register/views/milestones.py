"""Adding, moving and reaching milestones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.register.actions import milestones as actions
from initiatives.register.forms.milestones import AddMilestoneForm, FinishMilestoneForm, MoveMilestoneForm
from initiatives.register.models import Initiative, Milestone
from services.access.gate import allowed

PAGE = "initiatives/register/milestone.html"


@allowed(rules.CHANGE_INITIATIVE, on=Initiative)
def add_milestone(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """A new point the work should reach."""
    form = AddMilestoneForm(request.POST or None)
    if form.carries_out(actions.add_milestone, initiative, by=request.user, at=request.now):
        return redirect(initiative)
    return answer(request, form, PAGE, {"initiative": initiative, "title": "Add a milestone"})


@allowed(rules.WRITE_IN_RECORD, on=Milestone, by="pk")
def move_milestone(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    """Another day, and why."""
    form = MoveMilestoneForm(request.POST or None, row=milestone)
    if form.carries_out(actions.move_milestone, milestone, by=request.user, at=request.now):
        return redirect(milestone.initiative)
    return answer(request, form, PAGE, {"initiative": milestone.initiative, "title": f"Move ‘{milestone.name}’"})


@allowed(rules.WRITE_IN_RECORD, on=Milestone, by="pk")
def finish_milestone(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    """The day it was reached."""
    form = FinishMilestoneForm(request.POST or None, today=request.today)
    if form.carries_out(actions.finish_milestone, milestone, by=request.user, at=request.now):
        return redirect(milestone.initiative)
    return answer(request, form, PAGE, {"initiative": milestone.initiative, "title": f"‘{milestone.name}’ is done"})

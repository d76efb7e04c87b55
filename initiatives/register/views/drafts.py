"""Registering shared work: a name, a task list, a check, and then it is in the register."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import PortalForm, answer
from initiatives import rules
from initiatives.register.actions import drafts
from initiatives.register.checklist import missing_from, sections_of
from initiatives.register.forms.record import WhatForm
from initiatives.register.models import Initiative
from initiatives.register.similar import learnt_elsewhere
from services.access.gate import allowed


@allowed(rules.REGISTER_INITIATIVE)
def begin(request: HttpRequest) -> HttpResponse:
    """Its name makes the draft; everything else can wait."""
    form = WhatForm(request.POST or None, among=Initiative.objects.visible_to(request.user).registered())
    if form.carries_out(drafts.begin, by=request.user, at=request.now):
        return redirect(form.result)
    learnt = learnt_elsewhere(request.user, str(form["name"].value() or ""))
    return answer(request, form, "initiatives/register/begin.html", {"learnt": learnt})


@allowed(rules.WORK_ON_DRAFT, on=Initiative)
def draft(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """The task list."""
    sections = sections_of(initiative)
    needed = [each for each in sections if not each.is_optional]
    done = sum(each.is_done for each in needed)
    learnt = learnt_elsewhere(request.user, initiative.name, initiative.themes)
    context = {"initiative": initiative, "sections": sections, "done": done, "of": len(needed), "learnt": learnt}
    return render(request, "initiatives/register/draft.html", context)


@allowed(rules.REGISTER_DRAFT, on=Initiative, by="drafted_as")
def check(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """All the answers on one page, each with a way back to it; the button puts the work into the register, once."""
    if not initiative.is_draft:
        return redirect(initiative)
    form = PortalForm(request.POST) if request.method == "POST" else PortalForm()
    for sentence in missing_from(initiative) if form.is_valid() else ():
        form.add_error(None, sentence)
    if form.carries_out(drafts.register, initiative, by=request.user, at=request.now):
        messages.success(request, f"{form.result.name} is in the register as {form.result.ref}.")
        return redirect(form.result)
    context = {
        "initiative": initiative,
        "parties": initiative.participations.select_related("organisation"),
        "people": initiative.named_people.select_related("person"),
        "learnt": learnt_elsewhere(request.user, initiative.name, initiative.themes),
    }
    return answer(request, form, "initiatives/register/check.html", context)


@allowed(rules.WORK_ON_DRAFT, on=Initiative)
def delete_draft(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Asks whether it is meant, then deletes the draft."""
    form = PortalForm(request.POST) if request.method == "POST" else PortalForm()
    if form.carries_out(drafts.delete, initiative, by=request.user, at=request.now):
        messages.success(request, f"The draft ‘{initiative.name}’ is deleted.")
        return redirect("register:initiatives")
    return answer(request, form, "initiatives/register/delete_draft.html", {"initiative": initiative})

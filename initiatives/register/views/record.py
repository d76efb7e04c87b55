"""Changing the sections of a record, for drafts and for registered work alike."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from collab_portal.toolkit.forms import PortalForm, answer
from initiatives import rules
from initiatives.register.actions import record
from initiatives.register.forms.record import SECTIONS, TITLES, WhatForm
from initiatives.register.models import Initiative
from initiatives.register.similar import learnt_elsewhere
from services.access.gate import allowed


@allowed(rules.WRITE_RECORD, on=Initiative)
def change(request: HttpRequest, initiative: Initiative, section: str) -> HttpResponse:
    """One section of the record on one page."""
    form = form_of(request, initiative, section)
    if form.carries_out(record.change, initiative, by=request.user, at=request.now):
        return saved(request, initiative)
    context = {"initiative": initiative, "title": TITLES[section], "section": section}
    if section == "what":
        name = str(form["name"].value() or "")
        context["learnt"] = learnt_elsewhere(request.user, name, initiative.themes, besides=initiative)
    return answer(request, form, "initiatives/register/change.html", context)


def form_of(request: HttpRequest, initiative: Initiative, section: str) -> PortalForm:
    """The form of a section. Raises Http404 for one that does not exist."""
    if section not in SECTIONS:
        raise Http404
    among = {"among": Initiative.objects.visible_to(request.user).registered()} if SECTIONS[section] is WhatForm else {}
    return SECTIONS[section](request.POST or None, row=initiative, **among)


def back(request: HttpRequest, initiative: Initiative, address: str) -> HttpResponse:
    """To a page of the record, or to the list if the person has just ended their own sight of it."""
    if Initiative.objects.visible_to(request.user).filter(pk=initiative.pk).exists():
        return redirect(address)
    messages.success(request, "Your change is saved. You no longer see this work.")
    return redirect("register:initiatives")


def saved(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Back to where the person came from: the check page, the task list, or the record's page."""
    if initiative.is_draft and request.GET.get("from") == "check":
        return redirect(reverse("register:check", kwargs={"drafted_as": initiative.drafted_as}))
    if not initiative.is_draft:
        messages.success(request, "Your changes are saved.")
    return redirect(initiative)

"""Setting a cycle up in short steps, checking it, starting it, changing it and ending it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.cycles import pages
from initiatives.cycles.actions import setting_up as actions
from initiatives.cycles.forms.dates import ConfirmForm, EndForm
from initiatives.cycles.forms.setting_up import SECTIONS, TITLES, CycleForm, WhatForm
from initiatives.cycles.models import ReviewCycle
from services.access.gate import allowed

CHANGED = "{} Check the answers and the dates again."


@allowed(rules.BEGIN_CYCLE)
def begin(request: HttpRequest) -> HttpResponse:
    """What the board wants to know makes the draft; the other steps follow."""
    form = WhatForm(request.POST or None, user=request.user, today=request.today)
    if form.carries_out(actions.begin, by=request.user, at=request.now):
        return redirect("cycles:change", ref=form.result.ref, section="who")
    return answer(request, form, "initiatives/cycles/begin.html")


@allowed(rules.CHANGE_CYCLE, on=ReviewCycle)
def change(request: HttpRequest, cycle: ReviewCycle, section: str) -> HttpResponse:
    """One section on one page. A draft goes on to the next, unless its check page sent the person here."""
    form = form_of(request, cycle, section)
    if form.carries_out(actions.change, cycle, by=request.user, at=request.now):
        return saved(request, form.result, section)
    context = {"cycle": cycle, "title": TITLES[section], "section": section}
    return answer(request, form, "initiatives/cycles/change.html", context)


def form_of(request: HttpRequest, cycle: ReviewCycle, section: str) -> CycleForm:
    """The form of a section. Raises Http404 for one that does not exist."""
    if section not in SECTIONS:
        raise Http404
    posted = request.POST if request.method == "POST" else None  # no box ticked is an answer too
    return SECTIONS[section](posted, row=cycle, user=request.user, today=request.today)


def saved(request: HttpRequest, cycle: ReviewCycle, section: str) -> HttpResponse:
    """On to the next step, back to the check page, or to the page of a cycle that runs."""
    after = list(SECTIONS)[list(SECTIONS).index(section) + 1 :]
    if cycle.is_draft and after and request.GET.get("from") != "check":
        return redirect("cycles:change", ref=cycle.ref, section=after[0])
    if not cycle.is_draft:
        messages.success(request, "Your changes are saved.")
    return redirect("cycles:check" if cycle.is_draft else "cycles:cycle", ref=cycle.ref)


@allowed(rules.START_CYCLE, on=ReviewCycle)
def check(request: HttpRequest, cycle: ReviewCycle) -> HttpResponse:
    """Every answer, the dates with their deadlines, and the button that starts it. Nothing is asked before."""
    if not cycle.is_draft and request.method == "GET":
        return redirect("cycles:cycle", ref=cycle.ref)
    context = pages.of_check(cycle, request.user, request.today)
    posted = request.POST if request.method == "POST" else None
    form = ConfirmForm(posted, row=cycle, offered=context["offered"])
    if form.carries_out(actions.start, cycle, by=request.user, at=request.now):
        messages.success(request, f"{form.result.title} runs. Its reports are asked for ahead of each date.")
        return redirect(form.result)
    if form.changed:
        messages.info(request, CHANGED.format(form.changed.message))
        return redirect("cycles:check", ref=cycle.ref)
    return answer(request, form, "initiatives/cycles/check.html", context)


@allowed(rules.CHANGE_CYCLE, on=ReviewCycle)
def end(request: HttpRequest, cycle: ReviewCycle) -> HttpResponse:
    """Ask no more, with a reason."""
    form = EndForm(request.POST or None)
    if form.carries_out(actions.end, cycle, by=request.user, at=request.now):
        messages.success(request, f"{cycle.title} has ended. Nothing more is asked for.")
        return redirect(form.result)
    return answer(request, form, "initiatives/cycles/end.html", pages.of_ending(cycle, request.user, request.today))

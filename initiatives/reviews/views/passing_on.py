"""Passing one report to a colleague, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.refusals import Refused
from initiatives import rules
from initiatives.reviews import pages, passing_on
from initiatives.reviews.forms.on_its_way import PassOnForm
from initiatives.reviews.models import ReportRequest
from services.access.gate import allowed


@allowed(rules.PASS_REPORT_ON, on=ReportRequest, by="pk")
def pass_on(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Choose a colleague."""
    form = PassOnForm(request.POST or None, colleagues=pages.colleagues(asked, request.today))
    if form.carries_out(passing_on.pass_on, asked, by=request.user, at=request.now):
        messages.success(request, f"{form.cleaned_data['person'].name} has been told, and writes this report now.")
        return redirect(asked)
    return answer(request, form, "initiatives/reviews/pass_on.html", {"asked": asked})


@allowed(rules.TAKE_REPORT_BACK, on=ReportRequest, by="pk")
@require_POST
def take_back(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Write it oneself again."""
    try:
        passing_on.take_back(asked, by=request.user, at=request.now)
        messages.success(request, "The report is with its authors again. Your colleague has been told.")
    except Refused as refused:
        messages.info(request, refused.message)
    return redirect(asked)

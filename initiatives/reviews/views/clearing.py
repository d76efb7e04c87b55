"""Clearing: the authors' press that a draft is ready, and the sponsor's answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives import rules
from initiatives.reviews import clearing, pages
from initiatives.reviews.forms.on_its_way import PutBackForm
from initiatives.reviews.models import ReportRequest
from services.access.gate import allowed


@allowed(rules.WRITE_REPORT, on=ReportRequest, by="pk")
@require_POST
def ready(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Say that the draft can be cleared."""
    try:
        clearing.say_ready(asked, by=request.user, at=request.now, expected_version=pages.version_in(request.POST))
        messages.success(request, "The sponsor has been told that this report can be cleared.")
    except ChangedMeanwhile as changed:
        messages.info(request, f"{changed.message} Check the answers again first.")
        return redirect("reports:check", pk=asked.pk)
    except Refused as refused:
        messages.info(request, refused.message)
    return redirect(asked)


@allowed(rules.CLEAR_REPORT, on=ReportRequest, by="pk")
@require_POST
def clear(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Clear the draft that was read."""
    try:
        clearing.clear(asked, by=request.user, at=request.now, expected_version=pages.version_in(request.POST))
        messages.success(request, "The report is cleared. Its authors have been told, and can send it now.")
    except ChangedMeanwhile as changed:
        messages.info(request, f"{changed.message} Read the answers again before you clear them.")
    except Refused as refused:
        messages.info(request, refused.message)
    return redirect(asked)


@allowed(rules.CLEAR_REPORT, on=ReportRequest, by="pk", typed_outlives_session=True)
def put_back(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Give it back to its authors with what they should change."""
    if request.method == "GET" and not asked.waits_for_clearing:
        return redirect(asked)
    form = PutBackForm(request.POST or None)
    if request.method == "POST" and form.carries_out(clearing.put_back, asked, by=request.user, at=request.now):
        messages.success(request, "The report is with its authors again. They have been told why.")
        return redirect(asked)
    return answer(request, form, "initiatives/reviews/put_back.html", {"asked": asked})

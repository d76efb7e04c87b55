"""What the office that asked does with a report: accept it, return it, or ask for it no longer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.refusals import Refused
from initiatives import rules
from initiatives.reviews import actions
from initiatives.reviews.forms.on_its_way import ReturnForm, WithdrawForm
from initiatives.reviews.models import ReportRequest
from services.access.gate import allowed


@allowed(rules.JUDGE_REPORT, on=ReportRequest, by="pk")
@require_POST
def accept(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Accept it. Whoever comes second reads who came first."""
    try:
        actions.accept(asked, by=request.user, at=request.now)
        messages.success(request, "The report is accepted. Its authors have been told.")
    except Refused as refused:
        messages.info(request, refused.message)
    return redirect(asked)


@allowed(rules.JUDGE_REPORT, on=ReportRequest, by="pk", typed_outlives_session=True)
def send_back(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Return it to its authors with a reason."""
    if request.method == "GET" and not asked.is_sent:
        return redirect(asked)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.send_back, asked, by=request.user, at=request.now):
        messages.success(request, "The report is returned. Its authors have been told why.")
        return redirect(asked)
    return answer(request, form, "initiatives/reviews/send_back.html", {"asked": asked})


@allowed(rules.WITHDRAW_REPORT, on=ReportRequest, by="pk", typed_outlives_session=True)
def withdraw(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Ask for it no longer, with a reason."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.withdraw, asked, by=request.user, at=request.now):
        messages.success(request, "The report is no longer asked for. The people who write it have been told.")
        return redirect(asked)
    return answer(request, form, "initiatives/reviews/withdraw.html", {"asked": asked})

"""More time: the authors' wish and the office's answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.reviews import more_time, pages
from initiatives.reviews.forms.on_its_way import AnswerMoreTimeForm, MoreTimeForm
from initiatives.reviews.models import ReportRequest
from services.access.gate import allowed


@allowed(rules.ASK_FOR_MORE_TIME, on=ReportRequest, by="pk", typed_outlives_session=True)
def ask_for_more_time(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Ask for a later day, with a reason."""
    form = MoreTimeForm(request.POST or None)
    if form.carries_out(more_time.ask_for_more_time, asked, by=request.user, at=request.now):
        messages.success(
            request, "The office that asked for the report has your wish. You get a letter when it answers."
        )
        return redirect(asked)
    return answer(request, form, "initiatives/reviews/ask_for_more_time.html", {"asked": asked})


@allowed(rules.GIVE_MORE_TIME, on=ReportRequest, by="pk", typed_outlives_session=True)
def answer_more_time(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Give that day, give another, or decline with a reason."""
    if request.method == "GET" and not asked.wished_due_on:
        return redirect(asked)
    form = AnswerMoreTimeForm(request.POST or None, wished_for=asked.wished_due_on)
    if form.carries_out(more_time.answer_more_time, asked, by=request.user, at=request.now):
        messages.success(request, "The people who write the report have been told.")
        return redirect(asked)
    return answer(request, form, "initiatives/reviews/answer_more_time.html", pages.of_answering_more_time(asked))

"""Writing a report: the page, its quiet saving, the check, and the press that sends it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from collab_portal.toolkit.forms import answer, conflict_words
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives import rules
from initiatives.reviews import actions, pages
from initiatives.reviews.forms.report import ReportForm
from initiatives.reviews.models import ReportRequest
from services.access.gate import allowed


@allowed(rules.WRITE_REPORT, on=ReportRequest, by="pk", typed_outlives_session=True)
def write(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """The report on one page. Every post keeps a draft of what was typed, good or not."""
    context = pages.of_writing(asked, request.user)
    told = {"last": context["last"], "sheet": context["sheet"], "today": request.today}
    posted = request.POST if request.method == "POST" else None  # nothing at all is an answer too: an empty one
    form = ReportForm(posted, row=context["row"], **told)
    if request.GET.get("missing") and request.method == "GET":
        form = ReportForm.filled_from(context["row"], **told)
    if request.method == "POST" and form.keeps_what_was_typed(
        actions.save_draft, asked, by=request.user, at=request.now
    ):
        context["row"] = form.result
        if "later" in request.POST:
            messages.success(request, "Your draft is saved. Come back to it whenever you like.")
            return redirect(asked)
        if form.is_valid():
            return redirect("reports:check", pk=asked.pk)
    return answer(request, form, "initiatives/reviews/write.html", context)


@allowed(rules.WRITE_REPORT, on=ReportRequest, by="pk")
@require_POST
def keep(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Save the draft quietly while somebody types. The answer is one sentence for the page, and the version saved."""
    context = pages.of_writing(asked, request.user)
    form = ReportForm(request.POST, row=context["row"], sheet=context["sheet"], today=request.today)
    kept = form.keeps_what_was_typed(actions.save_draft, asked, by=request.user, at=request.now)
    is_new = kept and form.result.saved_at == request.now
    said = {"row": form.result, "was_cleared": is_new and asked.is_cleared, "errors": form.non_field_errors()}
    said |= conflict_words(form.changed, request.today) if form.changed else {}
    return render(request, "initiatives/reviews/_kept.html", said, status=200 if kept else 409)


@allowed(rules.WRITE_REPORT, on=ReportRequest, by="pk")
def check(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """The answers once more before they go, with what is different from last time."""
    context = pages.of_checking(asked, request.user)
    if context["row"] is None:
        return redirect("reports:write", pk=asked.pk)
    return render(request, "initiatives/reviews/check.html", context)


@allowed(rules.SEND_REPORT, on=ReportRequest, by="pk")
@require_POST
def send(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """Send the report that was checked."""
    try:
        actions.send(asked, by=request.user, at=request.now, expected_version=pages.version_in(request.POST))
    except ChangedMeanwhile as changed:
        messages.info(request, f"{changed.message} Check the answers again before you send them.")
        return redirect("reports:check", pk=asked.pk)
    except Refused as refused:
        messages.info(request, refused.message)
        return redirect(asked)
    return redirect("reports:sent", pk=asked.pk)


@allowed(rules.SEND_REPORT, on=ReportRequest, by="pk")
def sent(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """What happens next, and who does it."""
    if not (asked.is_sent or asked.is_accepted):
        return redirect(asked)
    return render(request, "initiatives/reviews/sent.html", pages.of_sending(asked, request.today))

"""The list of reports, the page of one, and the page of a leadership review."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.reviews import actions, pages
from initiatives.reviews.filters import STATES, Asked, leads_to_choose, months_to_choose
from initiatives.reviews.forms.on_its_way import HeldForm
from initiatives.reviews.models import LeadershipReview, ReportRequest
from services.access.gate import allowed

PER_PAGE = 25


@allowed(rules.SEE_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    """The reports a person may see, as the address asks for them."""
    wanted = Asked.of(request.GET)
    page = Paginator(wanted.find(request.user, request.today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "sentence": wanted.sentence(page.paginator.count),
        "states": [(name, state.label) for name, state in STATES.items()],
        "leads": leads_to_choose(request.user),
        "months": months_to_choose(request.today, wanted.month),
    }
    return render(request, "initiatives/reviews/reports.html", context)


@allowed(rules.SEE_REPORT, on=ReportRequest, by="pk")
def report(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    """What is asked, by whom, for when, and what became of it."""
    return render(request, "initiatives/reviews/report.html", pages.of_report(asked, request.user))


@allowed(rules.SEE_REVIEW, on=LeadershipReview)
def review(request: HttpRequest, seen: LeadershipReview) -> HttpResponse:
    """A leadership review: what it looks at, who reads, and the reports it asked for."""
    return render(request, "initiatives/reviews/review.html", pages.of_review(seen, request.user))


@allowed(rules.HOLD_REVIEW, on=LeadershipReview)
def hold(request: HttpRequest, seen: LeadershipReview) -> HttpResponse:
    """Record the day the leaders met about it."""
    form = HeldForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.carries_out(actions.hold, seen, by=request.user, at=request.now):
        messages.success(request, "The review is recorded as having taken place.")
        return redirect(seen)
    return answer(request, form, "initiatives/reviews/hold.html", {"review": seen})

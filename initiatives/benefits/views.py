"""How requests about benefits are answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.dates import year_in_words
from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.benefits import actions, pages, plan_actions
from initiatives.benefits.choices import BenefitKind, Unit
from initiatives.benefits.filters import OFTEN, SO_FAR, STATES, Asked, organisations_to_choose, years_to_choose
from initiatives.benefits.forms import (
    AddBenefitForm,
    BenefitForm,
    ClaimForm,
    ConfirmForm,
    PlanForm,
    RejectForm,
    TakeBackForm,
)
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.register.models import Initiative
from services.access.gate import allowed

PER_PAGE = 25
FORM = "initiatives/benefits/form.html"
ANSWER = "initiatives/benefits/reading.html"


@allowed(rules.SEE_BENEFITS)
def benefits(request: HttpRequest) -> HttpResponse:
    """The benefits a person may see, as the address asks for them, and what those that may be added come to."""
    wanted = Asked.of(request.GET, request.today)
    found = wanted.find(request.user)
    listed = found.for_list(wanted.year, wanted.ended).order_by("organisation__name", "initiative__name", "title", "pk")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "year": year_in_words(wanted.year),
        "sentence": wanted.sentence(page.paginator.count),
        "sums": [pages.Amounts.of(row) for row in found.sums(wanted.year, ended=wanted.ended)],
        "organisations": organisations_to_choose(request.user),
        "years": years_to_choose(request.user, request.today, wanted.year),
        "kinds": BenefitKind.choices,
        "units": Unit.choices,
        "often": OFTEN,
        "states": STATES,
        "quarters": f"Planned {SO_FAR[wanted.ended]}" if wanted.ended else "",
    }
    return render(request, "initiatives/benefits/benefits.html", context)


@allowed(rules.SEE_BENEFIT, on=Benefit, by="pk")
def benefit(request: HttpRequest, benefit: Benefit) -> HttpResponse:
    """One benefit: what it is, what was claimed and confirmed, and its history."""
    return render(request, "initiatives/benefits/benefit.html", pages.of_benefit(benefit, request.user, request.today))


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def of_initiative(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """The section of an initiative's record: what each organisation gains by it, as far as this person may see."""
    context = {
        "initiative": initiative,
        "here": "benefits",
        "marking": initiative.get_marking_display(),
        "gains": pages.lines_of(initiative, request.user),
    }
    return render(request, "initiatives/benefits/of_initiative.html", context)


@allowed(rules.ADD_BENEFIT, on=Initiative, typed_outlives_session=True)
def add_benefit(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """A new line."""
    offered = pages.who_may_gain(initiative, request.user, request.today)
    looks = pages.looks_like(initiative, request.user)
    form = AddBenefitForm(request.POST or None, today=request.today, looks=looks, **offered)
    if form.carries_out(actions.add_benefit, initiative, by=request.user, at=request.now):
        messages.success(request, "The benefit has been added.")
        return redirect(form.result)
    return answer(request, form, FORM, {"initiative": initiative, "title": "Add a benefit"})


@allowed(rules.CHANGE_BENEFIT, on=Benefit, by="pk", typed_outlives_session=True)
def change_benefit(request: HttpRequest, benefit: Benefit) -> HttpResponse:
    """Another name, owner, plan or status; never another organisation."""
    people = pages.people_of([benefit.organisation_id], request.today)
    looks = pages.looks_like(benefit.initiative, request.user, benefit)
    form = BenefitForm(request.POST or None, row=benefit, today=request.today, people=people, looks=looks)
    if form.carries_out(actions.change_benefit, benefit, by=request.user, at=request.now):
        messages.success(request, "The benefit has been changed.")
        return redirect(form.result)
    context = {"initiative": benefit.initiative, "benefit": benefit, "title": f"Change ‘{benefit.title}’"}
    return answer(request, form, FORM, context)


@allowed(rules.CHANGE_BENEFIT, on=Benefit, by="pk", typed_outlives_session=True)
def plan_benefit(request: HttpRequest, benefit: Benefit, year: int) -> HttpResponse:
    """What each quarter of a financial year should bring."""
    years = dict(pages.years_to_plan(benefit, request.today))
    if year not in years:
        raise Http404
    planned = {each.when: each.value for each in benefit.profile.of_year(year)}
    form = PlanForm(request.POST or None, benefit=benefit, year=year, planned=planned, today=request.today)
    if form.carries_out(plan_actions.plan_quarters, benefit, by=request.user, at=request.now):
        messages.success(request, f"The plan for {years[year]} has been saved.")
        return redirect(benefit)
    context = {"benefit": benefit, "year": year, "years": years.items(), "title": f"Plan {years[year]} by quarter"}
    return answer(request, form, "initiatives/benefits/plan.html", context)


@allowed(rules.CLAIM_READING, on=Benefit, by="pk", typed_outlives_session=True)
def claim_reading(request: HttpRequest, benefit: Benefit) -> HttpResponse:
    """What a quarter brought."""
    corrects = benefit.readings.confirmed().exists()
    form = ClaimForm(request.POST or None, benefit=benefit, today=request.today, corrects=corrects)
    if form.carries_out(actions.claim_reading, benefit, by=request.user, at=request.now):
        messages.success(request, pages.what_comes_of_a_claim(benefit, request.today))
        return redirect(benefit)
    return answer(request, form, "initiatives/benefits/claim.html", {"benefit": benefit})


@allowed(rules.ANSWER_READING, on=BenefitReading, by="pk")
def confirm_reading(request: HttpRequest, reading: BenefitReading) -> HttpResponse:
    """Confirm a claim."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.carries_out(actions.confirm_reading, reading, by=request.user, at=request.now):
        messages.success(request, "The value has been confirmed.")
        return redirect(reading)
    context = {**pages.of_reading(reading, request.user), "title": "Confirm this value", "confirms": True}
    return answer(request, form, ANSWER, context)


@allowed(rules.ANSWER_READING, on=BenefitReading, by="pk", typed_outlives_session=True)
def reject_reading(request: HttpRequest, reading: BenefitReading) -> HttpResponse:
    """Reject a claim, with a reason."""
    form = RejectForm(request.POST or None)
    if form.carries_out(actions.reject_reading, reading, by=request.user, at=request.now):
        messages.success(request, "The value has been rejected. Another one can be claimed for that quarter.")
        return redirect(reading)
    context = {**pages.of_reading(reading, request.user), "title": "Reject this value"}
    return answer(request, form, ANSWER, context)


@allowed(rules.TAKE_BACK_READING, on=BenefitReading, by="pk", typed_outlives_session=True)
def take_back_reading(request: HttpRequest, reading: BenefitReading) -> HttpResponse:
    """Take a claim back that nobody has answered."""
    form = TakeBackForm(request.POST or None)
    if form.carries_out(actions.take_back_reading, reading, by=request.user, at=request.now):
        messages.success(request, "The value has been taken back. Another one can be claimed for that quarter.")
        return redirect(reading)
    return answer(request, form, ANSWER, {"reading": reading, "title": "Take this value back"})

"""How requests about costs are answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.costs import actions, owing, pages
from initiatives.costs.choices import OFTEN, CostStage
from initiatives.costs.filters import Asked, organisations_to_choose, years_to_choose
from initiatives.costs.forms import AddCostForm, CorrectCostForm, SharesForm
from initiatives.costs.models import Cost
from initiatives.register.models import Initiative
from services.access.gate import allowed

PER_PAGE = 25
FORM = "initiatives/costs/form.html"


@allowed(rules.SEE_COSTS)
def costs(request: HttpRequest) -> HttpResponse:
    """The costs a person may see, as the address asks for them, and what they come to."""
    wanted = Asked.of(request.GET, request.today)
    listed = wanted.find(request.user).for_list()
    context = {
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "sentence": wanted.sentence(request.user),
        "organisations": organisations_to_choose(request.user),
        "years": years_to_choose(request.user, request.today, wanted.year),
        "often": [("", "Every kind"), *((key, label) for key, (label, _) in OFTEN.items())],
        "stages": CostStage.choices,
    }
    return render(request, "initiatives/costs/costs.html", context)


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def of_initiative(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """The section of an initiative's record: what it costs each organisation, year by year."""
    context = {
        **pages.section(initiative),
        "years": pages.years_of(initiative, request.user),
        "shares": pages.shares_on(initiative, request.user, request.today),
    }
    return render(request, "initiatives/costs/of_initiative.html", context)


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def owed(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Who owes whom for one financial year: `?year=2014`, or the latest with a cost."""
    context = owing.of_year(initiative, request.user, request.GET.get("year", ""), request.today)
    return render(request, "initiatives/costs/owed.html", {**pages.section(initiative), **context})


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def shares(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """The shares in which the costs are borne, now and before."""
    agreed = pages.shares_of(initiative, request.user, request.today)
    return render(request, "initiatives/costs/shares.html", {**pages.section(initiative), "agreed": agreed})


@allowed(rules.SEE_COST, on=Cost, by="pk")
def cost(request: HttpRequest, cost: Cost) -> HttpResponse:
    """One cost: what it is, where it can be looked up, and its history."""
    return render(request, "initiatives/costs/cost.html", pages.of_cost(cost))


@allowed(rules.ENTER_COST, on=Initiative, typed_outlives_session=True)
def add_cost(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """A cost that was not there before."""
    offered = pages.who_may_bear(initiative, request.user, request.today)
    form = AddCostForm(request.POST or None, today=request.today, organisations=offered)
    if form.carries_out(actions.add_cost, initiative, by=request.user, at=request.now):
        messages.success(request, "The cost has been entered.")
        return redirect("costs:of_initiative", ref=initiative.ref)
    return answer(request, form, FORM, {"initiative": initiative, "title": "Enter a cost"})


@allowed(rules.CORRECT_COST, on=Cost, by="pk", typed_outlives_session=True)
def correct_cost(request: HttpRequest, cost: Cost) -> HttpResponse:
    """Another amount, with a reason."""
    form = CorrectCostForm(request.POST or None, row=cost)
    if form.carries_out(actions.correct_cost, cost, by=request.user, at=request.now):
        messages.success(request, "The cost has been corrected.")
        return redirect(cost)
    return answer(request, form, FORM, {"initiative": cost.initiative, "cost": cost, "title": "Correct a cost"})


@allowed(rules.SET_SHARES, on=Initiative, typed_outlives_session=True)
def set_shares(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """New shares from a date on."""
    parties = pages.parties_of(initiative, request.today)
    form = SharesForm(request.POST or None, parties=parties)
    if form.carries_out(actions.set_shares, initiative, by=request.user, at=request.now):
        messages.success(request, "The shares have been set.")
        return redirect(form.result)
    return answer(request, form, FORM, {"initiative": initiative, "title": "Set the shares of the costs"})

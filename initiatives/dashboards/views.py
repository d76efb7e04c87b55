"""How the first page, a person's own work and the office's overview are answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from initiatives import rules
from initiatives.dashboards import boards
from initiatives.dashboards.my_work import MyWork
from services.access.gate import allowed


@allowed(rules.SEE_MY_WORK)
def home(request: HttpRequest) -> HttpResponse:
    """The commissioner's office begins with the overview, everybody else with their own work."""
    return redirect("dashboards:overview" if request.user.standing.is_oversight else "dashboards:my_work")


@allowed(rules.SEE_MY_WORK)
def my_work(request: HttpRequest) -> HttpResponse:
    """What this person has to do, in the order in which it is due."""
    work = MyWork.of(request.user, request.today)
    return render(request, "initiatives/dashboards/my_work.html", {"work": work})


@allowed(rules.SEE_OVERVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """What is late, what is due, what waits for the office, and where all the work stands."""
    board = boards.overview(request.user, request.today)
    return render(request, "initiatives/dashboards/overview.html", {"board": board})


@allowed(rules.SEE_NET_POSITION)
def net_position(request: HttpRequest) -> HttpResponse:
    """What each organisation paid and saved in a financial year: `?year=2014`, or the one of today."""
    board = boards.net_position(request.user, request.GET.get("year", ""), request.today)
    return render(request, "initiatives/dashboards/net_position.html", {"board": board})

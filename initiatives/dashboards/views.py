"""How the first page, a person's own work and the office's overview are answered."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.dates import months_before
from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.readonly import read_only
from initiatives import rules
from initiatives.dashboards import boards
from initiatives.dashboards.comparing import Comparison, compared
from initiatives.dashboards.forms import CompareForm
from initiatives.dashboards.my_work import MyWork
from initiatives.dashboards.pictures.page import Picture, Question
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.past.moments import How
from services.access.gate import allowed


@allowed(rules.SEE_MY_WORK)
def home(request: HttpRequest) -> HttpResponse:
    """The commissioner's office begins with the overview, everybody else with their own work."""
    return redirect("dashboards:overview" if request.user.standing.is_oversight else "dashboards:my_work")


@allowed(rules.SEE_MY_WORK)
def my_work(request: HttpRequest) -> HttpResponse:
    """What this person has to do, in the order in which it is due."""
    work = MyWork.of(request.user, request.today)
    return render(request, "initiatives/dashboards/my_work.html", {"work": work, "questions": QUESTIONS.values()})


@allowed(rules.SEE_OVERVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """What is late, what is due, what waits for the office, and where all the work stands."""
    board = boards.overview(request.user, request.today)
    return render(request, "initiatives/dashboards/overview.html", {"board": board, "questions": QUESTIONS.values()})


@allowed(rules.SEE_QUESTIONS)
def question(request: HttpRequest, name: str) -> HttpResponse:
    """A question about shared work, answered from what this person may see."""
    asked, picture = answered(request, name)
    others = [each for each in QUESTIONS.values() if each is not asked]
    context = {"asked": asked, "picture": picture, "others": others}
    return render(request, "initiatives/dashboards/question.html", context)


@allowed(rules.SEE_QUESTIONS)
def figures_file(request: HttpRequest, name: str) -> HttpResponse:
    """The figures of the same answer as a file; `?table=months` has those of one of its parts."""
    asked, picture = answered(request, name)
    part = request.GET.get("table", "")
    table = picture.table(part)
    if table is None:
        raise Http404
    return csv_called("-".join(filter(None, [asked.name, part, request.today.isoformat()])), table.file)


def csv_called(name: str, text: str) -> HttpResponse:
    """A file to keep."""
    kept = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=kept)


def answered(request: HttpRequest, name: str) -> tuple[Question, Picture]:
    """A question by the word in its address, with its answer, read at one moment by code that cannot write."""
    if name not in QUESTIONS:
        raise Http404
    with read_only():
        picture = QUESTIONS[name].draw(request.user, request.today)
    return QUESTIONS[name], picture.narrowed(request.GET.get("what", ""))


@allowed(rules.SEE_QUESTIONS)
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """The same question as at two dates: asked in the address; `?table=rows` takes one of the tables away as a file."""
    asked = QUESTIONS.get(name)
    if asked is None or not asked.named_by:
        raise Http404
    is_asked = "how" in request.GET
    form = CompareForm(request.GET if is_asked else None, today=request.today, initial=first_look(request.today))
    context: dict = {"asked": asked}
    if is_asked and form.is_valid():
        context["comparison"] = compared(asked, *form.moments, request.user)
        part = request.GET.get("table", "")
        if part:
            return table_of(context["comparison"], part)
    return answer(request, form, "initiatives/dashboards/compare.html", context)


def table_of(comparison: Comparison, name: str) -> HttpResponse:
    """One table of a comparison as a file. Raises Http404 for a table that there is not."""
    table = next((part for part in comparison.parts if part.name == name), None)
    if table is None:
        raise Http404
    days = [moment.day.isoformat() for moment in (comparison.first, comparison.second)]
    return csv_called("-".join([comparison.question.name, name, *days]), table.file)


def first_look(today: dt.date) -> dict:
    """What the form begins with: three months, by the records."""
    return {"first": months_before(today, 3), "second": today, "how": How.FACTS}


@allowed(rules.SEE_NET_POSITION)
def net_position(request: HttpRequest) -> HttpResponse:
    """What each organisation paid and saved in a financial year: `?year=2014`, or the one of today."""
    board = boards.net_position(request.user, request.GET.get("year", ""), request.today)
    return render(request, "initiatives/dashboards/net_position.html", {"board": board})

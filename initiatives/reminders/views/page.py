"""Where people read the reminders of an initiative."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives import rules
from initiatives.register.models import Initiative
from initiatives.reminders import story
from services.access.gate import allowed


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def of_initiative(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """What was sent about each of its reports, to whom, what became of it, and what goes next."""
    page = {
        "initiative": initiative,
        "here": "reminders",
        "marking": initiative.get_marking_display(),
        "stories": story.of_initiative(initiative, request.today),
        "ladder": story.ladder(),
    }
    return render(request, "initiatives/reminders/of_initiative.html", page)

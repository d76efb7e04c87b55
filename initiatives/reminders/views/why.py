"""Behind every reminder letter: why its reader got it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives import rules
from initiatives.reminders.why import reasons
from services.access.gate import allowed
from services.letters.models import Letter


@allowed(rules.SEE_WHY_REMINDED, on=Letter, by="pk")
def why(request: HttpRequest, letter: Letter) -> HttpResponse:
    """For each thing in the letter: the rule, your relation, what went before, what comes next, and what to do if it is wrong."""
    page = {"letter": letter, "reasons": reasons(letter, request.user, request.today)}
    return render(request, "initiatives/reminders/why.html", page)

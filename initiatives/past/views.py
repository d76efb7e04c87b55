"""The page on which somebody chooses a date to look back to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.past.forms import LookBackForm
from initiatives.past.moments import How
from initiatives.past.pages import page_asked_for
from services.access.gate import allowed


@allowed(rules.LOOK_BACK)
def choose(request: HttpRequest) -> HttpResponse:
    """Which date, and which past; then the page it was asked for (`?page=/initiatives/`), as at that date."""
    page = page_asked_for(request.GET.get("page", ""), reverse("register:initiatives"))
    asked = "how" in request.GET or "day-day" in request.GET
    form = LookBackForm(request.GET if asked else None, today=request.today, initial={"how": How.FACTS})
    if asked and form.is_valid():
        return redirect(f"{get_script_prefix().rstrip('/')}{form.moment.prefix}{page}")
    return answer(request, form, "initiatives/past/choose.html", {"page": page})

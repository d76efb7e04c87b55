"""What the engine did and will do, for the portal administrator: day by day, one day's lines, and any day rehearsed."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.pages import page_of
from initiatives import rules
from initiatives.reminders import timeline as engine
from initiatives.reminders.rule_forms import DayForm
from services.access.gate import allowed


@allowed(rules.SEE_REMINDER_TIMELINE)
def timeline(request: HttpRequest) -> HttpResponse:
    """The last 7 and the next 30 days; or, asked for a day, what its plan says."""
    form = DayForm(request.GET if "day" in request.GET else None)
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"]
        lines = engine.simulated(day, request.user)
        page = {"form": form, "day": day, "closed": engine.closed_between(day, day).get(day, "")}
        page["page"] = page_of(lines, request.GET.get("page"))
        return render(request, "initiatives/reminders/simulated.html", page)
    page = {"days": engine.days(request.today), "columns": engine.HOW}
    return answer(request, form, "initiatives/reminders/timeline.html", page)


@allowed(rules.SEE_REMINDER_TIMELINE)
def day(request: HttpRequest, day: str) -> HttpResponse:
    """Every reminder of a day: who, about what, which stage, what became of it and why."""
    form = DayForm({"day": day})
    if not form.is_valid():
        return redirect(f"{reverse('reminders:timeline')}?{urlencode({'day': day})}")
    on, how = form.cleaned_data["day"], request.GET.get("state", "")
    page = page_of(engine.of_day(on, how), request.GET.get("page"))
    told = {"day": on, "closed": engine.closed_between(on, on).get(on, ""), "how": engine.HOW.get(how), "page": page}
    told["lines"] = engine.in_words(page, request.user)
    return render(request, "initiatives/reminders/day.html", told)

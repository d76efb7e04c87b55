"""Where people see what their next digest would say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives import rules
from initiatives.reminders.digests.preview import Preview
from services.access.gate import allowed


@allowed(rules.SEE_NEXT_DIGEST)
def next_digest(request: HttpRequest) -> HttpResponse:
    """When my next digest goes, and what it would say now."""
    page = {"preview": Preview.of(request.user, request.now)}
    return render(request, "initiatives/reminders/next_digest.html", page)

"""How requests about boards and meetings are answered. They are read here; a later issue lets people arrange them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives import rules
from initiatives.meetings.models import Board, Meeting
from services.access.gate import allowed

PER_PAGE = 25


@allowed(rules.SEE_MEETINGS)
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings a person may see, newest first, and the boards that meet again and again."""
    found = Meeting.objects.visible_to(request.user).for_list().newest_first()
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "boards": Board.objects.visible_to(request.user).for_list(),
    }
    return render(request, "initiatives/meetings/meetings.html", context)


@allowed(rules.SEE_MEETING, on=Meeting)
def meeting(request: HttpRequest, seen: Meeting) -> HttpResponse:
    """One meeting: when, who convened it, who was there, and what shared work it looked at."""
    context = {
        "meeting": Meeting.objects.for_page().get(pk=seen.pk),
        "initiatives": seen.initiatives.visible_to(request.user).order_by("name"),
    }
    return render(request, "initiatives/meetings/meeting.html", context)


@allowed(rules.SEE_MEETING, on=Board)
def board(request: HttpRequest, seen: Board) -> HttpResponse:
    """One board: who sits on it, how often it meets, and its meetings."""
    context = {
        "board": Board.objects.for_page().get(pk=seen.pk),
        "meetings": seen.meetings.visible_to(request.user).for_list().newest_first(),
        "cycles": seen.cycles.visible_to(request.user).for_list(request.today),
    }
    return render(request, "initiatives/meetings/board.html", context)

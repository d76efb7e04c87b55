"""The page about the engine: whether people get their letters, and what an administrator can do where they do not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from collab_portal.toolkit import clock
from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.pages import page_of
from collab_portal.toolkit.refusals import Refused
from services import rules
from services.access.gate import allowed
from services.letters.models import Envelope, Hold
from services.watch import actions, pages, unheard
from services.watch.forms import ReleaseForm, StopForm


@allowed(rules.SEE_ENGINE)
def health(request: HttpRequest) -> HttpResponse:
    """How the engine does, in words and numbers, by the engine's clock. Nothing that a letter says is shown."""
    return render(request, "services/watch/health.html", pages.of_health(clock.compared(), request.user))


@allowed(rules.SEE_ENGINE)
def letters(request: HttpRequest) -> HttpResponse:
    """The letters behind a number: to whom, what kind, when, and what became of them."""
    what, span = request.GET.get("what", ""), request.GET.get("written", "")
    context = pages.of_letters(request.now, request.user, what, span)
    context["page"] = page_of(context["found"], request.GET.get("page"))
    return render(request, "services/watch/letters.html", context)


@allowed(rules.SEE_ENGINE)
def nobody_to_tell(request: HttpRequest) -> HttpResponse:
    """Reminders of the coming weeks that will reach nobody, and whose it is to put that right."""
    seen = unheard.seen_by(request.user, request.today)
    page = page_of(seen.listed, request.GET.get("page"))
    return render(request, "services/watch/nobody_to_tell.html", {"page": page, "unseen": seen.unseen})


@allowed(rules.HOLD_LETTERS)
def stop_letters(request: HttpRequest) -> HttpResponse:
    """Stop every letter, with a reason."""
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.stop_letters, by=request.user, at=request.now):
        messages.success(request, "The letters are stopped. Those about signing in still leave.")
        return redirect("watch:health")
    return answer(request, form, "services/watch/stop_letters.html")


@allowed(rules.HOLD_LETTERS, on=Hold, by="pk")
def release(request: HttpRequest, held: Hold) -> HttpResponse:
    """Let the letters go again, with a reason."""
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.release, held, by=request.user, at=request.now):
        messages.success(request, "The letters are released.")
        return redirect("watch:health")
    return answer(request, form, "services/watch/release.html", {"held": held})


@allowed(rules.TRY_LETTER_AGAIN, on=Envelope, by="pk")
@require_POST
def try_again(request: HttpRequest, letter: Envelope) -> HttpResponse:
    """One more try for a letter that was given up. Whoever comes second reads that somebody was faster."""
    try:
        actions.try_again(letter, by=request.user, at=request.now)
        messages.success(request, "The letter waits to leave again.")
    except Refused as refused:
        messages.info(request, refused.message)
    return redirect("watch:health")

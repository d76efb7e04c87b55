"""Everybody's own messages, exactly as sent; and for administrators, the addresses that take none."""

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.pages import page_of
from services import rules
from services.access.gate import allowed
from services.letters import addresses as health_of_addresses
from services.letters import pages
from services.letters.forms import WorksAgainForm
from services.letters.models import Letter
from services.letters.returns import AddressHealth


@allowed(rules.READ_MESSAGES)
def messages(request: HttpRequest) -> HttpResponse:
    """What we wrote to you, newest first, and whether it left."""
    letters = Letter.objects.visible_to(request.user).for_list()
    return render(request, "services/letters/messages.html", {"page": page_of(letters, request.GET.get("page"))})


@allowed(rules.READ_MESSAGES, on=Letter, by="pk")
def message(request: HttpRequest, letter: Letter) -> HttpResponse:
    """One letter, why you got it and what became of it."""
    page = {"letter": letter, "explained_by": settings.LETTERS_EXPLAINED.get(letter.checked_by)}
    return render(request, "services/letters/message.html", page)


@allowed(rules.LOOK_AFTER_ADDRESSES)
def addresses(request: HttpRequest) -> HttpResponse:
    """Addresses in trouble with what the mail server said and what is held for them; and other letters that were refused."""
    found = pages.addresses_in_trouble(request.user, request.now, request.today)
    context = {"page": page_of(found, request.GET.get("page")), "others": pages.other_letters(request.now)}
    return render(request, "services/letters/addresses.html", context)


@allowed(rules.LOOK_AFTER_ADDRESSES, on=AddressHealth, by="pk")
def works_again(request: HttpRequest, health: AddressHealth) -> HttpResponse:
    """Say, with a reason, that an address takes letters again; what was held for it goes."""
    form = WorksAgainForm(request.POST if request.method == "POST" else None)
    if form.carries_out(health_of_addresses.works_again, health, by=request.user, at=request.now):
        notices.success(request, f"Letters go to {health.address} again.")
        return redirect("addresses:addresses")
    return answer(request, form, "services/letters/works_again.html", {"health": health})

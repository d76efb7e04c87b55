"""Who takes part: naming and inviting organisations, their answers, and the purpose they confirm."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from collab_portal.toolkit.forms import PortalForm, answer
from initiatives import rules
from initiatives.register.actions import parties as actions
from initiatives.register.actions import record
from initiatives.register.actions.inviting import who_can_answer
from initiatives.register.forms.parties import AddPartyForm, AnswerForm, FindForm, PartyForm
from initiatives.register.forms.record import LeadForm
from initiatives.register.models import Initiative, Participation, Reach
from initiatives.register.views.record import back, saved
from services.access.gate import allowed
from services.directory.models import Organisation


@allowed(rules.WRITE_RECORD, on=Initiative)
def who(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """The organisations so far, a way to find another, and who leads."""
    parties = list(initiative.participations.select_related("organisation"))
    form = LeadForm(
        request.POST or None, row=initiative, parties=[each.organisation for each in parties if not each.has_declined]
    )
    if form.carries_out(record.settle_lead, initiative, by=request.user, at=request.now):
        return saved(request, initiative)
    find = FindForm(request.GET)
    words = find.cleaned_data.get("find", "") if find.is_valid() else ""
    found = Organisation.objects.visible_to(request.user).on(request.today).saying(words)[:12] if words else []
    there = {each.organisation_id for each in parties if not each.has_declined}
    context = {
        "initiative": initiative,
        "parties": parties,
        "find": find,
        "words": words,
        "found": found,
        "there": there,
    }
    return answer(request, form, "initiatives/register/who.html", context)


@allowed(rules.WRITE_RECORD, on=Initiative)
@require_POST
def add_party(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Add the organisation whose button was pressed; registered work invites it."""
    form = AddPartyForm(request.POST)
    if not form.carries_out(actions.add_party, initiative, by=request.user, at=request.now):
        for error in [line for lines in form.errors.values() for line in lines]:
            messages.warning(request, error)
    elif not initiative.is_draft:
        messages.success(request, invited_in_words(form.result, request))
    return redirect(reverse("register:who", kwargs={"ref": initiative.ref}))


def invited_in_words(party: Participation, request: HttpRequest) -> str:
    """Who was written to, or that nobody there can answer here yet."""
    if party.takes_part:
        return f"{party.organisation} takes part."
    people = who_can_answer(party, request.today)
    if not people and party.initiative.reach == Reach.NAMED:
        return f"{party.organisation} is invited. Only named people see this work, so name the person who answers under People."
    if not people:
        return f"{party.organisation} is invited, but nobody there can answer here yet. Ask the portal administrator to invite a person."
    return f"{party.organisation} is invited. We have written to {', '.join(map(str, people))}."


@allowed(rules.WRITE_IN_RECORD, on=Participation, by="pk")
@require_POST
def remove_party(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Take an organisation off a draft."""
    form = PortalForm(request.POST)
    if not form.carries_out(actions.remove_party, participation, by=request.user, at=request.now):
        messages.warning(request, form.non_field_errors()[0])
    return redirect(reverse("register:who", kwargs={"ref": participation.initiative.ref}))


@allowed(rules.WRITE_IN_RECORD, on=Participation, by="pk")
def change_party(request: HttpRequest, participation: Participation) -> HttpResponse:
    """An organisation's part, from and until."""
    form = PartyForm(request.POST or None, row=participation)
    if form.carries_out(actions.change_party, participation, by=request.user, at=request.now):
        return back(request, participation.initiative, participation.initiative.get_absolute_url())
    return answer(
        request,
        form,
        "initiatives/register/change_party.html",
        {"party": participation, "initiative": participation.initiative},
    )


@allowed(rules.ANSWER_INVITATION, on=Participation, by="pk")
def answer_invitation(request: HttpRequest, participation: Participation) -> HttpResponse:
    """The invited organisation takes part, or declines with a reason."""
    form = AnswerForm(request.POST or None)
    if not form.carries_out(actions.answer_invitation, participation, by=request.user, at=request.now):
        context = {"party": participation, "initiative": participation.initiative}
        return answer(request, form, "initiatives/register/answer_invitation.html", context)
    if form.result.has_declined:
        messages.success(request, f"{participation.organisation} has declined. We have told the person who asked.")
        return redirect("register:initiatives")
    messages.success(request, f"{participation.organisation} takes part.")
    return redirect(participation.initiative)


@allowed(rules.CONFIRM_PURPOSE, on=Participation, by="pk")
@require_POST
def confirm_purpose(request: HttpRequest, participation: Participation) -> HttpResponse:
    """The organisation stands by the purpose as it reads."""
    form = PortalForm(request.POST)
    if form.carries_out(actions.confirm_purpose, participation, by=request.user, at=request.now):
        messages.success(request, f"{participation.organisation} has confirmed the purpose.")
    else:
        messages.warning(request, form.non_field_errors()[0])
    return redirect(participation.initiative)

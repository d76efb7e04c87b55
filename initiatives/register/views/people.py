"""The people named on an initiative."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from collab_portal.toolkit.forms import PortalForm, answer
from initiatives import rules
from initiatives.register.actions import people as actions
from initiatives.register.forms.people import GuestForm, PersonForm
from initiatives.register.models import Initiative, NamedPerson
from initiatives.register.views.record import back
from services.access.gate import allowed
from services.people.models import Membership, User


@allowed(rules.WRITE_RECORD, on=Initiative)
def people(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Who is named so far, and a form to name another."""
    organisations = initiative.participations.exclude(answer="declined").values("organisation")
    there = Membership.objects.on(request.today)
    members = there.filter(organisation__in=organisations).values("person")
    offered = User.objects.visible_to(request.user).filter(pk__in=members)
    offered = offered.prefetch_related(Prefetch("memberships", there.select_related("organisation")))
    form = PersonForm(request.POST or None, people=offered)
    if form.carries_out(actions.name_person, initiative, by=request.user, at=request.now):
        return redirect(people_of(initiative))
    return people_page(request, initiative, form)


@allowed(rules.WRITE_RECORD, on=Initiative)
def guest(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Somebody from elsewhere, until a last day."""
    form = GuestForm(request.POST or None, today=request.today)
    if form.carries_out(actions.name_guest, initiative, by=request.user, at=request.now):
        return redirect(people_of(initiative))
    return answer(request, form, "initiatives/register/guest.html", {"initiative": initiative})


@allowed(rules.WRITE_IN_RECORD, on=NamedPerson, by="pk")
@require_POST
def unname(request: HttpRequest, named: NamedPerson) -> HttpResponse:
    """Take a name off."""
    form = PortalForm(request.POST)
    if not form.carries_out(actions.unname_person, named, by=request.user, at=request.now):
        messages.warning(request, form.non_field_errors()[0])
    return back(request, named.initiative, people_of(named.initiative))


def people_page(request: HttpRequest, initiative: Initiative, form: PersonForm) -> HttpResponse:
    """The names and the form."""
    named = initiative.named_people.select_related("person")
    return answer(request, form, "initiatives/register/people.html", {"initiative": initiative, "named": named})


def people_of(initiative: Initiative) -> str:
    """The address of the page on which people are named."""
    return reverse("register:people", kwargs={"ref": initiative.ref})

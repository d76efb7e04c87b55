"""Pages on which an administrator sees who holds which role in an organisation, gives one and ends one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.pages import page_of
from services import rules
from services.access.gate import allowed
from services.directory.models import Organisation
from services.history.models import Entry
from services.people import actions
from services.people.models import Membership
from services.people.role_forms import EndRoleForm, GiveRoleForm

#: So many of the latest gifts and ends stand beside the list.
RECENT = 25


@allowed(rules.LOOK_AFTER_ROLES_IN, on=Organisation, by="slug")
def roles(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who holds which role, who held one, and who gave and ended them."""
    held = organisation.memberships.visible_to(request.user)
    page = page_of(held.for_list(), request.GET.get("page"))
    entries = Entry.objects.told_on(organisation).about_any("membership")[:RECENT]
    context = {"organisation": organisation, "page": page, "entries": entries}
    return render(request, "services/people/roles.html", context)


@allowed(rules.LOOK_AFTER_ROLES_IN, on=Organisation, by="slug")
def give_role(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A role for somebody who has an account."""
    form = GiveRoleForm(request.POST or None)

    def give(**told: object) -> Membership:
        return actions.give_role(form.person, organisation, starts_on=request.today, **told)

    if form.carries_out(give, by=request.user, at=request.now):
        messages.success(request, f"{form.person.name} has the role now, and is told by letter.")
        return redirect("people:roles", slug=organisation.slug)
    return answer(request, form, "services/people/give_role.html", {"organisation": organisation})


@allowed(rules.END_ROLE, on=Membership, by="pk")
def end_role(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The end of a role, at once or after a day."""
    form = EndRoleForm(request.POST or None, today=request.today)
    if form.carries_out(actions.end_role, membership, by=request.user, at=request.now):
        messages.success(request, f"The role of {membership.person.name} ends, and they are told by letter.")
        return redirect("people:roles", slug=membership.organisation.slug)
    return answer(request, form, "services/people/end_role.html", {"membership": membership})

"""The doors of sign-in (django-allauth's, in our own look), and everybody's own pages: account, digests, leave."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from collab_portal.toolkit.forms import PortalForm, answer
from collab_portal.toolkit.pages import page_of
from services import rules
from services.access.gate import allowed, open_to_all
from services.letters.returns import AddressHealth
from services.people import actions, unsubscribing
from services.people.forms import ChangeLeaveForm, DigestForm, LeaveForm
from services.people.models import Leave, User
from services.people.preferences import Stopped, preferences_of


class Answering422:
    """A form with errors is answered with 422, as on every page of ours."""

    def form_invalid(self, form: PortalForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignIn(Answering422, allauth.LoginView):
    """Signing in. What somebody posted elsewhere after their session had ended goes through with them.

    It travels in the pages alone, in a hidden box named `typed`, and is kept nowhere until they press again as somebody
    the portal knows (docs/decisions/0011-typed-outlives-the-session.md).
    """

    template_name = "services/people/sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get(request, *args, **kwargs) if is_of_another_page(request) else super().post(request)

    def get_form_kwargs(self) -> dict[str, Any]:
        told = super().get_form_kwargs()
        return {**told, "data": None, "files": None} if is_of_another_page(self.request) else told

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        return super().get_context_data(**told, typed=typed_elsewhere(self.request))

    def form_valid(self, form: PortalForm) -> HttpResponse:
        answered = super().form_valid(form)
        typed, back = typed_elsewhere(self.request), get_next_redirect_url(self.request)
        if not (typed and back and self.request.user.is_authenticated):
            return answered
        self.request.user.as_of(self.request.today)  # signed in only after the door had told everybody
        boxes = [(name, value) for name, values in QueryDict(typed).lists() for value in values]
        return render(self.request, "services/people/typed_again.html", {"boxes": boxes, "back": back})


def is_of_another_page(request: HttpRequest) -> bool:
    """Whether the gate sent somebody's form on to the sign-in page: it has no question of ours in it."""
    return request.method == "POST" and "login" not in request.POST


def typed_elsewhere(request: HttpRequest) -> str:
    """What was typed on the page that led here, as one line that a hidden box can hold; or nothing."""
    if not is_of_another_page(request):
        return request.POST.get("typed", "")
    posted = request.POST.copy()
    posted.pop("csrfmiddlewaretoken", None)
    return posted.urlencode()


class ForgottenPassword(Answering422, allauth.PasswordResetView):
    template_name = "services/people/forgotten_password.html"


class SetPassword(Answering422, allauth.PasswordResetFromKeyView):
    template_name = "services/people/set_password.html"


class ChangePassword(Answering422, allauth.PasswordChangeView):
    template_name = "services/people/change_password.html"


account_login = open_to_all(SignIn.as_view())
account_logout = open_to_all(allauth.LogoutView.as_view(template_name="services/people/sign_out.html"))
account_reset_password = open_to_all(ForgottenPassword.as_view())
account_reset_password_done = open_to_all(
    allauth.PasswordResetDoneView.as_view(template_name="services/people/link_is_on_its_way.html")
)
account_reset_password_from_key = open_to_all(SetPassword.as_view())
account_reset_password_from_key_done = open_to_all(
    allauth.PasswordResetFromKeyDoneView.as_view(template_name="services/people/password_is_set.html")
)
account_change_password = allowed(rules.CHANGE_PASSWORD)(ChangePassword.as_view())


@allowed(rules.SEE_ACCOUNT)
def account(request: HttpRequest, **where: Any) -> HttpResponse:
    """Who I am to the portal, where I belong, and the ways out."""
    memberships = request.user.memberships.on(request.today).select_related("organisation")
    context = {
        "memberships": memberships,
        "counts": preferences_of(request.user),
        "trouble": AddressHealth.objects.of(request.user, request.now),
    }
    return render(request, "services/people/account.html", context)


@allowed(rules.CHOOSE_DIGESTS)
def letter_preferences(request: HttpRequest) -> HttpResponse:
    """How often a digest comes to me and when, and which letters come in any case."""
    counts = preferences_of(request.user)
    form = DigestForm(request.POST or None, counts=counts)
    if form.carries_out(actions.choose_digests, request.user, by=request.user, at=request.now):
        messages.success(request, "Your choice has been saved")
        return redirect("people:letter_preferences")
    return answer(request, form, "services/people/letter_preferences.html", {"counts": counts})


@allowed(rules.SEE_OPEN_PAGE)
@csrf_exempt  # mail programs post here with no cookie (RFC 8058): the signature in the address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop_digests(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in a digest leads. Only pressing the button stops anything: scanners of mail follow links."""
    person = unsubscribing.person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.stop_digests(person, at=request.now, how=Stopped.ONE_CLICK)
    return render(request, "services/people/stop_digests.html", {"has_stopped": request.method == "POST"})


@allowed(rules.SEE_LEAVE)
def leave(request: HttpRequest) -> HttpResponse:
    """When I am away, who covers for me, and for whom I cover."""
    covers = request.user.covers.of_active_people().not_over_on(request.today).select_related("person")
    return leave_page(request, request.user, "services/people/leave.html", {"covers": covers})


@allowed(rules.ENTER_LEAVE_FOR, on=User, by="pk")
def leave_of(request: HttpRequest, person: User) -> HttpResponse:
    """The same for a member of one's organisation, who is ill and cannot do it."""
    theirs = person.as_of(request.today).standing.organisations
    organisation = next(each for each in theirs if request.user.standing.administers({each.pk}))
    return leave_page(request, person, "services/people/leave_of.html", {"organisation": organisation})


def leave_page(request: HttpRequest, person: User, template: str, context: dict[str, Any]) -> HttpResponse:
    """Somebody's leave, and a form to enter more."""
    colleagues = User.objects.colleagues_of(person, request.today)
    form = LeaveForm(request.POST or None, colleagues=colleagues, today=request.today)
    if form.carries_out(actions.enter_leave, person, by=request.user, at=request.now):
        messages.success(request, "The leave has been entered")
        return redirect(page_about(person, request))
    page = page_of(Leave.objects.of(person).visible_to(request.user).for_list(), request.GET.get("page"))
    return answer(request, form, template, {"person": person, "page": page, **context})


@allowed(rules.CHANGE_LEAVE, on=Leave, by="pk")
def change_leave(request: HttpRequest, leave: Leave) -> HttpResponse:
    """Another last day, or another deputy."""
    colleagues = User.objects.colleagues_of(leave.person, max(request.today, leave.first_on))
    form = ChangeLeaveForm(request.POST or None, row=leave, colleagues=colleagues, today=request.today)
    if form.carries_out(actions.change_leave, leave, by=request.user, at=request.now):
        messages.success(request, "The leave has been changed")
        return redirect(page_about(leave.person, request))
    context = {"leave": leave, "back": page_about(leave.person, request)}
    return answer(request, form, "services/people/change_leave.html", context)


@allowed(rules.CHANGE_LEAVE, on=Leave, by="pk")
@require_POST
def take_back_leave(request: HttpRequest, leave: Leave) -> HttpResponse:
    """Leave that will not be taken."""
    form = PortalForm(request.POST)
    if form.carries_out(actions.take_back_leave, leave, by=request.user, at=request.now):
        messages.success(request, "The leave has been taken back")
    else:
        messages.warning(request, form.non_field_errors()[0])
    return redirect(page_about(leave.person, request))


def page_about(person: User, request: HttpRequest) -> str:
    """The address of the page with somebody's leave: my own, or a colleague's."""
    return reverse("people:leave") if person == request.user else reverse("people:leave_of", kwargs={"pk": person.pk})

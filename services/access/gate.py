"""The gate that every request passes: one decorator line finds the thing, hides what is not yours, refuses what you may not do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse

from services.access.rule import OPEN, Rule

View = Callable[..., HttpResponse]


def allowed(
    rule: Rule, on: type[Model] | None = None, by: str = "ref", typed_outlives_session: bool = False
) -> Callable[[View], View]:
    """Let a view run only for people to whom `rule` says yes.

    With `on`, the address part named `by` finds the thing through `visible_to`: a stranger gets the same 404 as for
    a wrong address; somebody who may see but not do gets 403 with the reason. The view is given (request, thing).
    With `typed_outlives_session`, what somebody posts after their session has ended goes through sign-in with them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, **where: Any) -> HttpResponse:
            if rule.signed_in and not request.user.is_authenticated:
                return to_sign_in(request, carrying=typed_outlives_session)
            things = [find(on, by, where.pop(by), request.user)] if on else []
            answer = rule.asks(request.user, *things)
            if not answer:
                raise PermissionDenied(answer.reason)
            return view(request, *things, **where)

        gated.rule, gated.on, gated.typed_outlives_session = rule, on, typed_outlives_session
        return gated

    return decorate


def to_sign_in(request: HttpRequest, *, carrying: bool) -> HttpResponse:
    """On to the sign-in page, and back here afterwards.

    `carrying` lets the browser post there what it posted here (307): the portal itself keeps nothing for anybody who is
    not signed in (docs/decisions/0011-typed-outlives-the-session.md).
    """
    answer = redirect_to_login(request.get_full_path())
    if carrying and request.method == "POST":
        answer.status_code = 307
    return answer


def open_to_all(view: View) -> View:
    """Declare a view of somebody else's making (sign-in) as open to people who are not signed in."""

    @wraps(view)
    def opened(request: HttpRequest, **where: Any) -> HttpResponse:
        return view(request, **where)

    opened.rule, opened.on = OPEN, None
    return opened


def find(model: type[Model], by: str, value: Any, user: Any) -> Model:
    """The one thing with this reference among those the person may see. Raises Http404 alike for hidden and for missing."""
    if isinstance(value, str) and "\x00" in value:
        raise Http404
    try:
        return model.objects.visible_to(user).get(**{by: value})
    except model.DoesNotExist:
        raise Http404 from None

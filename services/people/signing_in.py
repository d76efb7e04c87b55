"""How django-allauth is held to our ways: nobody signs themselves up, and its letters go through our outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from services.people import actions
from services.people.models import User

NOT_RIGHT = "Email address or password is not right"
LOCKED_OUT = (
    "There were too many tries with this email address. Wait five minutes, then try again or set a new password"
)
LINK_IS_USED = "This link has been used or is too old. Ask for a new one"
#: Of all that allauth would tell people in a banner, the sentences worth reading.
NOTICES = {
    "account/messages/password_changed.txt": "Your password has been changed",
    "account/messages/logged_out.txt": "You have signed out",
}
PASSWORD_WAS_CHANGED = {"account/email/password_changed", "account/email/password_reset", "account/email/password_set"}


class Adapter(DefaultAccountAdapter):
    """Accounts come by invitation, so the sign-up door stays shut; every failure to sign in sounds the same."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NOT_RIGHT,
        "too_many_login_attempts": LOCKED_OUT,
        "enter_current_password": "Current password is not right",
        "invalid_password_reset": LINK_IS_USED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages only: allauth's JSON answers are a second door that nobody here needs."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Somebody who may no longer sign in hears the same as somebody with a wrong password."""
        person = super().authenticate(request, **credentials)
        return person if person is not None and person.is_active else None

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, to the address on record, never to one that was only typed."""
        actions.ask_for_new_password(user, at=self.request.now)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth calls this after a password was changed; the person is told through the outbox."""
        if template_prefix in PASSWORD_WAS_CHANGED:
            actions.tell_of_new_password(user, at=self.request.now)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves past the outbox. Raises NotImplementedError, so that a letter nobody wrote is noticed."""
        raise NotImplementedError(f"no letter of ours for {template_prefix}")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Our own sentence, or none: a page that opens needs no banner to say that it opened."""
        if message_template in NOTICES:
            super().add_message(request, level, message=NOTICES[message_template])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")


def reset_link(person: User) -> str:
    """The address at which somebody sets a new password; works once, for PASSWORD_RESET_TIMEOUT seconds.

    Built on PORTAL_URL, never on the address a request came with, which its sender may choose.
    """
    where = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return settings.PORTAL_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=where)

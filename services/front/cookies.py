"""The cookies that the portal sets, as its cookies page lists them. A test compares this with what really is set."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Cookie:
    """One cookie: its name, what for, and when it goes."""

    name: str
    purpose: str
    expires: str


def cookies() -> list[Cookie]:
    """All of them; every one is needed for the portal to work, so none asks for consent."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "Keeps you signed in",
            f"{hours} hours after you sign in, or when you sign out",
        ),
        Cookie(settings.CSRF_COOKIE_NAME, "Makes sure that a form was sent by you, from this portal", "1 year"),
        Cookie(
            "messages", "Carries a sentence such as “Report sent” to the next page", "When that page has been shown"
        ),
    ]

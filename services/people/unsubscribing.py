"""The link that stops digests with one click, without signing in: the person's number, signed, and nothing else.

It has no end, because a digest may lie in a mailbox for years. RFC 8058 says how mail programs press it for people.
"""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from services.people.models import User

#: The separator may not be one of the signature's own characters, and must survive mail programs that make links of text.
SIGNER = Signer(salt="services.people.unsubscribing", sep=".")


def link_for(person: Any) -> str:
    """The address for the letter, on PORTAL_URL: for its text and its List-Unsubscribe header alike."""
    where = reverse("people:stop_digests", kwargs={"token": SIGNER.sign(person.pk)})
    return settings.PORTAL_URL.rstrip("/") + where


def person_of(token: str) -> User | None:
    """Whose token it is, whether or not they can still sign in. None for a token that is not one of ours."""
    try:
        number = SIGNER.unsign(token)
    except BadSignature:
        return None
    return User.objects.filter(pk=number).first()

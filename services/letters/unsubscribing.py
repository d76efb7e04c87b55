"""How a reader ends digests with one press in the mail program (RFC 8058). Only digests: duties cannot be ended."""

from django.conf import settings
from django.utils.module_loading import import_string

from services.letters.models import Letter


def headers_for(letter: Letter) -> dict[str, str]:
    """The headers of a digest. UNSUBSCRIBE_LINK names who makes a person's absolute address; without it there are none."""
    if not letter.is_digest or not settings.UNSUBSCRIBE_LINK:
        return {}
    link = import_string(settings.UNSUBSCRIBE_LINK)(letter.to)
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

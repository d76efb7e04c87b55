"""Words that must stand in the e-mail only: a link that lets somebody in is made as the letter leaves and kept nowhere.

A letter file marks the place with {{ private }}. What the outbox keeps, and Messages shows, has STANDS_IN there
instead. The setting PRIVATE_WORDS names, for each kind of letter that has such a place, the function that makes the
words for the person the letter is to. Text that only looks like the mark, in any other letter, is left as it is.
"""

from typing import Any

from django.conf import settings
from django.utils.html import escape, urlize
from django.utils.module_loading import import_string

STANDS_IN = "[This link stood in the email only.]"


def as_they_leave(kind: str, person: Any, text: str, html: str) -> tuple[str, str]:
    """Both bodies with the private words put in, the same in each."""
    if kind not in settings.PRIVATE_WORDS:
        return text, html
    words = import_string(settings.PRIVATE_WORDS[kind])(person)
    return text.replace(STANDS_IN, words), html.replace(escape(STANDS_IN), urlize(words, autoescape=True))

"""A letter is a file that looks like a letter: first line the subject, then a blank line, then the body.

The same file makes the plain text and the HTML, so that the two never disagree.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import css_inline
from django.conf import settings
from django.template import Template, engines
from django.template.context import make_context
from django.template.loader import render_to_string
from django.urls import reverse

from services.letters.private import STANDS_IN

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Words:
    """A letter ready to post: its kind (the file's name), its subject and its body as plain text."""

    kind: str
    subject: str
    text: str


def write(file: str, **facts: Any) -> Words:
    """Fill in a letter file, like "initiatives/reviews/letters/report_was_returned.txt".

    Facts are put in as typed: nothing is escaped, because nothing here is HTML. The file's own first line is the
    subject, whatever line ends a fact brings. Raises ValueError if the file has no subject line or no blank line after it.
    """
    engine = engines["django"].engine
    subject, separator, body = engine.get_template(file).source.strip().partition("\n\n")
    if not separator or "\n" in subject:
        raise ValueError(f"{file} must start with one subject line and a blank line")
    told = {**facts, "portal_url": settings.PORTAL_URL, "portal_name": settings.PORTAL_NAME, "private": STANDS_IN}
    filled = [compiled(part).render(make_context(told, autoescape=False)) for part in (subject, body)]
    kind = file.rpartition("/")[2].removesuffix(".txt")
    return Words(kind, " ".join(filled[0].split())[:LONGEST_SUBJECT], filled[1].strip() + "\n")


@lru_cache(maxsize=200)
def compiled(part: str) -> Template:
    """A part of a letter file, made into a template once."""
    return engines["django"].engine.from_string(part)


def as_text(body: str, why: str) -> str:
    """The plain text that leaves: the body, then why the person gets it and where to read it again."""
    all_of_them = settings.PORTAL_URL + reverse("messages:messages")
    return f"{body.strip()}\n\nYou get this because {why}. Every letter we wrote to you: {all_of_them}\n"


def as_html(subject: str, body: str, why: str) -> str:
    """The HTML that leaves, with the same words in the same order. Everything in them is escaped here."""
    html = render_to_string("services/letters/letter.html", {"subject": subject, "full": as_text(body, why).strip()})
    return css_inline.inline(html, load_remote_stylesheets=False)

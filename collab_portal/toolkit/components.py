"""Shapes that many pages share, as template tags: `{% rag initiative.status %}`."""

from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.inclusion_tag("components/rag.html")
def rag(status: str, words: str = "") -> dict[str, Any]:
    """Status as shape, word and colour, so that it survives greyscale: ● On track, ▲ At risk, ■ Off track.

    `words` say something else that is as good or bad: ● Sent, ■ Draft, 3 days late.
    """
    return {"status": status, "words": words}


@register.filter
def which_page(page: Page) -> str:
    """ " (page 2 of 7)" for the title of a list, or nothing when there is one page."""
    return f" (page {page.number} of {page.paginator.num_pages})" if page.has_other_pages() else ""


@register.filter
def page_numbers(page: Page) -> list[int]:
    """The pages to link to: the first, the last, this one and its neighbours; 0 stands for those left out between."""
    last = page.paginator.num_pages
    near = {1, last, page.number - 1, page.number, page.number + 1} & set(range(1, last + 1))
    shown: list[int] = []
    for number in sorted(near):
        if shown and number - shown[-1] == 2:
            shown.append(number - 1)
        elif shown and number - shown[-1] > 2:
            shown.append(0)
        shown.append(number)
    return shown

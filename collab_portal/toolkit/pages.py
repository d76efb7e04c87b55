"""Long lists, a page at a time: 25 rows, the page number in the query string."""

from typing import Any

from django.core.paginator import Page, Paginator

ROWS = 25


def page_of(rows: Any, asked: str | None, size: int = ROWS) -> Page:
    """The page asked for by `?page=`; one that does not exist is the first, as the look guide says."""
    paginator = Paginator(rows, size)
    number = int(asked) if asked and asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return paginator.page(number if 1 <= number <= paginator.num_pages else 1)

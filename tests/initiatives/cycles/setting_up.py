"""What a policy officer's browser posts, section by section."""

from typing import Any


def day(name: str, text: str) -> dict[str, str]:
    """The three boxes of a date like 2014-12-08; an empty text leaves them empty."""
    year, month, number = text.split("-") if text else ("", "", "")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


def when(version: int | None = 1, first_on: str = "2014-12-08", **answers: Any) -> dict[str, Any]:
    """Good answers about when, but for those given."""
    good = {"every": "quarterly", "draft_days": "15", "needs_clearing": "yes", "clear_days": "10", "papers_days": "6"}
    return {**good, **day("first_on", first_on), "version": str(version), **answers}

"""What an author's browser posts."""

from typing import Any

ASPECTS = {f"{aspect}_status": "on_track" for aspect in ("time", "money", "benefits", "risk", "resources")}
GOOD = {
    "status": "on_track",
    **ASPECTS,
    "changed": "The three services met twice and agreed what to measure.",
    "planned": "A first count of shared calls in November.",
    "needs_decision": "no",
    "decision": "",
    "risk": "Fire’s data may come late.",
    "marking": "official",
    "path_to_green": "",
    "path_owner": "",
    "path_by-day": "",
    "path_by-month": "",
    "path_by-year": "",
}
PATH = {
    "path_to_green": "Two more analysts from January.",
    "path_owner": "Helen Marsh",
    "path_by-day": "31",
    "path_by-month": "3",
    "path_by-year": "2015",
}


def typed(version: int = 0, **answers: Any) -> dict[str, str]:
    """Good answers but for those given; `version` is the one the page was opened with."""
    return {**GOOD, "version": str(version), **answers}

"""Finds a rule by its name in the two rules pages, so that templates and the access table can speak of it."""

from functools import cache
from importlib import import_module

from services.access.rule import Rule

PAGES = ("services.rules", "initiatives.rules")


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule of both apps by its name in lower case."""
    return {
        name.lower(): rule
        for page in PAGES
        for name, rule in vars(import_module(page)).items()
        if isinstance(rule, Rule)
    }


def named(name: str) -> Rule:
    """One rule. Raises KeyError if no page has it."""
    return all_rules()[name]

"""What the portal knows it does not do for everybody yet. The accessibility statement prints this list, so keep it true.

Each issue: what goes wrong in words, the WCAG 2.2 criterion, and what we do about it and by when.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownIssue:
    """One thing that some people cannot use as they should."""

    what: str
    criterion: str
    plan: str


KNOWN_ISSUES = (
    KnownIssue(
        "Radio buttons that open a further question tell some screen readers more than the standard allows. The question can be found and answered.",
        "4.1.2 Name, role, value (A)",
        "It comes with the GOV.UK Frontend library; we take the correction once its makers publish one.",
    ),
)
PREPARED_ON = "22 November 2026"

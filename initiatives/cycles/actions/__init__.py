"""What people do with review cycles, and what the portal does for them every day."""

from initiatives.cycles.actions.daily import ask_for_reports

__all__ = ["ask_for_reports"]

"""The app that knows what."""

from importlib import import_module

from django.apps import AppConfig


class Initiatives(AppConfig):
    name = "initiatives"
    verbose_name = "Initiatives"

    def ready(self) -> None:
        """Rooms that listen to the rooms below begin to listen, and the policy hears what an administrator changed."""
        # The cycles first: whoever moves a date locks its cycle before the reports asked for it.
        import_module("initiatives.cycles.listeners")
        import_module("initiatives.reviews.listeners")
        import_module("initiatives.evaluations.listeners")
        import_module("initiatives.reminders.listeners")
        import_module("initiatives.reminders.rules_in_force")

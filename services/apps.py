"""The app that knows who."""

from importlib import import_module

from django.apps import AppConfig


class Services(AppConfig):
    name = "services"
    verbose_name = "Services and people"

    def ready(self) -> None:
        """Rooms that listen to the rooms below begin to listen."""
        import_module("services.people.listeners")

"""The portal's wiring: settings, addresses and the background worker."""

from collab_portal.celery import app as celery_app

__all__ = ["celery_app"]

"""The site itself: settings, addresses, sign-in and public pages."""

from cms.celery import app as celery_app

__all__ = ["celery_app"]

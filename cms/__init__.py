"""The site itself: settings, addresses, sign-in and public pages."""

from cms.celery import app as celery_app
from cms.rubbish import load_in_peace

__all__ = ["celery_app"]

load_in_peace()

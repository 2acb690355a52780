"""The site's settings for a worker that a test kills: it also loads the places where it can die."""

from cms.settings.local import *  # noqa: F403

CELERY_IMPORTS = ["tests.crashes.points"]
# These tests run at any hour of any day.
LEADERSHIP_SENDING_HOURS = (0, 24)
LEADERSHIP_SENDING_EVERY_DAY = True

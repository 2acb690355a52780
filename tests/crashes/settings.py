"""The site's settings for a worker that a test kills: it also loads the places where it can die."""

from cms.settings.local import *  # noqa: F403

CELERY_IMPORTS = ["tests.crashes.points"]

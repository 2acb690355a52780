"""The site's settings, and an app that takes the lock out."""

from cms.settings.local import *  # noqa: F403
from cms.settings.local import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.races.unlocked.apps.UnlockedConfig"]

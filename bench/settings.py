"""The site as `make run` serves it, with the benchmark's few pages beside it."""

from cms.settings.local import *

ROOT_URLCONF = "bench.urls"
ACCOUNT_RATE_LIMITS = False

# It is run at any hour of any day.
LEADERSHIP_SENDING_HOURS = (0, 24)
LEADERSHIP_SENDING_EVERY_DAY = True

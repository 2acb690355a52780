"""The site as `make run` serves it, with the benchmark's few pages beside it."""

from cms.settings.local import *

ROOT_URLCONF = "bench.urls"
ACCOUNT_RATE_LIMITS = False

"""Django with nothing of ours around a view: what the machine can do at best."""

from bench.settings import *

ROOT_URLCONF = "bench.floor_urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # allauth's app does not start without it; it costs next to nothing.
    "allauth.account.middleware.AccountMiddleware",
]

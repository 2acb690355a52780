"""Real servers. Every value that must not be guessed is demanded, and unsafe ones are refused."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *
from cms.settings.base import SITE_URL, STORAGES, env


def _demanded(name: str) -> str:
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: production does not guess it. See docs/operations.md.")
    return str(value)


DEBUG = False
LEADERSHIP_DEMO = False
SECRET_KEY = _demanded("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured("SECRET_KEY is too short or too regular: use 50 random characters or more.")
# Keys of before: what they signed or locked up still counts. The first is the one that was used last.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = [host for host in _demanded("ALLOWED_HOSTS").split(",") if host]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: '*' lets anyone choose the site's name.")
for _name in ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"):
    _demanded(_name)
if env.bool("DEBUG", False):
    raise ImproperlyConfigured("DEBUG is never on in production: it shows settings and data to visitors.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must start with https:// in production.")

LEADERSHIP_CHECK_LINKS = env.bool("CHECK_LINKS", True)
LEADERSHIP_SECOND_FACTOR_REQUIRED = env.list("SECOND_FACTOR_REQUIRED", ["lead", "staff"])
# How many proxies of ours stand before the site: the limits on sign-in count the visitor's address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

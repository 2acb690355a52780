"""The test suite: the real database, mail in memory, no rate limits unless a test asks for them."""

import tempfile
from pathlib import Path

from cms.settings.base import *
from cms.settings.base import STORAGES

DEBUG = False
LEADERSHIP_DEMO = True
SECRET_KEY = "only for tests: " + "x0y1z2" * 10
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
LEADERSHIP_API_RATES: dict[str, str] = {}
# Search and references cost a third of every save: tests about them ask for the fixture ``indexed``.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
FINDING_FOLLOWS = False

_files = Path(tempfile.mkdtemp(prefix="leadership-test-"))
MEDIA_ROOT = _files / "media"
LEADERSHIP_SEAL_FOLDER = str(_files / "seals")
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "leadership_private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}

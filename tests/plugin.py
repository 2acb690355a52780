"""Loaded by pytest before Django: points the settings at this process's own test database.

It has to be a ``-p`` plugin: pytest-django reads the settings before any conftest is loaded.
"""

from __future__ import annotations

import os

import pytest

from tests.database import TEST_DATA, databases


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    for name in (
        "DATABASE_OWNER_URL",
        "CELERY_BROKER_URL",
        "EMAIL_URL",
        "SITE_URL",
        "ALLOWED_HOSTS",
        "SECRET_KEY",
    ):
        os.environ.pop(name, None)
    (TEST_DATA / "static").mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(TEST_DATA)
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    os.environ["DATABASE_URL"] = databases().url()

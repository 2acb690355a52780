"""A Wagtail project as `wagtail start` makes one, with a user model of its own and PostgreSQL."""

import os
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parents[1]
SECRET_KEY = "only for a test " * 4
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "host.urls"
AUTH_USER_MODEL = "host.Colleague"
USE_TZ = True
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = "The host"
WAGTAILADMIN_BASE_URL = "https://host.example"
WAGTAIL_ENABLE_UPDATE_CHECK = False
LOGIN_URL = "/admin/login/"
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
INSTALLED_APPS = [
    "host",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
LEADERSHIP_PREFLIGHT = {"rules": ["host.rules.SaysStudent"]}

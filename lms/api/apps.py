"""The api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "lms.api"
    label = "leadership_api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"

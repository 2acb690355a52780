"""The api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "lms.api"
    label = "leadership_api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.api.documentation import security  # noqa: F401, PLC0415 -- registers itself on import

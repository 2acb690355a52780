"""The site app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "cms.site"
    label = "leadership_site"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.site import tasks  # noqa: F401, PLC0415 -- the outbox handler

"""The app of the public search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingConfig(AppConfig):
    name = "cms.finding"
    label = "leadership_finding"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.finding import following, integrity, sources  # noqa: F401, PLC0415 -- apps are being loaded

        following.connect()
        integrity.connect()

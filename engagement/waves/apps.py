"""The waves app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WavesConfig(AppConfig):
    name = "engagement.waves"
    label = "leadership_waves"
    verbose_name = _("Survey waves")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The outbox learns who carries the mails.
        import engagement.waves.services.mailing  # noqa: F401, PLC0415 -- apps are being loaded

"""The actions of engagement."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngagementActionsConfig(AppConfig):
    name = "engagement.actions"
    label = "leadership_engagement_actions"
    verbose_name = _("Engagement")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.actions import integrity  # noqa: PLC0415 -- apps are being loaded

        integrity.connect()

"""The app of what was done about results."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprovingConfig(AppConfig):
    name = "engagement.improving"
    label = "leadership_improving"
    verbose_name = _("You said, we did")
    default_auto_field = "django.db.models.BigAutoField"

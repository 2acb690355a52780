"""The app of comparisons between trusts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComparingConfig(AppConfig):
    name = "engagement.comparing"
    label = "leadership_comparing"
    verbose_name = _("Comparisons")
    default_auto_field = "django.db.models.BigAutoField"

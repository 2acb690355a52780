"""The studies app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiesConfig(AppConfig):
    name = "engagement.studies"
    label = "leadership_studies"
    verbose_name = _("Studies")
    default_auto_field = "django.db.models.BigAutoField"

"""The results app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "engagement.results"
    label = "leadership_results"
    verbose_name = _("Survey results")
    default_auto_field = "django.db.models.BigAutoField"

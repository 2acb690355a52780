"""The reports app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "lms.reports"
    label = "leadership_reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

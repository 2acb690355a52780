"""Questionnaires about medical engagement, as versioned data, and how their answers are scored."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstrumentsConfig(AppConfig):
    name = "engagement.instruments"
    label = "leadership_instruments"
    verbose_name = _("Questionnaires")
    default_auto_field = "django.db.models.BigAutoField"

"""Competence frameworks: what good medical leadership is, as versioned data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompetenciesConfig(AppConfig):
    name = "competencies"
    label = "leadership_competencies"
    verbose_name = _("Competence frameworks")
    default_auto_field = "django.db.models.BigAutoField"

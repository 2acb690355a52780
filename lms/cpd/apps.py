"""The cpd app."""

from django.apps import AppConfig


class CpdConfig(AppConfig):
    name = "lms.cpd"
    label = "leadership_cpd"
    verbose_name = "CPD"
    default_auto_field = "django.db.models.BigAutoField"

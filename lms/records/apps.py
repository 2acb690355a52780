"""The records app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "leadership_records"
    verbose_name = "Learning record"
    default_auto_field = "django.db.models.BigAutoField"

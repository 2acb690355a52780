"""The progress app."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "lms.progress"
    label = "leadership_progress"
    verbose_name = "Progress"
    default_auto_field = "django.db.models.BigAutoField"

"""The reminders app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "lms.reminders"
    label = "leadership_reminders"
    verbose_name = "Reminders"
    default_auto_field = "django.db.models.BigAutoField"

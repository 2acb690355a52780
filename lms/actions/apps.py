"""The actions app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "lms.actions"
    label = "leadership_actions"
    verbose_name = "Actions"
    default_auto_field = "django.db.models.BigAutoField"

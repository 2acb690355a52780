"""The programmes app. When it is ready, the three activity types it ships are registered."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    label = "leadership_programmes"
    verbose_name = "Programmes"
    default_auto_field = "django.db.models.BigAutoField"

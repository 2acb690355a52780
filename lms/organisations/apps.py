"""The organisations app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "lms.organisations"
    label = "leadership_organisations"
    verbose_name = "Organisations"
    default_auto_field = "django.db.models.BigAutoField"

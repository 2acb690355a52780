"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "leadership_people"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

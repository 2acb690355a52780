"""The assignments app."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "lms.assignments"
    label = "leadership_assignments"
    verbose_name = "Assignments"
    default_auto_field = "django.db.models.BigAutoField"

"""The enrolment app."""

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "lms.enrolment"
    label = "leadership_enrolment"
    verbose_name = "Enrolment"
    default_auto_field = "django.db.models.BigAutoField"

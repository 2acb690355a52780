"""The web app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lms.web"
    label = "leadership_web"
    verbose_name = "Learner site and trust desk"
    default_auto_field = "django.db.models.BigAutoField"

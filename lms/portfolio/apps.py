"""The portfolio app."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "lms.portfolio"
    label = "leadership_portfolio"
    verbose_name = "Portfolio"
    default_auto_field = "django.db.models.BigAutoField"

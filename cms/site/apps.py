"""The site app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "cms.site"
    label = "leadership_site"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

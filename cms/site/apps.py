"""The site app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "cms.site"
    label = "leadership_site"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import published  # noqa: PLC0415 -- needs Django

        from cms.site import page_wanted, tasks  # noqa: F401, PLC0415 -- the outbox handlers

        published.connect(page_wanted.ask_for_page, dispatch_uid="leadership_site.page_wanted")

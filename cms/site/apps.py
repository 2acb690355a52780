"""The site app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "cms.site"
    label = "leadership_site"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.documents.models import document_served  # noqa: PLC0415 -- needs Django
        from wagtail.signals import page_published, published  # noqa: PLC0415 -- needs Django

        from cms.site import counting, page_wanted, pdfs, tasks  # noqa: F401, PLC0415 -- the outbox handlers

        published.connect(page_wanted.ask_for_page, dispatch_uid="leadership_site.page_wanted")
        page_published.connect(pdfs.ask_for_pdf, dispatch_uid="leadership_site.deliverable_pdf")
        document_served.connect(counting.count_document, dispatch_uid="leadership_site.downloads")

"""The public site's pages, and what visitors write to it."""

from cms.site.models.contact import ContactMessage, ContactPage
from cms.site.models.deliverables import (
    DeliverableFile,
    DeliverableIndexPage,
    DeliverableKind,
    DeliverablePage,
)
from cms.site.models.news import NewsIndexPage, NewsPage
from cms.site.models.pages import ContentPage, HomePage, ProgrammeIndexPage, ProgrammePage

__all__ = [
    "ContactMessage",
    "ContactPage",
    "ContentPage",
    "DeliverableFile",
    "DeliverableIndexPage",
    "DeliverableKind",
    "DeliverablePage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "ProgrammeIndexPage",
    "ProgrammePage",
]

"""Public pages: the home, plain pages, and a programme's public face."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from kernel.pii import tags
from programmes.models import Programme

PAGE_TAGS = "page_ptr"
TEXT_FEATURES = ["h2", "h3", "bold", "link", "ol", "ul", "document-link"]


class HomePage(Page):
    intro = models.TextField(_("introduction"), max_length=400)
    body = RichTextField(_("body"), blank=True, features=["h2", "h3", "bold", "link", "ol", "ul"])

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    subpage_types = [
        "leadership_site.ContentPage",
        "leadership_site.ProgrammeIndexPage",
        "leadership_site.NewsIndexPage",
        "leadership_site.DeliverableIndexPage",
        "leadership_site.GoodPracticeIndexPage",
        "leadership_site.BehaviourIndexPage",
        "leadership_site.EventIndexPage",
        "leadership_site.PersonIndexPage",
        "leadership_site.QuestionsPage",
        "leadership_site.StudyIndexPage",
        "leadership_site.ContactPage",
    ]
    max_count_per_parent = 1
    template = "cms/home.html"

    pii = tags(none=f"{PAGE_TAGS} intro body")


class ContentPage(Page):
    body = RichTextField(_("body"), features=TEXT_FEATURES)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    subpage_types = ["leadership_site.ContentPage"]
    template = "cms/content.html"

    pii = tags(none=f"{PAGE_TAGS} body")


class ProgrammeIndexPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["leadership_site.ProgrammePage"]
    max_count = 1
    template = "cms/programme_index.html"

    pii = tags(none=f"{PAGE_TAGS} intro")


class ProgrammePage(Page):
    """The public face of a programme; the programme itself lives in the studio."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    body = RichTextField(_("body"), blank=True, features=["h2", "h3", "bold", "link", "ol", "ul"])

    content_panels = [
        *Page.content_panels,
        FieldPanel("programme"),
        FieldPanel("audience"),
        FieldPanel("body"),
    ]
    parent_page_types = ["leadership_site.ProgrammeIndexPage"]
    subpage_types: list[str] = []
    template = "cms/programme.html"

    pii = tags(none=f"{PAGE_TAGS} programme audience body")

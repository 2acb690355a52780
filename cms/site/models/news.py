"""News: an index, and pages with a day of their own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from cms.site.models.terms import Topic
from kernel.clock import today
from kernel.pii import tags


class NewsIndexPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["leadership_site.HomePage"]
    subpage_types = ["leadership_site.NewsPage"]
    max_count_per_parent = 1
    template = "cms/news_index.html"

    pii = tags(none=f"{PAGE_TAGS} intro")


class NewsForm(WagtailAdminPageForm):
    """News is nearly always of today, so that is offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.date is None:
            self.initial["date"] = today()


class NewsPage(Page):
    date = models.DateField(_("date"), help_text=_("News is listed by this day, newest first."))
    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("Stands in lists and feeds. Plain words, two lines.")
    )
    body = RichTextField(_("body"), features=TEXT_FEATURES)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Read aloud to whoever cannot see it."),
    )

    topics = ParentalManyToManyField(
        Topic,
        verbose_name=_("topics"),
        related_name="+",
        blank=True,
        help_text=_("Who follows one of them reads it there."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("topics"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
    ]
    base_form_class = NewsForm
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["leadership_site.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "cms/news.html"

    pii = tags(none=f"{PAGE_TAGS} date summary body picture picture_alt topics")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="news_picture_in_words",
                condition=Q(picture__isnull=True) | ~Q(picture_alt=""),
                violation_error_message=_("Say in words what the picture shows."),
            ),
        ]
        indexes = [models.Index(fields=["-date"], name="news_newest")]

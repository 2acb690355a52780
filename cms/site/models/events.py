"""Events: when, where or how online, and a file for calendars."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from cms.site.models.shelf import IndexPage, demonstration_field, summary_field
from cms.site.models.sources import of_the_web
from cms.site.models.terms import Topic
from kernel.pii import tags


class EventIndexPage(IndexPage):
    subpage_types = ["leadership_site.EventPage"]
    template = "cms/event_index.html"

    pii = IndexPage.pii


class EventPage(Page):
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    """What calendars know it by, also after its times have changed."""
    summary = summary_field()
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(
        _("place"), max_length=200, blank=True, default="", help_text=_("Empty where it is only online.")
    )
    online_link = models.URLField(
        _("address online"), blank=True, default="", help_text=_("Everybody reads it here and in calendars.")
    )
    booking_link = models.URLField(_("where to book"), blank=True, default="")
    organiser = models.CharField(_("organiser"), max_length=200, blank=True, default="")
    body = RichTextField(_("more about it"), blank=True, features=TEXT_FEATURES)
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), related_name="+", blank=True)
    is_demonstration = demonstration_field()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                FieldPanel("online_link"),
                FieldPanel("booking_link"),
                FieldPanel("organiser"),
            ],
            heading=_("When and where"),
        ),
        FieldPanel("body"),
        FieldPanel("topics"),
        FieldPanel("is_demonstration"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("place"),
        index.SearchField("body"),
    ]
    parent_page_types = ["leadership_site.EventIndexPage"]
    subpage_types: list[str] = []
    template = "cms/event.html"
    exclude_fields_in_copy = ["uid"]

    pii = tags(
        none=f"{PAGE_TAGS} uid summary starts_at ends_at place online_link booking_link body topics"
        " is_demonstration",
        name="organiser",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("An event ends after it has begun."),
            ),
            models.CheckConstraint(
                name="event_is_somewhere",
                condition=~Q(place="") | ~Q(online_link=""),
                violation_error_message=_("Give a place, an address online, or both."),
            ),
            of_the_web("event_online_link_is_of_the_web", "online_link"),
            of_the_web("event_booking_link_is_of_the_web", "booking_link"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="event_in_order")]

    @property
    def is_online(self) -> bool:
        return bool(self.online_link)

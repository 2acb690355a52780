"""People behind the work, who agreed to stand here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from cms.site.models.shelf import IndexPage, demonstration_field
from cms.site.models.sources import of_the_web
from kernel.days import days_in_bounds
from kernel.pii import tags


class PersonIndexPage(IndexPage):
    subpage_types = ["leadership_site.PersonPage"]
    template = "cms/person_index.html"

    pii = IndexPage.pii


class PersonPage(Page):
    """Called by the person's name. Nobody is shown without having agreed, except who is invented."""

    role = models.CharField(_("what they do here"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, default="")
    about = RichTextField(_("about them"), blank=True, features=TEXT_FEATURES)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    link = models.URLField(_("address elsewhere"), blank=True, default="")
    agreed_on = models.DateField(
        _("agreed on"), null=True, blank=True, help_text=_("The day on which they agreed to stand here.")
    )
    is_demonstration = demonstration_field()

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("role"), FieldPanel("organisation")]),
        FieldPanel("about"),
        FieldRowPanel([FieldPanel("picture"), FieldPanel("link")]),
        MultiFieldPanel(
            [FieldPanel("agreed_on"), FieldPanel("is_demonstration")], heading=_("Leave to show them")
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("role"),
        index.SearchField("organisation"),
        index.SearchField("about"),
    ]
    parent_page_types = ["leadership_site.PersonIndexPage"]
    subpage_types: list[str] = []
    template = "cms/person.html"

    pii = tags(
        none=f"{PAGE_TAGS} agreed_on is_demonstration",
        career="role organisation",
        free_text="about",
        contact="picture link",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_agreed_or_is_invented",
                condition=Q(agreed_on__isnull=False) | Q(is_demonstration=True),
                violation_error_message=_("Say when they agreed to stand here."),
            ),
            of_the_web("person_link_is_of_the_web", "link"),
            days_in_bounds("person_days", "agreed_on"),
        ]

"""What the pages share that list others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.site.models.pages import PAGE_TAGS
from kernel.pii import tags


class IndexPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["leadership_site.HomePage"]
    max_count_per_parent = 1

    pii = tags(none=f"{PAGE_TAGS} intro")

    class Meta:
        abstract = True


def summary_field() -> models.TextField[str, str]:
    return models.TextField(
        _("summary"), max_length=400, help_text=_("Stands in lists and in search. Plain words, two lines.")
    )


def demonstration_field() -> models.BooleanField[bool, bool]:
    return models.BooleanField(
        _("made up for the demonstration"),
        default=False,
        help_text=_("Shown with its title, so that nobody takes it for the real thing."),
    )

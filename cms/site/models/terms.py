"""The words that pages are filed under: themes of engaged organisations, and topics to follow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from kernel.access import KernelModel
from kernel.pii import tags


class Term(KernelModel):
    """In both languages of the site; where there is no Welsh yet the English stands for it."""

    slug = models.SlugField(
        _("name in addresses"),
        unique=True,
        help_text=_("Lower case with hyphens. Changing it breaks links."),
    )
    title = models.CharField(_("title"), max_length=120)
    title_cy = models.CharField(_("title in Welsh"), max_length=120, blank=True, default="")
    about = models.TextField(_("about"), max_length=400, blank=True, default="")
    about_cy = models.TextField(_("about in Welsh"), max_length=400, blank=True, default="")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("title_cy")]),
        FieldRowPanel([FieldPanel("about"), FieldPanel("about_cy")]),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("order")]),
    ]

    pii = tags(none="id slug title title_cy about about_cy order")

    class Meta:
        abstract = True
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.title_cy if get_language() == "cy" else "") or self.title

    @property
    def words(self) -> str:
        return (self.about_cy if get_language() == "cy" else "") or self.about


class Theme(Term):
    """What organisations with engaged doctors have in common: eight come with the product."""

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [models.CheckConstraint(name="theme_has_title", condition=~models.Q(title=""))]


class Topic(Term):
    """What news and events are about: each can be followed as a feed and by mail."""

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [models.CheckConstraint(name="topic_has_title", condition=~models.Q(title=""))]

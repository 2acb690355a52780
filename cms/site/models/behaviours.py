"""The catalogue of behaviours: what leaders do who engage doctors, and how one would notice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms.site.models.elements import ElementsForm, elements_field, known_elements
from cms.site.models.good_practice import GoodPracticePage
from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from cms.site.models.shelf import IndexPage, summary_field
from cms.site.models.sources import Cited, cited_tags
from cms.site.models.terms import Theme
from kernel.pii import tags


class BehaviourIndexPage(IndexPage):
    subpage_types = ["leadership_site.BehaviourPage"]
    template = "cms/behaviour_index.html"

    pii = IndexPage.pii


class BehaviourPage(Page):
    summary = summary_field()
    themes = ParentalManyToManyField(Theme, verbose_name=_("themes"), related_name="+", blank=True)
    approach = RichTextField(_("the approach"), features=TEXT_FEATURES)
    looks_like = RichTextField(_("what it looks like"), features=TEXT_FEATURES)
    evidence_says = RichTextField(_("what the evidence says"), blank=True, features=TEXT_FEATURES)
    examples = ParentalManyToManyField(
        GoodPracticePage, verbose_name=_("examples"), related_name="+", blank=True
    )
    elements = elements_field()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("approach"),
        FieldPanel("looks_like"),
        MultiFieldPanel(
            [FieldPanel("evidence_says"), InlinePanel("evidence", label=_("Source"))], heading=_("Evidence")
        ),
        FieldPanel("examples"),
        FieldPanel("themes"),
        FieldPanel("elements"),
    ]
    base_form_class = ElementsForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("approach"),
        index.SearchField("looks_like"),
    ]
    parent_page_types = ["leadership_site.BehaviourIndexPage"]
    subpage_types: list[str] = []
    template = "cms/behaviour.html"

    pii = tags(
        none=f"{PAGE_TAGS} summary themes approach looks_like evidence_says examples elements",
    )

    class Meta:
        constraints = [known_elements("behaviour_elements")]


class BehaviourEvidence(Cited):
    page = ParentalKey(BehaviourPage, on_delete=models.CASCADE, related_name="evidence")

    pii = cited_tags()

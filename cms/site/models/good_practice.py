"""Good practice: what an organisation did to engage its doctors, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.site.models.elements import ElementsForm, elements_field, known_elements
from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from cms.site.models.shelf import IndexPage, summary_field
from cms.site.models.sources import Cited, cited_tags
from cms.site.models.terms import Theme
from kernel.days import days_in_bounds
from kernel.pii import tags


class GoodPracticeIndexPage(IndexPage):
    subpage_types = ["leadership_site.GoodPracticePage"]
    template = "cms/good_practice_index.html"

    pii = IndexPage.pii


class GoodPracticePage(Page):
    """Of an organisation that is named, or of one of a kind; an illustration names nobody."""

    summary = summary_field()
    date = models.DateField(_("date"), help_text=_("Good practice is listed by this day, newest first."))
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, default="")
    kind_of_organisation = models.CharField(
        _("kind of organisation"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Where it is not to be named: “a teaching hospital of 900 beds”."),
    )
    is_illustrative = models.BooleanField(
        _("illustrative"),
        default=False,
        help_text=_("Written to show what such an example looks like: no organisation did exactly this."),
    )
    themes = ParentalManyToManyField(Theme, verbose_name=_("themes"), related_name="+")
    problem = RichTextField(_("the problem"), features=TEXT_FEATURES)
    done = RichTextField(_("what was done"), features=TEXT_FEATURES)
    led_by = models.TextField(_("who led it"), max_length=600, blank=True, default="")
    doctors = RichTextField(_("how doctors were involved"), blank=True, features=TEXT_FEATURES)
    time_scale = models.CharField(_("time-scale"), max_length=200, blank=True, default="")
    measured = models.TextField(
        _("how it was measured"), max_length=1000, blank=True, default="", help_text=_("Above the figures.")
    )
    differently = RichTextField(_("what we would do differently"), blank=True, features=TEXT_FEATURES)
    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Whom readers may ask: a post or a shared mailbox, with their agreement."),
    )
    elements = elements_field()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organisation"), FieldPanel("kind_of_organisation")]),
                FieldPanel("is_illustrative"),
                FieldPanel("date"),
            ],
            heading=_("Where"),
        ),
        FieldPanel("themes"),
        MultiFieldPanel(
            [
                FieldPanel("problem"),
                FieldPanel("done"),
                FieldPanel("led_by"),
                FieldPanel("doctors"),
                FieldPanel("time_scale"),
            ],
            heading=_("What happened"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("measured"),
                InlinePanel("measures", label=_("Measure")),
                FieldPanel("differently"),
                InlinePanel("evidence", label=_("Evidence")),
            ],
            heading=_("What came of it"),
        ),
        FieldPanel("elements"),
        FieldPanel("contact"),
    ]
    base_form_class = ElementsForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("problem"),
        index.SearchField("done"),
        index.SearchField("organisation"),
        index.SearchField("kind_of_organisation"),
    ]
    parent_page_types = ["leadership_site.GoodPracticeIndexPage"]
    subpage_types: list[str] = []
    template = "cms/good_practice.html"

    pii = tags(
        none=f"{PAGE_TAGS} summary date organisation kind_of_organisation is_illustrative themes problem done"
        " doctors time_scale measured differently elements",
        name="led_by",
        contact="contact",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="good_practice_is_of_somebody",
                condition=~Q(organisation="") | ~Q(kind_of_organisation=""),
                violation_error_message=_("Name the organisation, or say of which kind it is."),
            ),
            models.CheckConstraint(
                name="good_practice_illustration_names_nobody",
                condition=Q(is_illustrative=False) | Q(organisation="", contact=""),
                violation_error_message=_("An illustration names no organisation and no contact."),
            ),
            known_elements("good_practice_elements"),
            days_in_bounds("good_practice_days", "date"),
        ]
        indexes = [models.Index(fields=["-date"], name="good_practice_newest")]


class GoodPracticeMeasure(Orderable):
    page = ParentalKey(GoodPracticePage, on_delete=models.CASCADE, related_name="measures")
    measure = models.CharField(_("what was measured"), max_length=200)
    before = models.CharField(_("before"), max_length=80)
    after = models.CharField(_("after"), max_length=80)

    panels = [FieldPanel("measure"), FieldRowPanel([FieldPanel("before"), FieldPanel("after")])]

    pii = tags(none="id sort_order page measure before after")


class GoodPracticeEvidence(Cited):
    page = ParentalKey(GoodPracticePage, on_delete=models.CASCADE, related_name="evidence")

    pii = cited_tags()

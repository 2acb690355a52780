"""Deliverables: what the programmes have produced, to take away as files or to find elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.site.models.elements import ElementsForm, elements_field, known_elements
from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES, ProgrammePage
from cms.site.models.shelf import demonstration_field
from cms.site.models.sources import OF_THE_WEB, Cited, cited_tags
from kernel.clock import today
from kernel.days import days_in_bounds
from kernel.pii import tags

FIRST_YEAR, LAST_YEAR = 1900, 2100


class DeliverableKind(models.TextChoices):
    REPORT = "report", _("report")
    FRAMEWORK = "framework", _("framework")
    INSTRUMENT = "instrument", _("instrument")
    REVIEW = "review", _("review of evidence")
    STUDY = "study", _("study")
    GUIDE = "guide", _("guide")
    TOOL = "tool", _("tool")
    SLIDES = "slides", _("slides")
    DATASET = "dataset", _("data set")
    OTHER = "other", _("other")


class DeliverableIndexPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["leadership_site.HomePage"]
    subpage_types = ["leadership_site.DeliverablePage"]
    max_count_per_parent = 1
    template = "cms/deliverable_index.html"

    pii = tags(none=f"{PAGE_TAGS} intro")


class DeliverableForm(ElementsForm):
    """A draft may still lack what there is to take away; what is published may not. Today is offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.date is None:
            self.initial["date"] = today()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        files = self.formsets["files"]
        kept = [
            form
            for form in files.forms
            if form not in files.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        if not self.is_deferred_validation and not kept and not cleaned.get("link"):
            self.add_error("link", _("Add a file, or say where it can be found."))
        return cleaned


class DeliverablePage(Page):
    kind = models.CharField(_("kind"), max_length=10, choices=DeliverableKind.choices)
    date = models.DateField(
        _("date"), help_text=_("The day it came out here; the newest stands first in the list.")
    )
    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("What it is and whom it helps, in two lines.")
    )
    abstract = RichTextField(
        _("abstract"), blank=True, features=TEXT_FEATURES, help_text=_("What it says, in our own words.")
    )
    authors = models.CharField(
        _("authors"), max_length=300, blank=True, default="", help_text=_("Surname, initials; then the next.")
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True, default="")
    year = models.PositiveSmallIntegerField(
        _("year of the work"), null=True, blank=True, help_text=_("Where it came out elsewhere before.")
    )
    edition = models.CharField(_("edition"), max_length=80, blank=True, default="")
    identifier = models.CharField(
        _("identifier"), max_length=80, blank=True, default="", help_text=_("A DOI or an ISBN.")
    )
    licence = models.TextField(
        _("licence"), max_length=600, blank=True, default="", help_text=_("What may be done with it.")
    )
    body = RichTextField(_("more about it"), blank=True, features=TEXT_FEATURES)
    link = models.URLField(
        _("official source"), max_length=500, blank=True, default="", help_text=_("Where its owner keeps it.")
    )
    link_checked_on = models.DateField(
        _("looked at on"), null=True, blank=True, help_text=_("The day on which the address last opened.")
    )
    elements = elements_field()
    programmes = ParentalManyToManyField(
        ProgrammePage, verbose_name=_("programmes that use it"), related_name="+", blank=True
    )
    is_demonstration = demonstration_field()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind", required_on_save=True), FieldPanel("date")]),
                FieldPanel("authors"),
                FieldRowPanel([FieldPanel("year"), FieldPanel("edition")]),
                FieldRowPanel([FieldPanel("publisher"), FieldPanel("identifier")]),
                FieldPanel("licence"),
            ],
            heading=_("What it is"),
        ),
        MultiFieldPanel(
            [
                InlinePanel("files", label=_("File")),
                FieldRowPanel([FieldPanel("link"), FieldPanel("link_checked_on")]),
            ],
            heading=_("What there is to take away"),
        ),
        FieldPanel("abstract"),
        FieldPanel("body"),
        InlinePanel("sources", label=_("Figure or source"), heading=_("Figures and sources")),
        MultiFieldPanel([FieldPanel("elements"), FieldPanel("programmes")], heading=_("What it belongs to")),
        FieldPanel("is_demonstration"),
    ]
    base_form_class = DeliverableForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("abstract"),
        index.SearchField("authors"),
        index.SearchField("body"),
    ]
    parent_page_types = ["leadership_site.DeliverableIndexPage"]
    subpage_types: list[str] = []
    template = "cms/deliverable.html"

    pii = tags(
        none=f"{PAGE_TAGS} kind date summary abstract publisher year edition identifier licence body link"
        " link_checked_on elements programmes is_demonstration",
        name="authors",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deliverable_kind",
                condition=models.Q(kind__in=DeliverableKind.values),
            ),
            models.CheckConstraint(
                name="deliverable_link_is_of_the_web",
                condition=models.Q(link="") | models.Q(link__regex=r"^https?://"),
                violation_error_message=OF_THE_WEB,
            ),
            models.CheckConstraint(
                name="deliverable_checked_on_has_link",
                condition=models.Q(link_checked_on__isnull=True) | ~models.Q(link=""),
                violation_error_message=_("Without an address there is nothing to have looked at."),
            ),
            models.CheckConstraint(
                name="deliverable_year",
                condition=models.Q(year__isnull=True) | models.Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=_("Give a year between 1900 and 2100."),
            ),
            known_elements("deliverable_elements"),
            days_in_bounds("deliverable_days", "date", "link_checked_on"),
        ]
        indexes = [models.Index(fields=["-date"], name="deliverable_newest")]


class DeliverableFile(Orderable):
    """Ours, or somebody else's original: that only where they gave leave, with who, when and for what."""

    page = ParentalKey(DeliverablePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )
    is_original = models.BooleanField(
        _("somebody else's original"),
        default=False,
        help_text=_("Not ours: it needs its owner's leave."),
    )
    allowed_by = models.CharField(_("leave given by"), max_length=200, blank=True, default="")
    allowed_on = models.DateField(_("leave given on"), null=True, blank=True)
    allowed_what = models.CharField(
        _("leave for what"), max_length=300, blank=True, default="", help_text=_("In the words of the leave.")
    )

    panels = [
        FieldPanel("document"),
        FieldPanel("is_original"),
        FieldRowPanel([FieldPanel("allowed_by"), FieldPanel("allowed_on")]),
        FieldPanel("allowed_what"),
    ]

    pii = tags(
        none="id sort_order page document is_original allowed_on allowed_what",
        name="allowed_by",
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "document"], name="deliverable_file_once"),
            models.CheckConstraint(
                name="deliverable_original_with_leave",
                condition=models.Q(is_original=False)
                | (
                    models.Q(allowed_on__isnull=False) & ~models.Q(allowed_by="") & ~models.Q(allowed_what="")
                ),
                violation_error_message=_(
                    "An original is shown only with leave: say who gave it, when, and for what."
                ),
            ),
            days_in_bounds("deliverable_file_days", "allowed_on"),
        ]


class DeliverableSource(Cited):
    """A figure that the page quotes, or what else it rests on."""

    page = ParentalKey(DeliverablePage, on_delete=models.CASCADE, related_name="sources")

    pii = cited_tags()

"""Deliverables: what the programmes have produced, to take away as files or to find elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from kernel.clock import today
from kernel.pii import tags


class DeliverableKind(models.TextChoices):
    REPORT = "report", _("report")
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


class DeliverableForm(WagtailAdminPageForm):
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
    date = models.DateField(_("date"), help_text=_("The day it came out; the newest stands first."))
    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("What it is and whom it helps, in two lines.")
    )
    authors = models.CharField(_("authors"), max_length=300, blank=True, default="")
    body = RichTextField(_("more about it"), blank=True, features=TEXT_FEATURES)
    link = models.URLField(_("address elsewhere"), blank=True, default="")
    is_demonstration = models.BooleanField(
        _("made up for the demonstration"),
        default=False,
        help_text=_("Shown with its title, so that nobody takes it for the real thing."),
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("kind", required_on_save=True), FieldPanel("date"), FieldPanel("authors")],
            heading=_("What it is"),
        ),
        FieldPanel("summary"),
        MultiFieldPanel(
            [InlinePanel("files", label=_("File")), FieldPanel("link")],
            heading=_("What there is to take away"),
        ),
        FieldPanel("body"),
        FieldPanel("is_demonstration"),
    ]
    base_form_class = DeliverableForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("authors"),
        index.SearchField("body"),
    ]
    parent_page_types = ["leadership_site.DeliverableIndexPage"]
    subpage_types: list[str] = []
    template = "cms/deliverable.html"

    pii = tags(none=f"{PAGE_TAGS} kind date summary body link is_demonstration", name="authors")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deliverable_kind",
                condition=models.Q(kind__in=DeliverableKind.values),
            ),
            models.CheckConstraint(
                name="deliverable_link_is_of_the_web",
                condition=models.Q(link="") | models.Q(link__regex=r"^https?://"),
                violation_error_message=_("An address elsewhere begins with https:// or http://."),
            ),
        ]
        indexes = [models.Index(fields=["-date"], name="deliverable_newest")]


class DeliverableFile(Orderable):
    page = ParentalKey(DeliverablePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )

    panels = [FieldPanel("document")]

    pii = tags(none="id sort_order page document")

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "document"], name="deliverable_file_once")]

"""Studies as visitors read them: what was asked, how, what was found, and where that is written."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from cms.site.models.sources import Cited, cited_tags
from engagement.studies import presenters
from engagement.studies.selectors import public_face
from kernel.pii import tags


class StudyIndexPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["leadership_site.HomePage"]
    subpage_types = ["leadership_site.StudyPage"]
    max_count_per_parent = 1
    template = "cms/study_index.html"

    pii = tags(none=f"{PAGE_TAGS} intro")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = StudyPage.objects.child_of(self).live().public().order_by("title")
        return {**super().get_context(request, *args, **kwargs), "studies": rows}


class StudyForm(WagtailAdminPageForm):
    """Only a study whose tables were released has something to show here."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        reference = cleaned.get("reference")
        if reference and public_face(reference) is None:
            self.add_error("reference", _("No study with this reference has released its tables."))
        return cleaned


class StudyPage(Page):
    """Tables come from a study on this site by its reference, which its team reads after releasing them."""

    summary = models.TextField(_("summary"), max_length=400)
    question = models.TextField(_("question"), max_length=600)
    method = RichTextField(_("method"), blank=True, features=TEXT_FEATURES)
    findings = RichTextField(_("findings"), blank=True, features=TEXT_FEATURES)
    recommendations = RichTextField(_("recommendations"), blank=True, features=TEXT_FEATURES)
    limits = RichTextField(
        _("what is not known"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What could not be checked, and what the study cannot say."),
    )
    reference = models.UUIDField(
        _("reference of a study on this site"),
        null=True,
        blank=True,
        help_text=_(
            "Its released tables, findings and recommendations are shown below what is written here."
        ),
    )
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("question"),
        FieldPanel("method"),
        MultiFieldPanel(
            [FieldPanel("findings"), FieldPanel("recommendations"), FieldPanel("limits")],
            heading=_("What came of it"),
        ),
        InlinePanel("sources", label=_("Source")),
        FieldPanel("reference"),
        FieldPanel("is_demonstration"),
    ]
    base_form_class = StudyForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("question"),
        index.SearchField("findings"),
    ]
    parent_page_types = ["leadership_site.StudyIndexPage"]
    subpage_types: list[str] = []
    template = "cms/study.html"

    pii = tags(
        none=f"{PAGE_TAGS} summary question method findings recommendations limits reference is_demonstration"
    )

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        face = public_face(self.reference) if self.reference else None
        tables = presenters.shown(face.figures) if face else []
        rows = list(self.sources.all())
        numbers = {key: number for number, key in enumerate(dict.fromkeys(map(_cited, rows)), 1)}
        sources = {numbers[_cited(row)]: row for row in reversed(rows)}
        shown = {
            "face": face,
            "tables": tables,
            "figures": [(row, numbers[_cited(row)]) for row in rows if row.figure],
            "sources": sorted(sources.items()),
        }
        return {**super().get_context(request, *args, **kwargs), **shown}


def _cited(row: Cited) -> tuple[str, str]:
    """Several figures of one source have one number."""
    return row.source, row.link


class StudySource(Cited):
    page = ParentalKey(StudyPage, on_delete=models.CASCADE, related_name="sources")

    pii = cited_tags()

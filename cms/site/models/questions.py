"""Questions that are asked often, answered on one page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.site.models.pages import PAGE_TAGS, TEXT_FEATURES
from kernel.pii import tags


class QuestionsPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        InlinePanel("questions", label=_("Question"), min_num=1),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.RelatedFields("questions", [index.SearchField("question"), index.SearchField("answer")]),
    ]
    parent_page_types = ["leadership_site.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "cms/questions.html"

    pii = tags(none=f"{PAGE_TAGS} intro")


class Question(Orderable):
    page = ParentalKey(QuestionsPage, on_delete=models.CASCADE, related_name="questions")
    heading = models.CharField(
        _("heading"), max_length=80, blank=True, default="", help_text=_("Begins a group of questions.")
    )
    question = models.CharField(_("question"), max_length=200)
    answer = RichTextField(_("answer"), features=TEXT_FEATURES)

    panels = [FieldPanel("heading"), FieldPanel("question"), FieldPanel("answer")]

    pii = tags(none="id sort_order page heading question answer")

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                name="question_is_asked_and_answered",
                condition=~models.Q(question="") & ~models.Q(answer=""),
            )
        ]

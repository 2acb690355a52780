"""Banks of questions. What a quiz asks is fixed by publishing its module: no later change here touches it.

A translation of a question is a row of the same ``translation_key``, as with modules: words are its own,
right answers are those of the original.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import PreviewableMixin, Revision, RevisionMixin, TranslatableMixin

from kernel import pii as privacy
from kernel.access import KernelModel
from programmes.activity_types.reading import RICH_TEXT
from programmes.enums import QuestionKind
from programmes.fields import OpenStreamField

EASIEST, HARDEST = 1, 5
LONGEST_TAG, MOST_TAGS = 40, 20


class QuestionBank(KernelModel):
    snippet_viewset: ClassVar[Any]
    """Set when it is registered as a snippet."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120, unique=True)
    description = models.TextField(_("what it is for"), max_length=600, blank=True)
    archived = models.BooleanField(_("archived"), default=False)

    pii = privacy.tags(none="id uid title description archived")

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(name="question_bank_has_title", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title


class Question(RevisionMixin, PreviewableMixin, TranslatableMixin, KernelModel):
    snippet_viewset: ClassVar[Any]
    """Set when it is registered as a snippet."""

    bank = models.ForeignKey(
        QuestionBank, on_delete=models.PROTECT, related_name="questions", verbose_name=_("bank")
    )
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind.choices, editable=False)
    body = RichTextField(_("question"), features=RICH_TEXT)
    content = OpenStreamField(
        blocks="programmes.bank.kinds.question_content", verbose_name=_("kind and answers"), default=list
    )
    feedback = models.TextField(_("explanation"), max_length=2000, blank=True)
    tags = ArrayField(models.CharField(max_length=LONGEST_TAG), default=list, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"),
        default=3,
        validators=[MinValueValidator(EASIEST), MaxValueValidator(HARDEST)],
    )
    archived = models.BooleanField(_("archived"), default=False)

    _revisions = GenericRelation(Revision, related_query_name="+")

    stream_fields: ClassVar[tuple[str, ...]] = ("content",)
    preview_template: ClassVar[str] = "leadership/programmes/preview_question.html"
    exclude_fields_in_copy: ClassVar[list[str]] = ["latest_revision"]

    pii = privacy.tags(
        none="id bank title kind body content feedback tags difficulty archived latest_revision "
        "translation_key locale"
    )

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["bank", "archived", "difficulty"], name="question_to_draw")]
        constraints = [
            models.CheckConstraint(
                name="question_difficulty", condition=Q(difficulty__range=(EASIEST, HARDEST))
            ),
            models.CheckConstraint(name="question_kind", condition=Q(kind__in=QuestionKind.values)),
            models.CheckConstraint(name="question_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled question"))

    @property
    def revisions(self) -> Any:
        return self._revisions

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    def stored(self, name: str) -> list[dict[str, Any]]:
        """A stream field as plain data."""
        held: list[dict[str, Any]] = getattr(self, name).get_prep_value()
        return held

    @property
    def value(self) -> dict[str, Any]:
        """What its kind asks for, as stored."""
        listed = self.stored("content")
        return dict(listed[0]["value"]) if listed else {}

    def save(self, *args: Any, **kwargs: Any) -> None:
        listed = self.stored("content")
        self.kind = listed[0]["type"] if listed else self.kind
        super().save(*args, **kwargs)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return self.preview_template

"""Scales on which anybody says how far somebody is with a competence: editions, levels, words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from competencies import rules
from competencies.enums import EditionState
from kernel.access import KernelModel
from kernel.pii import tags


class Scale(KernelModel):
    """One edition of a scale. ``title`` and ``note`` are English; other languages are ``texts``.

    "Not assessed" is no level: it is that nobody has said one.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=rules.FRAMEWORK_CODE_LENGTH)
    edition = models.CharField(_("edition"), max_length=rules.EDITION_LENGTH)
    title = models.CharField(_("title"), max_length=200)
    owner = models.CharField(_("owner"), max_length=300)
    note = models.TextField(_("note"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    checksum = models.CharField(_("checksum of the content"), max_length=64)

    pii = tags(
        none="id uid code edition title owner note valid_from valid_to state published_at changed_at checksum"
    )

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        ordering = ["code", "-valid_from", "id"]
        constraints = [
            models.UniqueConstraint(name="scale_code_edition", fields=["code", "edition"]),
            models.CheckConstraint(name="scale_code_format", condition=Q(code__regex=rules.FRAMEWORK_CODE)),
            models.CheckConstraint(name="scale_edition_format", condition=Q(edition__regex=rules.EDITION)),
            models.CheckConstraint(name="scale_state_known", condition=Q(state__in=EditionState.values)),
            models.CheckConstraint(
                name="scale_has_words", condition=Q(title__regex=r"\S") & Q(note__regex=r"\S")
            ),
            models.CheckConstraint(
                name="scale_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="scale_published_at",
                condition=Q(state=EditionState.PUBLISHED, published_at__isnull=False)
                | (~Q(state=EditionState.PUBLISHED) & Q(published_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="scale_checksum_sha256", condition=Q(checksum__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})"

    @property
    def reference(self) -> str:
        return rules.format_reference(self.code, self.edition)

    @property
    def is_published(self) -> bool:
        return self.state == EditionState.PUBLISHED

    @property
    def said(self) -> ScaleText | None:
        """Its words in the reader's language, where that is not the language in which it was written."""
        return _in_language(text for text in self.texts.all() if text.level_id is None)

    @property
    def shown_title(self) -> str:
        return self.said.title if self.said else self.title

    @property
    def shown_note(self) -> str:
        return self.said.descriptor if self.said else self.note


class ScaleLevel(KernelModel):
    """One level; ``order`` is 1 for the lowest. Ratings refer to the level, never to a number alone."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    scale = models.ForeignKey(Scale, verbose_name=_("scale"), on_delete=models.PROTECT, related_name="levels")
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=rules.FRAMEWORK_CODE_LENGTH)
    title = models.CharField(_("title"), max_length=rules.LEVEL_TITLE_LENGTH)
    descriptor = models.TextField(_("descriptor"))

    pii = tags(none="id uid scale order code title descriptor")

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["scale_id", "order"]
        constraints = [
            models.UniqueConstraint(name="scale_level_order", fields=["scale", "order"]),
            models.UniqueConstraint(name="scale_level_code", fields=["scale", "code"]),
            models.UniqueConstraint(name="scale_level_of_scale", fields=["id", "scale"]),
            models.CheckConstraint(name="scale_level_from_one", condition=Q(order__gte=1)),
            models.CheckConstraint(
                name="scale_level_code_format", condition=Q(code__regex=rules.FRAMEWORK_CODE)
            ),
            models.CheckConstraint(
                name="scale_level_has_words", condition=Q(title__regex=r"\S") & Q(descriptor__regex=r"\S")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"

    @property
    def said(self) -> ScaleText | None:
        """As of a scale; levels from ``selectors.levels_of`` have their texts with them."""
        return _in_language(self.texts.all())

    @property
    def shown_title(self) -> str:
        return self.said.title if self.said else self.title

    @property
    def shown_descriptor(self) -> str:
        return self.said.descriptor if self.said else self.descriptor


class ScaleText(KernelModel):
    """The words of a scale, or of one of its levels, in another language than the one it was written in.

    A language may be added to a published edition; what is there already stays as it is.
    """

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="texts")
    level = models.ForeignKey(
        ScaleLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="texts"
    )
    language = models.CharField(_("language"), max_length=rules.LANGUAGE_LENGTH)
    title = models.CharField(_("title"), max_length=200)
    descriptor = models.TextField(_("descriptor"))

    pii = tags(none="id scale level language title descriptor")

    class Meta:
        verbose_name = _("translation of a scale")
        verbose_name_plural = _("translations of scales")
        ordering = ["scale_id", "id"]
        constraints = [
            models.UniqueConstraint(
                name="scale_text_once", fields=["scale", "level", "language"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="scale_text_language_format", condition=Q(language__regex=rules.LANGUAGE)
            ),
            models.CheckConstraint(
                name="scale_text_has_words", condition=Q(title__regex=r"\S") & Q(descriptor__regex=r"\S")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


def _in_language(texts: Iterable[ScaleText]) -> ScaleText | None:
    language = get_language()
    return next((text for text in texts if text.language == language), None)

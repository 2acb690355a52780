"""What designers edit: modules and programmes, as Wagtail snippets with drafts and workflow.

They are models, not pages: page privacy is the wrong control for learner content. ``translation_key``
is the identity of a module or programme across languages and versions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from competencies.enums import Stage
from kernel.pii import tags
from programmes.fields import OpenStreamField


class StaleRevision(ValueError):
    """A revision other than the one that was signed off was about to be published."""


class PublishedSnippet(  # type: ignore[misc] -- Wagtail's mixins each bring their own Meta
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A draft whose ``publish`` is the single door to an immutable version."""

    compile_version: ClassVar[Callable[..., Any]]
    """Set when the app is ready: makes the version of the live content. (instance, revision, user)."""

    _revisions = GenericRelation(Revision, related_query_name="+")

    class Meta(TranslatableMixin.Meta):
        abstract = True

    @property
    def revisions(self) -> Any:
        return self._revisions

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Publish and compile in one transaction: editor, approval, schedule and import all come here."""
        with transaction.atomic():
            result = super().publish(revision, user=user, **kwargs)
            self.refresh_from_db()
            type(self).compile_version(self, revision=revision, user=user)
        return result


class Module(PublishedSnippet):
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("What a doctor will be able to do after it, in two lines.")
    )
    body = OpenStreamField(
        blocks="programmes.blocks.module_body", verbose_name=_("body"), blank=True, default=list
    )

    panels = [FieldPanel("title"), FieldPanel("summary"), FieldPanel("body")]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("locale")]

    pii = tags(
        none="id title summary body live has_unpublished_changes first_published_at last_published_at "
        "live_revision go_live_at expire_at expired latest_revision locked locked_at translation_key locale",
        key="locked_by",
    )

    class Meta(PublishedSnippet.Meta):
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def __str__(self) -> str:
        return self.title


class Programme(PublishedSnippet):
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80)
    summary = models.TextField(_("summary"), max_length=600)
    stage = models.CharField(_("career stage"), max_length=20, choices=Stage.choices)
    open_to_all = models.BooleanField(
        _("open to all"),
        default=False,
        help_text=_("Anyone who registers can join, without a sponsor."),
    )
    duration_days = models.PositiveIntegerField(_("length in days"), default=180)
    parts = OpenStreamField(
        blocks="programmes.blocks.programme_parts", verbose_name=_("parts"), blank=True, default=list
    )
    reminders = OpenStreamField(
        blocks="programmes.blocks.programme_reminders", verbose_name=_("reminders"), blank=True, default=list
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("stage"),
        FieldPanel("open_to_all"),
        FieldPanel("duration_days"),
        FieldPanel("parts"),
        FieldPanel("reminders"),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("locale")]

    pii = tags(
        none="id title slug summary stage open_to_all duration_days parts reminders live "
        "has_unpublished_changes first_published_at last_published_at live_revision go_live_at expire_at "
        "expired latest_revision locked locked_at translation_key locale",
        key="locked_by",
    )

    class Meta(PublishedSnippet.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="programme_slug_per_language"),
            models.CheckConstraint(name="programme_length", condition=models.Q(duration_days__range=(1, 3650))),
        ]

    def __str__(self) -> str:
        return self.title

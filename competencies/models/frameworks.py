"""Frameworks as versioned data: editions, their nodes, and texts for a node at a career stage."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from competencies import rules
from competencies.enums import EditionState, FrameworkPurpose, NodeKind, Stage, StageTextKind
from kernel.access import KernelModel
from kernel.pii import tags

# Stands in place of a person's name where a demonstration shows a framework nobody has decided about.
DEMONSTRATION = "Demonstration"


class Framework(KernelModel):
    """One edition of a framework. Once published its content never changes (the database refuses it)."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=rules.FRAMEWORK_CODE_LENGTH)
    edition = models.CharField(_("edition"), max_length=rules.EDITION_LENGTH)
    purpose = models.CharField(
        _("purpose"),
        max_length=10,
        choices=FrameworkPurpose.choices,
        default=FrameworkPurpose.COMPETENCE,
        help_text=_("A reference is not offered where modules claim competences."),
    )
    title = models.CharField(_("title"), max_length=200)
    owner = models.CharField(_("owner"), max_length=300)
    notice = models.TextField(_("notice"), help_text=_("Shown on every page of this framework."))
    numbering_note = models.TextField(
        _("note on numbering"), blank=True, default="", help_text=_("Which part of a code is not official.")
    )
    licence_note = models.TextField(_("note on the licence"))
    source_url = models.URLField(_("source"), blank=True, default="")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_by_name = models.CharField(
        _("licence decision by"), max_length=200, blank=True, default="", help_text=_("Name and role.")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.TextField(_("note on the decision"), blank=True, default="")
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    checksum = models.CharField(_("checksum of the content"), max_length=64)

    pii = tags(
        none="id uid code edition purpose title owner notice numbering_note licence_note source_url"
        " valid_from valid_to state changed_at checksum",
        key="decided_by",
        name="decided_by_name",
        behaviour="decided_at",
        free_text="decision_note",
    )

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["code", "-valid_from", "id"]
        constraints = [
            models.UniqueConstraint(name="framework_code_edition", fields=["code", "edition"]),
            models.CheckConstraint(
                name="framework_code_format", condition=Q(code__regex=rules.FRAMEWORK_CODE)
            ),
            models.CheckConstraint(
                name="framework_edition_format", condition=Q(edition__regex=rules.EDITION)
            ),
            models.CheckConstraint(name="framework_state_known", condition=Q(state__in=EditionState.values)),
            models.CheckConstraint(
                name="framework_purpose_known", condition=Q(purpose__in=FrameworkPurpose.values)
            ),
            models.CheckConstraint(
                name="framework_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="framework_checksum_sha256", condition=Q(checksum__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="framework_published_is_decided",
                condition=~Q(state=EditionState.PUBLISHED)
                | (Q(decided_at__isnull=False) & Q(decided_by_name__regex=r"\S")),
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
    def is_reference(self) -> bool:
        """Titles and codes of somebody else's framework: nothing is claimed in it, and it says no more."""
        return self.purpose == FrameworkPurpose.REFERENCE

    @property
    def is_undecided(self) -> bool:
        """Published by a demonstration: nobody has taken the licence decision."""
        return self.decided_by_name == DEMONSTRATION

    def node_key(self, code: str) -> str:
        return rules.format_key(self.code, self.edition, code)


class Node(KernelModel):
    """A domain, an element or a competence. ``order`` is its place in the whole framework, read top down.

    Only nodes of a reference may have no descriptor; a trigger holds the others to theirs.

    ``source_text`` is for wording under the owner's licence: empty in what we ship, and shown nowhere.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    framework = models.ForeignKey(
        Framework, verbose_name=_("framework"), on_delete=models.PROTECT, related_name="nodes"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NodeKind.choices)
    code = models.CharField(_("code"), max_length=rules.NODE_CODE_LENGTH)
    title = models.CharField(_("title"), max_length=200)
    descriptor = models.TextField(_("descriptor"), blank=True)
    source_text = models.TextField(_("licensed wording"), blank=True, default="")
    order = models.PositiveIntegerField(_("order"))

    pii = tags(none="id uid framework parent kind code title descriptor source_text order")

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["framework_id", "order"]
        constraints = [
            models.UniqueConstraint(name="framework_node_code", fields=["framework", "code"]),
            models.CheckConstraint(name="framework_node_kind_known", condition=Q(kind__in=NodeKind.values)),
            models.CheckConstraint(
                name="framework_node_code_format", condition=Q(code__regex=rules.NODE_CODE)
            ),
            models.CheckConstraint(
                name="framework_node_only_domains_are_roots",
                condition=Q(kind=NodeKind.DOMAIN, parent__isnull=True)
                | (~Q(kind=NodeKind.DOMAIN) & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="framework_node_has_title", condition=Q(title__regex=r"\S")),
        ]
        indexes = [models.Index(fields=["framework", "order"], name="framework_node_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def key(self) -> str:
        """The stable textual key, ``mlcf-3:1.3.2``; select the framework with the node."""
        return self.framework.node_key(self.code)


class StageText(KernelModel):
    """What we say about a node for a doctor at one career stage."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="stage_texts")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=StageTextKind.choices)
    text = models.TextField(_("text"))
    order = models.PositiveIntegerField(_("order"), default=1)

    pii = tags(none="id node stage kind text order")

    class Meta:
        verbose_name = _("stage text")
        verbose_name_plural = _("stage texts")
        ordering = ["node_id", "stage", "kind", "order"]
        constraints = [
            models.UniqueConstraint(name="stage_text_place", fields=["node", "stage", "kind", "order"]),
            models.CheckConstraint(name="stage_text_stage_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="stage_text_kind_known", condition=Q(kind__in=StageTextKind.values)),
            models.CheckConstraint(name="stage_text_has_words", condition=Q(text__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_kind_display()}"

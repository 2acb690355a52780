"""Who did what to which row, when. Entries stay; what they say in words can be erased."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from kernel.access import KernelModel
from kernel.pii import tags


class Operation(KernelModel):
    """One act on many rows (an upload of 2,000 consultants), so that it can be shown and traced as one."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    pii = tags(none="id uid kind counts started_at", key="actor")

    class Meta:
        indexes = [models.Index(fields=["kind", "-started_at"], name="operation_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class AuditEntry(KernelModel):
    """Append-only, ids and codes only. For investigation, never for features."""

    append_only = True

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    organisation_key = models.BigIntegerField(null=True, blank=True)
    subject_key = models.BigIntegerField(null=True, blank=True)
    operation = models.ForeignKey(
        Operation, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    codes = models.JSONField(default=dict)

    pii = tags(
        none="id action actor_kind object_type operation codes organisation_key",
        key="actor object_id subject_key",
        behaviour="at",
    )

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["subject_key"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class AuditDetail(KernelModel):
    """The values before and after, in an erasable side row."""

    entry = models.OneToOneField(
        AuditEntry, on_delete=models.PROTECT, related_name="detail", primary_key=True
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    pii = tags(none="entry", free_text="before after")

    def __str__(self) -> str:
        return f"detail of audit entry {self.entry_id}"

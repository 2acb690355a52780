"""Private files, addressed by what they contain."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from kernel.access import KernelModel
from kernel.pii import tags


class StoredFile(KernelModel):
    """One content, stored once outside any public folder; it is served only through a checked view."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    unused_since = models.DateTimeField(null=True, blank=True)
    """When the daily look first found that nothing refers to it any more."""

    pii = tags(none="id uid sha256 size content_type created_at unused_since")

    class Meta:
        constraints = [
            models.CheckConstraint(name="stored_file_sha256", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size} bytes)"

    @property
    def name(self) -> str:
        """The path in private storage."""
        return f"{self.sha256[:2]}/{self.sha256}"

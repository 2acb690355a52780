"""What designers do not want to be suggested again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.access import KernelModel
from kernel.pii import tags


class DismissedClaim(KernelModel):
    """A module does not build this element, somebody has said, whatever its words are like."""

    module_key = models.UUIDField()
    node = models.CharField(max_length=120)
    """By its stable key."""
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dismissed_at = models.DateTimeField()

    pii = tags(none="id module_key node dismissed_at", key="dismissed_by")

    class Meta:
        verbose_name = _("dismissed suggestion")
        verbose_name_plural = _("dismissed suggestions")
        constraints = [models.UniqueConstraint(fields=["module_key", "node"], name="dismissed_claim_once")]

    def __str__(self) -> str:
        return f"{self.module_key} {self.node}"

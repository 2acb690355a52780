"""Addresses outside the site that modules lead to, and what they answered when they were last asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kernel.access import KernelModel
from kernel.pii import tags
from programmes.enums import LinkAnswer


class LinkCheck(KernelModel):
    url = models.CharField(max_length=2000, unique=True)
    checked_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=LinkAnswer.choices)
    status = models.PositiveIntegerField(null=True, blank=True)
    """What the server said last, where one answered."""
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    """How often in a row it has failed."""

    pii = tags(none="id url checked_at answer status failing_since failures")

    class Meta:
        ordering = ["url"]
        constraints = [
            models.CheckConstraint(name="link_answer_known", condition=Q(answer__in=LinkAnswer.values)),
            models.CheckConstraint(
                name="link_fails_since",
                condition=Q(answer=LinkAnswer.FINE, failing_since__isnull=True, failures=0)
                | ~Q(answer=LinkAnswer.FINE) & Q(failing_since__isnull=False, failures__gte=1),
            ),
        ]
        indexes = [models.Index(fields=["checked_at"], name="link_checked_at")]

    def __str__(self) -> str:
        return self.url

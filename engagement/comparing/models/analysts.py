"""Who may read the results of all trusts, for what, until when; and what they did with it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.comparing.enums import UseKind
from kernel.access import GuardedModel
from kernel.days import days_in_bounds
from kernel.pii import tags


class AnalystGrant(GuardedModel):
    """One person, one purpose, two days. Nothing of it changes but that it is revoked, once."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("analyst")
    )
    purpose = models.CharField(_("purpose"), max_length=500)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(
        none="id uid starts_on ends_on granted_at revoked_at",
        key="user granted_by revoked_by",
        free_text="purpose",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("grant to an analyst")
        verbose_name_plural = _("grants to analysts")
        ordering = ["-granted_at", "-id"]
        constraints = [
            days_in_bounds("analyst_grant_days", "starts_on", "ends_on"),
            models.CheckConstraint(name="analyst_grant_dates", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="analyst_grant_revoked",
                condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True),
            ),
            models.CheckConstraint(name="analyst_grant_purpose", condition=Q(purpose__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return self.purpose


class AnalystUse(GuardedModel):
    """One thing that an analyst did under a grant. ``asked`` is what they chose, ``rows`` how much left."""

    append_only = True

    grant = models.ForeignKey(AnalystGrant, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=10, choices=UseKind.choices)
    asked = models.CharField(max_length=300, blank=True, default="")
    rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    pii = tags(none="id kind asked rows", key="grant", behaviour="at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("use by an analyst")
        verbose_name_plural = _("uses by analysts")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(name="analyst_use_kind_known", condition=Q(kind__in=UseKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.kind}"

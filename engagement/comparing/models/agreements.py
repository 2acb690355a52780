"""What a trust has agreed to: given and withdrawn, each a row that stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.comparing.enums import AgreementKind
from kernel.access import GuardedModel, ViewerKind
from kernel.pii import tags
from lms.organisations.models import Organisation


class Agreement(GuardedModel):
    """Given, or withdrawn where not ``is_given``. What holds is what the latest row of a kind says."""

    append_only = True

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=10, choices=AgreementKind.choices)
    is_given = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids)}
    pii = tags(none="id organisation kind is_given at", key="by")

    class Meta(GuardedModel.Meta):
        verbose_name = _("agreement of a trust")
        verbose_name_plural = _("agreements of trusts")
        ordering = ["organisation", "id"]
        constraints = [
            models.CheckConstraint(name="agreement_kind_known", condition=Q(kind__in=AgreementKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}"

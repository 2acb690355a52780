"""That a programme takes nobody new from a day on, as it was announced, and what was said before.

A trigger lets nothing that was said be changed without a correction that holds what stood until then.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.access import KernelModel
from kernel.days import days_in_bounds
from kernel.pii import tags
from programmes.models.drafts import Programme


class Retirement(KernelModel):
    """People may finish until ``closes_on`` at least; it is no day on which anybody's place ends.

    It says what holds now.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="retirements", verbose_name=_("programme")
    )
    programme_key = models.UUIDField()
    cut_off = models.DateField(_("takes nobody new from"))
    closes_on = models.DateField(_("to be finished by"))
    reason = models.CharField(_("reason"), max_length=500)
    successor = models.ForeignKey(
        Programme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("successor"),
    )
    announced_on = models.DateField()
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    corrections = models.PositiveSmallIntegerField(default=0)
    """How often it was corrected since."""
    taken_back_on = models.DateField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(
        none="id uid programme programme_key cut_off closes_on reason successor announced_on announced_at "
        "corrections taken_back_on",
        key="announced_by taken_back_by",
    )

    class Meta:
        verbose_name = _("retirement")
        verbose_name_plural = _("retirements")
        constraints = [
            models.UniqueConstraint(
                fields=["programme_key"],
                condition=Q(taken_back_on__isnull=True),
                name="retired_once",
            ),
            models.CheckConstraint(
                name="retirement_known_before", condition=Q(announced_on__lt=F("cut_off"))
            ),
            models.CheckConstraint(
                name="retirement_time_to_finish", condition=Q(closes_on__gte=F("cut_off"))
            ),
            models.CheckConstraint(
                name="retirement_taken_back_before",
                condition=Q(taken_back_on__isnull=True) | Q(taken_back_on__lt=F("cut_off")),
            ),
            models.CheckConstraint(name="retirement_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="retirement_successor_is_another",
                condition=Q(successor__isnull=True) | ~Q(successor=F("programme")),
            ),
            days_in_bounds("retirement_days", "cut_off", "closes_on"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_key} from {self.cut_off} on"


class RetirementCorrection(KernelModel):
    """What was said of a retirement until it was corrected. Never edited."""

    append_only = True

    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="corrected")
    number = models.PositiveSmallIntegerField()
    cut_off = models.DateField()
    closes_on = models.DateField()
    reason = models.CharField(max_length=500)
    successor = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(
        none="id retirement number cut_off closes_on reason successor made_at",
        key="made_by",
    )

    class Meta:
        verbose_name = _("correction of a retirement")
        verbose_name_plural = _("corrections of retirements")
        constraints = [
            models.UniqueConstraint(fields=["retirement", "number"], name="retirement_corrected_once"),
            models.CheckConstraint(name="retirement_corrections_count", condition=Q(number__gte=1)),
            days_in_bounds("retirement_correction_days", "cut_off", "closes_on"),
        ]

    def __str__(self) -> str:
        return f"{self.retirement_id} until correction {self.number}"

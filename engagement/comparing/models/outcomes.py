"""How trusts do, as others measured it: files of figures, each kept as it came."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.comparing.rules.outcome_file import PERIOD
from kernel.access import KernelModel
from kernel.pii import tags
from lms.organisations.models import Organisation


class OutcomeFile(KernelModel):
    """A later file with the same trust, measure and period corrects an earlier one."""

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=200)
    rows = models.PositiveIntegerField(_("lines"))
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(none="id uid name rows at", key="by")

    class Meta(KernelModel.Meta):
        verbose_name = _("file of outcomes")
        verbose_name_plural = _("files of outcomes")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name


class OutcomeMeasure(KernelModel):
    """Named as the files name it."""

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("measure"), max_length=120, unique=True)

    pii = tags(none="id uid name")

    class Meta(KernelModel.Meta):
        verbose_name = _("outcome measure")
        verbose_name_plural = _("outcome measures")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="outcome_measure_named", condition=Q(name__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return self.name


class OutcomeValue(KernelModel):
    """Under the trust that the file names, be it closed since."""

    append_only = True

    file = models.ForeignKey(OutcomeFile, on_delete=models.PROTECT, related_name="values")
    measure = models.ForeignKey(OutcomeMeasure, on_delete=models.PROTECT, related_name="values")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(_("period"), max_length=7)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)

    pii = tags(none="id file measure organisation period value")

    class Meta(KernelModel.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["file", "id"]
        indexes = [models.Index(fields=["measure", "period"], name="outcome_of_period")]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "measure", "organisation", "period"], name="outcome_once_a_file"
            ),
            models.CheckConstraint(name="outcome_period", condition=Q(period__regex=PERIOD)),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.period}"

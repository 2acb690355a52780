"""Organisations. A public register, so not guarded: everything about people in them is."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.access import KernelModel
from kernel.days import days_in_bounds
from kernel.pii import tags


class OrganisationKind(models.TextChoices):
    TRUST = "trust", _("NHS trust")
    HEALTH_BOARD = "health_board", _("health board")
    SCHOOL = "school", _("medical school")
    DEANERY = "deanery", _("deanery")
    COLLEGE = "college", _("college")
    OTHER = "other", _("other")


class Organisation(KernelModel):
    """``ods_code`` comes from the NHS register where there is one; invented ones are for the demo only."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    ods_code = models.CharField(_("ODS code"), max_length=6, blank=True, default="")
    national_grouping = models.CharField(_("national grouping"), max_length=3, blank=True, default="")
    town = models.CharField(_("town"), max_length=100, blank=True, default="")
    postcode = models.CharField(_("postcode"), max_length=8, blank=True, default="")
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    invented = models.BooleanField(_("invented"), default=False)

    pii = tags(
        none="id uid kind name ods_code national_grouping town postcode"
        " opened_on closed_on successor invented"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["ods_code"], condition=~Q(ods_code=""), name="organisation_ods_code"
            ),
            models.CheckConstraint(
                name="organisation_ods_code_form",
                condition=Q(ods_code="") | Q(ods_code__regex=r"^[A-Z0-9]{3,6}$"),
            ),
            models.CheckConstraint(
                name="organisation_closes_after_opening",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
            days_in_bounds("organisation_days", "opened_on", "closed_on"),
            models.CheckConstraint(
                name="organisation_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""Norms: named, dated, of one version of a questionnaire. They never change; they can go out of use."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.comparing.enums import NormSource
from engagement.instruments.models import InstrumentVersion
from engagement.results.models import Publication
from kernel.access import GuardedModel, KernelModel
from kernel.days import days_in_bounds
from kernel.pii import tags

FEWEST_TRUSTS = 10
CUTS, DECILES = 4, 9


def _score() -> Any:
    return models.DecimalField(max_digits=9, decimal_places=6)


def _rising(field: str, count: int) -> Q:
    """Between 0 and 100, none below the one before it."""
    condition = Q(**{f"{field}__len": count, f"{field}__0__gte": 0, f"{field}__{count - 1}__lte": 100})
    for place in range(1, count):
        condition &= Q(**{f"{field}__{place}__gte": F(f"{field}__{place - 1}")})
    return condition


class NormSet(KernelModel):
    """``trusts``: of how many trusts its index was made."""

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="norm_sets")
    name = models.CharField(_("name"), max_length=120)
    dated_on = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=10, choices=NormSource.choices)
    origin = models.CharField(_("where it comes from"), max_length=500)
    trusts = models.PositiveIntegerField(_("trusts"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(none="id uid version name dated_on source origin trusts made_at", key="made_by")

    class Meta(KernelModel.Meta):
        verbose_name = _("norm set")
        verbose_name_plural = _("norm sets")
        ordering = ["-dated_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="norm_set_name"),
            models.CheckConstraint(
                name="norm_set_has_words", condition=Q(name__regex=r"\S", origin__regex=r"\S")
            ),
            models.CheckConstraint(name="norm_set_source_known", condition=Q(source__in=NormSource.values)),
            models.CheckConstraint(name="norm_set_of_enough", condition=Q(trusts__gte=FEWEST_TRUSTS)),
            days_in_bounds("norm_set_day", "dated_on"),
        ]

    def __str__(self) -> str:
        return self.name


class NormMeasure(KernelModel):
    """``cuts``: where the second to the fifth fifth of trusts begin. ``deciles`` are empty if not known."""

    append_only = True

    norm_set = models.ForeignKey(NormSet, on_delete=models.PROTECT, related_name="measures")
    measure = models.CharField(max_length=60)
    trusts = models.PositiveIntegerField()
    cuts = ArrayField(_score())
    deciles = ArrayField(_score(), default=list, blank=True)

    pii = tags(none="id norm_set measure trusts cuts deciles")

    class Meta(KernelModel.Meta):
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        ordering = ["norm_set", "id"]
        constraints = [
            models.UniqueConstraint(fields=["norm_set", "measure"], name="norm_measure_once"),
            models.CheckConstraint(name="norm_measure_of_enough", condition=Q(trusts__gte=FEWEST_TRUSTS)),
            models.CheckConstraint(name="norm_measure_cuts", condition=_rising("cuts", CUTS)),
            models.CheckConstraint(
                name="norm_measure_deciles", condition=Q(deciles__len=0) | _rising("deciles", DECILES)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.norm_set_id} {self.measure}"


class NormMember(GuardedModel):
    """Whose results a norm set was made of. No trust reads it."""

    append_only = True

    norm_set = models.ForeignKey(NormSet, on_delete=models.PROTECT, related_name="members")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="norm_sets")

    pii = tags(none="id norm_set publication")

    class Meta(GuardedModel.Meta):
        verbose_name = _("results in a norm set")
        verbose_name_plural = _("results in norm sets")
        constraints = [
            models.UniqueConstraint(fields=["norm_set", "publication"], name="norm_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.norm_set_id} {self.publication_id}"


class NormSetEnd(KernelModel):
    """A norm set that nobody is compared with any more, and why."""

    append_only = True

    norm_set = models.OneToOneField(NormSet, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(none="id norm_set reason at", key="by")

    class Meta(KernelModel.Meta):
        verbose_name = _("end of a norm set")
        verbose_name_plural = _("ends of norm sets")
        constraints = [
            models.CheckConstraint(name="norm_set_end_says_why", condition=Q(reason__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return self.reason

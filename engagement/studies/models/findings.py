"""What a study found, what it recommends, and the tables that were released."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.studies.enums import HeldBack, Progress, Table
from engagement.studies.models.studies import FEWEST, Study, for_team
from kernel.access import GuardedModel
from kernel.days import days_in_bounds
from kernel.pii import tags


class Finding(GuardedModel):
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="findings")
    title = models.CharField(_("in one sentence"), max_length=200)
    body = models.TextField(_("what stands behind it"), max_length=4000, blank=True, default="")
    is_public = models.BooleanField(_("on the public page"), default=False)

    access_rules = for_team("study")
    pii = tags(none="id uid study is_public", free_text="title body")

    class Meta(GuardedModel.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["study", "id"]

    def __str__(self) -> str:
        return self.title


class Recommendation(GuardedModel):
    """What should follow: who sees to it, until when, and how far it has come."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="recommendations")
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    title = models.CharField(_("recommendation"), max_length=300)
    progress = models.CharField(
        _("how far it is"), max_length=14, choices=Progress.choices, default=Progress.PROPOSED
    )
    owner = models.CharField(_("who sees to it"), max_length=120, blank=True, default="")
    due_on = models.DateField(_("by"), null=True, blank=True)
    is_public = models.BooleanField(_("on the public page"), default=False)

    access_rules = for_team("study")
    pii = tags(none="id uid study finding progress due_on is_public", free_text="title", name="owner")

    class Meta(GuardedModel.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["study", "id"]
        constraints = [
            days_in_bounds("recommendation_days", "due_on"),
            models.CheckConstraint(name="recommendation_progress", condition=Q(progress__in=Progress.values)),
            models.CheckConstraint(
                name="recommendation_owned",
                condition=Q(progress__in=[Progress.PROPOSED, Progress.NOT_TAKEN_UP]) | ~Q(owner=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StudyRelease(GuardedModel):
    """One recorded act after which everybody may read the tables. ``people`` are participants' ids."""

    append_only = True

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField(_("release"))
    fewest = models.PositiveSmallIntegerField(_("smallest group"))
    people = ArrayField(models.BigIntegerField(), default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    access_rules = for_team("study")
    pii = tags(none="id study number fewest made_at", key="people made_by")

    class Meta(GuardedModel.Meta):
        verbose_name = _("release of a study’s tables")
        verbose_name_plural = _("releases of studies’ tables")
        ordering = ["study", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="study_release_once"),
            models.CheckConstraint(
                name="study_release_floor", condition=Q(fewest__gte=FEWEST, people__len__gte=F("fewest"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


TOLD = Q(held_back="", n__isnull=False, n__gte=FEWEST)
NOT_TOLD = ~Q(held_back="") & Q(
    n__isnull=True, count__isnull=True, lowest__isnull=True, highest__isnull=True, mean__isnull=True
)


class ReleasedFigure(GuardedModel):
    """One line of a released table: its figures, or why there are none."""

    append_only = True

    release = models.ForeignKey(StudyRelease, on_delete=models.PROTECT, related_name="figures")
    place = models.PositiveSmallIntegerField()
    table = models.CharField(max_length=10, choices=Table.choices)
    line = models.CharField(max_length=200, blank=True, default="")
    """A group of specialties or a theme; empty for everybody."""
    polarity = models.CharField(max_length=12, blank=True, default="")
    point = models.CharField(max_length=10, blank=True, default="")
    n = models.PositiveIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    lowest = models.IntegerField(null=True, blank=True)
    highest = models.IntegerField(null=True, blank=True)
    mean = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    held_back = models.CharField(max_length=8, blank=True, default="", choices=HeldBack.choices)

    access_rules = for_team("release__study")
    pii = tags(none="id release place table line polarity point n count lowest highest mean held_back")

    class Meta(GuardedModel.Meta):
        verbose_name = _("released figure")
        verbose_name_plural = _("released figures")
        ordering = ["release", "place"]
        constraints = [
            models.UniqueConstraint(fields=["release", "place"], name="released_figure_place"),
            models.CheckConstraint(name="released_figure_told_or_not", condition=TOLD | NOT_TOLD),
            models.CheckConstraint(
                name="released_figure_count",
                condition=Q(count__isnull=True) | Q(count__gte=FEWEST, count__lte=F("n")),
            ),
            models.CheckConstraint(name="released_figure_table", condition=Q(table__in=Table.values)),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.line}"

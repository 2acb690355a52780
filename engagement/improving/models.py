"""Improvements: each answers one wave of one trust. Who changed what is in the audit trail."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.improving.enums import Progress
from engagement.instruments.rules import CODE, CODE_LENGTH
from engagement.waves.models import SurveyWave
from kernel.access import GuardedModel, ViewerKind
from kernel.days import days_in_bounds
from kernel.pii import tags

LONGEST = 500
WRITTEN = r"\S"
INDEX = "index"
"""The measure that is the whole of a questionnaire."""


class Improvement(GuardedModel):
    """What was said, and what is done about it. Nothing is deleted: what is given up says why.

    ``measure`` is a theme or a side of one, ``index``, or empty where it is about none of them. The words
    in Welsh are the trust's own, and there are both or neither.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="improvements")
    measure = models.CharField(_("about"), max_length=CODE_LENGTH, blank=True, default="")
    said = models.CharField(_("you said"), max_length=LONGEST)
    doing = models.CharField(_("we did"), max_length=LONGEST)
    said_cy = models.CharField(_("you said, in Welsh"), max_length=LONGEST, blank=True, default="")
    doing_cy = models.CharField(_("we did, in Welsh"), max_length=LONGEST, blank=True, default="")
    owner = models.CharField(_("who sees to it"), max_length=120, help_text=_("A role, not a name."))
    due_on = models.DateField(_("by"))
    progress = models.CharField(_("state"), max_length=10, choices=Progress.choices, default=Progress.PLANNED)
    why_dropped = models.CharField(_("why it was dropped"), max_length=LONGEST, blank=True, default="")
    why_dropped_cy = models.CharField(
        _("why it was dropped, in Welsh"), max_length=LONGEST, blank=True, default="", db_default=""
    )
    is_public = models.BooleanField(_("public"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(wave__organisation_id__in=viewer.ids)}
    pii = tags(
        none="id uid wave measure said doing said_cy doing_cy owner due_on progress why_dropped"
        " why_dropped_cy is_public made_at changed_at",
        key="made_by",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["due_on", "id"]
        constraints = [
            days_in_bounds("improvement_days", "due_on"),
            models.CheckConstraint(
                name="improvement_progress_known", condition=Q(progress__in=Progress.values)
            ),
            models.CheckConstraint(
                name="improvement_has_words",
                condition=Q(said__regex=WRITTEN, doing__regex=WRITTEN, owner__regex=WRITTEN),
            ),
            models.CheckConstraint(
                name="improvement_welsh_whole",
                condition=Q(said_cy="", doing_cy="") | Q(said_cy__regex=WRITTEN, doing_cy__regex=WRITTEN),
            ),
            models.CheckConstraint(
                name="improvement_dropped_says_why",
                condition=Q(progress=Progress.DROPPED, why_dropped__regex=WRITTEN)
                | (~Q(progress=Progress.DROPPED) & Q(why_dropped="")),
            ),
            models.CheckConstraint(
                name="improvement_dropped_in_welsh",
                condition=Q(why_dropped_cy="") | (~Q(why_dropped="") & ~Q(said_cy="")),
            ),
            models.CheckConstraint(
                name="improvement_measure", condition=Q(measure="") | Q(measure__regex=CODE)
            ),
        ]

    def __str__(self) -> str:
        return self.said

"""A study and its team. Whoever looks is one of the team: a viewer's ids are memberships (ADR 47)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.studies.enums import CLOSE, StudyState, TeamRole
from kernel.access import AccessRules, GuardedModel, Viewer, ViewerKind
from kernel.days import days_in_bounds
from kernel.pii import tags

FEWEST = 5
"""No figure is told about fewer people, and none from which one about fewer could be worked out."""


def for_team(path: str = "", *, close: bool = False) -> AccessRules:
    """Rows of studies in whose team the viewer is; ``close`` are those that readers do not see."""
    members = f"{path}__members" if path else "members"

    def rule(viewer: Viewer) -> Q:
        asked: dict[str, object] = {f"{members}__pk__in": viewer.ids, f"{members}__ended_at__isnull": True}
        if close:
            asked[f"{members}__role__in"] = CLOSE
        return Q(**asked)

    return {ViewerKind.STUDY: rule}


class Study(GuardedModel):
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("question"), max_length=2000)
    protocol = models.TextField(_("protocol"), max_length=20_000, blank=True, default="")
    inclusion = models.TextField(_("inclusion rule"), max_length=2000, blank=True, default="")
    ethics_reference = models.CharField(_("ethics reference"), max_length=120, blank=True, default="")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=StudyState.choices, default=StudyState.PLANNED
    )
    fewest = models.PositiveSmallIntegerField(_("smallest group"), default=FEWEST)
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    access_rules = for_team()
    pii = tags(
        none="id uid title question protocol inclusion ethics_reference starts_on ends_on state fewest"
        " is_demonstration made_at",
        key="made_by",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["-starts_on", "id"]
        constraints = [
            days_in_bounds("study_days", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="study_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="study_floor", condition=Q(fewest__gte=FEWEST)),
            models.CheckConstraint(name="study_state", condition=Q(state__in=StudyState.values)),
        ]

    def __str__(self) -> str:
        return self.title


class StudyMember(GuardedModel):
    """Somebody in the team, from the act that added them to the act that ended it."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=TeamRole.choices)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    access_rules = for_team("study")
    pii = tags(none="id uid study role", key="user added_by ended_by", career="added_at ended_at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("member of a study’s team")
        verbose_name_plural = _("members of studies’ teams")
        ordering = ["study", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "user"], condition=Q(ended_at__isnull=True), name="study_member_once"
            ),
            models.CheckConstraint(
                name="study_member_dates",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("added_at")),
            ),
            models.CheckConstraint(name="study_member_role", condition=Q(role__in=TeamRole.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
